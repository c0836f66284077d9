import { expect, test } from '@jest/globals';
import { createColors } from 'picocolors';
import type { CostReport } from '../../src/app/cost/resources/cost-report.ts';
import { costText } from '../../src/cli/cost-text.ts';
import { decimal } from '../../src/cost/money/decimal.ts';

const EMPTY: CostReport = {
  groups: [],
  totals: new Map(),
  unpriced: [],
  measured: null,
  prices: { sources: [], from: null, to: null },
  pricedAt: null,
};
const PLAIN = { colours: createColors(false), width: undefined };

test('a group cannot drive the terminal', () => {
  const cost = { monthly: decimal('1234567.891'), hourly: decimal('0.00004') };
  const group = { group: '\u001b[31mred\nline', currency: 'CNY', resources: 1, ...cost };
  const report = { ...EMPTY, groups: [group], totals: new Map([['CNY', cost]]) };

  const text = costText(report, { by: 'tag', key: '\u001b[2J' }, PLAIN);

  expect(text).not.toContain('\u001b');
  expect(text).toMatch(/^\\u\{1b\}\[31mred\\nline +1 +1,234,567\.89 CNY +0\.0000 CNY +0$/m);
  expect(text).toMatch(/^Total CNY +1,234,567\.89 CNY/m);
});

test.each([
  [['simulated'], 'These prices are simulated.'],
  [['price-list-api', 'simulated'], 'Some prices are simulated.'],
])('prices of %j say so', (sources, expected) => {
  const time = '2026-11-22T00:00:00.000Z';
  const prices = { sources, from: time, to: time };

  expect(costText({ ...EMPTY, prices, pricedAt: time }, { by: 'kind' }, PLAIN)).toContain(expected);
});

test('the text fits a narrow terminal', () => {
  const cost = { monthly: decimal('1234567.891'), hourly: decimal('1691.1889') };
  const group = { group: 'AWS::ElasticLoadBalancingV2::LoadBalancer', currency: 'USD' };
  const time = '2026-11-22T00:00:00.000Z';
  const report = {
    ...EMPTY,
    groups: [{ ...group, resources: 12, ...cost }],
    totals: new Map([['USD', cost]]),
    unpriced: [{ group: 'x', reason: 'no-property', components: 12, resources: 3 }],
    prices: { sources: ['price-list-api', 'spot-history'], from: time, to: time },
    pricedAt: time,
  };

  const lines = costText(report, { by: 'kind' }, { ...PLAIN, width: 60 }).split('\n');

  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(lines.join('\n')).toContain('1,234,567.89 USD');
});
