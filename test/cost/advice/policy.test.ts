import { expect, test } from '@jest/globals';
import { billStatements, type BillUse } from '../../../src/cost/billing/bill-policy.ts';

function actions(use: Partial<BillUse>): readonly string[] {
  const statements = billStatements({ exports: undefined, schedule: undefined, spendCapUsd: '0', ...use }); // prettier-ignore
  return statements.flatMap(({ Action }) => Action);
}

const DAILY = { schedule: '0 6 * * *' } as const;

test('nothing while no setting asks for a collection', () => {
  expect(actions({ spendCapUsd: '5' })).toEqual([]);
});

test('free sources by default, paid ones when paid calls are allowed', () => {
  const free = actions(DAILY);
  const paid = actions({ ...DAILY, spendCapUsd: '5' });

  expect(free).toEqual(expect.arrayContaining(['budgets:ViewBudget', 'compute-optimizer:GetIdleRecommendations', 'cost-optimization-hub:ListRecommendations', 'organizations:DescribeOrganization'])); // prettier-ignore
  expect(free.filter((action) => action.startsWith('ce:'))).toEqual([]);
  expect(paid).toEqual(expect.arrayContaining(['ce:GetAnomalies', 'ce:GetAnomalyMonitors', 'ce:GetRightsizingRecommendation', 'ce:GetSavingsPlansPurchaseRecommendation', 'ce:GetReservationPurchaseRecommendation'])); // prettier-ignore
  expect(new Set(paid).size).toBe(paid.length);
  expect(paid.some((action) => /\*|Update|Put|Create|Delete/.test(action))).toBe(false);
});

test('only what the chosen sources need', () => {
  expect(actions({ ...DAILY, sources: ['budgets'] })).toEqual(['budgets:ViewBudget']);
  expect(actions({ ...DAILY, sources: ['focus-1.2'] })).toEqual([
    ...['bcm-data-exports:GetExport', 'bcm-data-exports:ListExports'],
    ...['s3:ListBucket', 's3:GetObject'],
  ]);
});
