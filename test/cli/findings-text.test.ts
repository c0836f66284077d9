import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import type { ShownAdvice } from '../../src/app/cost/findings/advice/shown-advice.ts';
import type { FindingFilter, FindingReport } from '../../src/app/cost/findings/finding-report.ts';
import { findingsText } from '../../src/cli/findings-text.ts';
import { styleFor } from '../../src/cli/terminal.ts';

const ALL = { types: undefined, services: undefined, accounts: undefined, minSaving: undefined };
const FILTER: FindingFilter = { ...ALL, verdict: 'yes', showsAll: false, limit: 50 };

function advice(id: string, source: string, counted: string, overlapping: string[]): ShownAdvice {
  return {
    ...{ id, source, type: 'rightsizing', service: 'EC2', account: '210000000001' },
    ...{ region: 'eu-west-1', kind: 'AWS::EC2::Instance', resource_id: 'i-1', arn: null },
    ...{ title: 'Advice', description: 'Rightsize', action: 'Rightsize', change: 'resize' },
    ...{ effort: null, priority: null, monthly_cost: '90', cost_basis: 'ListCost' },
    ...{ own_saving: '40', monthly_saving: counted, currency: 'USD', basis: 'ListCost' },
    ...{ lookback_days: 14, saving_problem: null, overlapping, state: 'open' },
    state_reason: null,
    ...{ first_seen: '2026-10-01', last_seen: '2026-10-02', read_at: '2026-10-02' },
  };
}

test("what AWS's other sources repeat is counted, not listed", () => {
  const report: FindingReport = {
    ...{ findings: [], count: 0, byType: [], unknown: [], stale: [] },
    totals: [{ currency: 'USD', monthly: '40' }],
    aws: {
      advice: [
        advice('of-the-hub', 'cost-optimization-hub', '40', []),
        advice('of-the-optimizer', 'compute-optimizer', '0', ['of-the-hub']),
        advice('a-purchase', 'savings-plans-purchase', '0', []),
      ],
      totals: [{ currency: 'USD', monthly: '40' }],
    },
    ages: { evaluatedAt: '2026-10-02', inventoryRead: null, usageRead: null, pricesRead: null },
  };

  const text = findingsText(report, FILTER, styleFor(new PassThrough(), {}));

  expect(text).toContain('of-the-hub');
  expect(text).toContain('a-purchase');
  expect(text).not.toContain('of-the-optimizer');
  expect(text).toContain('--output json also shows 1 recommendation with the same savings');
});
