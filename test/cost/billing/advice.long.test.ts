import { readFile } from 'node:fs/promises';
import {
  ComputeOptimizerClient,
  GetEC2InstanceRecommendationsCommand,
  GetIdleRecommendationsCommand,
} from '@aws-sdk/client-compute-optimizer';
import {
  CostOptimizationHubClient,
  ListRecommendationsCommand,
} from '@aws-sdk/client-cost-optimization-hub';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  isIncomplete,
  type CollectedScope,
  type CollectReport,
} from '../../../src/app/cost/collect/collect-report.ts';
import type { Attempt } from '../../../src/aws/call-observer.ts';
import {
  ADVICE_SOURCES,
  PAID_ADVICE,
  type AdviceSource,
} from '../../../src/cost/advice/advice-source.ts';
import { settings } from '../../sandbox/clients.ts';
import { ESTATE } from '../../sandbox/ledger/world.ts';
import { CollectWorld } from './collect-world.ts';

const AT = '2026-10-20T12:00:00Z';
const PAYER = '210000000000';
const CAP = { LONGSHORE_SPEND_CAP_USD: '5' };
const ALL = new Set<AdviceSource>(ADVICE_SOURCES);
const FREE = new Set<AdviceSource>(['budgets', 'cost-optimization-hub', 'compute-optimizer']);
const PAID = new Set<AdviceSource>(PAID_ADVICE);

/** Large enough for anomalies, too. */
const estate = { ...ESTATE, 'AWS::EC2::NatGateway': 14, 'AWS::S3::Bucket': 8 } as const;

const world = await CollectWorld.create(AT, { estate }, CAP);
afterAll(() => world[Symbol.asyncDispose]());
/** Settings that reach all accounts of the organization. */
const ORGANIZATION = {
  OCEAN__INTEGRATION__CONFIG__ACCOUNT_ROLE_ARN: world.sandbox.roleArn(PAYER),
};
const accounts = world.sandbox.estate.accountIds;
const wasted = accounts.flatMap((accountId) => world.sandbox.truth.waste(accountId));
let first: CollectReport;

beforeAll(async () => {
  first = await world.collect({ sources: ALL }, ORGANIZATION);
});

function outcomes(scopes: readonly CollectedScope[]): Record<string, Record<string, number>> {
  const found: Record<string, Record<string, number>> = {};
  for (const { source, outcome } of scopes) {
    const its = (found[source] ??= {});
    its[outcome] = (its[outcome] ?? 0) + 1;
  }
  return found;
}

async function texts(sql: string, from = world): Promise<readonly string[]> {
  return (await from.query(sql)).map((row) => row.map(String).join(' '));
}

test('every source is read completely, in as many paid requests as planned', () => {
  expect(first.scopes.filter(({ outcome }) => outcome !== 'complete')).toEqual([]);
  expect(new Set(first.scopes.map(({ source }) => source))).toEqual(ALL);
  expect(first.plan.advice.reduce((sum, { requests }) => sum + requests, 0)).toBe(12);
  expect(first.paid).toEqual({ requests: 12, usd: '0.12' });
  // Budgets of each account, Compute Optimizer of each account and region.
  expect(outcomes(first.scopes)['budgets']).toEqual({ complete: accounts.length });
  const regions = first.scopes.filter(({ source }) => source === 'compute-optimizer');
  expect(new Set(regions.map(({ account, region }) => `${account} ${region ?? ''}`)).size).toBe(
    accounts.length * new Set(regions.map(({ region }) => region)).size,
  );
});

test('Cost Optimization Hub: as AWS has it', async () => {
  const client = new CostOptimizationHubClient(settings(world.sandbox));
  const { items = [] } = await client.send(new ListRecommendationsCommand({}));
  const expected = items.map((item) => [
    ...[item.recommendationId, item.accountId, item.region, item.resourceArn, item.actionType],
    ...[Number(item.estimatedMonthlySavings), Number(item.estimatedMonthlyCost)],
    ...[item.implementationEffort, item.restartNeeded],
  ]);

  const stored = await world.query(
    `select id, account, region, resource_arn, action, saving_after_discounts, monthly_cost, effort, needs_restart,
       saving_before_discounts
     from aws_recommendations where source = 'cost-optimization-hub' order by saving_after_discounts desc`,
  );

  expect(expected.length).toBeGreaterThan(2);
  expect(stored.map((row) => row.slice(0, -1).map((value, index) => ([5, 6].includes(index) ? Number(value) : value)))).toEqual(expected); // prettier-ignore
  expect(stored.every((row) => row.at(-1) === null)).toBe(true);
});

test('Compute Optimizer: the waste of all accounts and regions, with the figures of AWS', async () => {
  const sold = await texts(
    `select resource_arn, action, saving_before_discounts from aws_recommendations
     where source = 'compute-optimizer' order by 1`,
  );
  const expected: string[] = [];
  const regions = new Set(wasted.map(({ resource }) => resource.region));
  for (const region of regions) {
    const client = new ComputeOptimizerClient(settings(world.sandbox, region));
    for (const accountId of accounts) {
      const asked = { accountIds: [accountId] };
      const { instanceRecommendations = [] } = await client.send(new GetEC2InstanceRecommendationsCommand(asked)); // prettier-ignore
      const { idleRecommendations = [] } = await client.send(new GetIdleRecommendationsCommand(asked)); // prettier-ignore
      for (const { instanceArn = '', recommendationOptions = [] } of instanceRecommendations) {
        const saving = recommendationOptions[0]?.savingsOpportunity?.estimatedMonthlySavings?.value;
        expected.push(`${instanceArn} Rightsize ${Number(saving)}`);
      }
      for (const { resourceArn = '', resourceType, savingsOpportunity } of idleRecommendations) {
        const action = ['EC2Instance', 'RDSDBInstance'].includes(resourceType ?? '') ? 'Stop' : 'Delete'; // prettier-ignore
        expected.push(`${resourceArn} ${action} ${Number(savingsOpportunity?.estimatedMonthlySavings?.value)}`); // prettier-ignore
      }
    }
  }
  const shown = sold.map((line) => line.replace(/ (\S+)$/, (_, amount) => ` ${Number(amount)}`));

  expect(expected.length).toBeGreaterThan(2);
  expect(shown).toEqual(expected.sort());
  const labelled = new Set(wasted.map(({ resource }) => resource.arn));
  expect(sold.every((line) => labelled.has(line.split(' ')[0] ?? ''))).toBe(true);
});

test('rightsizing and purchases', async () => {
  const labelled = wasted.filter(({ resource }) => resource.kind === 'AWS::EC2::Instance').map(({ resource }) => resource.id); // prettier-ignore
  const rightsizing = await texts(
    `select resource_id from aws_recommendations where source = 'rightsizing'
     and saving_after_discounts > 0 and saving_after_discounts <= monthly_cost`,
  );
  const [plan, ...otherPlans] = await world.query(
    `select action, recommended_configuration, saving_after_discounts > 0 from aws_recommendations
     where source = 'savings-plans-purchase'`,
  );
  const reservations = await texts(
    `select action, current_configuration from aws_recommendations where source = 'reservation-purchase'`,
  );

  expect(rightsizing.length).toBeGreaterThan(0);
  expect(labelled).toEqual(expect.arrayContaining([...rightsizing]));
  expect(plan).toEqual([
    'PurchaseSavingsPlans',
    expect.stringMatching(/^COMPUTE_SP, [\d.]+ USD an hour$/),
    true,
  ]);
  expect(otherPlans).toEqual([]);
  expect(reservations).toEqual([
    'PurchaseReservedInstances Amazon Elastic Compute Cloud - Compute',
  ]);
});

test('budgets: what the ledger says the month has cost', async () => {
  const [whole, service] = await world.query(
    `select account, name, type, time_unit, limit_amount > 0, actual_amount, forecast_amount, unit, filters
     from aws_budgets order by name desc`,
  );
  const spent = world.sandbox.truth.total({ from: '2026-10-01', to: '2026-10-21' });

  expect(whole?.slice(0, 5)).toEqual([PAYER, 'whole organization', 'COST', 'MONTHLY', true]);
  expect(Number(whole?.[5])).toBeCloseTo(Number(spent), 2);
  expect(Number(whole?.[6])).toBeGreaterThan(Number(spent));
  expect(whole?.[7]).toBe('USD');
  expect(JSON.stringify(service?.[8])).toContain('Amazon Elastic Compute Cloud - Compute');
});

test('anomalies: those that the ledger labels, with the names of their monitors', async () => {
  const stored = await world.query(
    `select account, substr(cast(starts_at as varchar), 1, 10), service, region, impact, actual - expected, monitor_name
     from aws_anomalies`,
  );
  const labelled = accounts.flatMap((accountId) =>
    ['2026-07', '2026-08', '2026-09', '2026-10'].flatMap(
      (month) =>
      world.sandbox.truth.anomalies(accountId, month).map(({ resource, firstDay }) => `${resource.accountId} ${firstDay}`), // prettier-ignore
    ),
  );

  expect(stored.length).toBeGreaterThan(0);
  for (const [account, day, service, region, impact, difference, monitor] of stored) {
    expect(labelled).toContain(`${String(account)} ${String(day)}`);
    expect(Number(impact)).toBeCloseTo(Number(difference), 6);
    expect([service, region, monitor]).toEqual([expect.any(String), expect.any(String), expect.stringMatching(/^services of /)]); // prettier-ignore
  }
});

test('the questions of the documentation have answers', async () => {
  const page = await readFile(new URL('../../../docs/bills.md', import.meta.url), 'utf8');
  const questions = [...page.matchAll(/^longshore query "(.*(?:aws_|advice_).*)"$/gm)].map(([, sql = '']) => sql); // prettier-ignore

  const haveRows: boolean[] = [];
  for (const sql of questions) haveRows.push((await world.query(sql)).length > 0);

  expect(questions).toHaveLength(7);
  // Everything could be read: the last question has no rows.
  expect(haveRows).toEqual([...Array<boolean>(6).fill(true), false]);
});

test('a second run pays nothing and asks nothing; paid sources keep their own pace', async () => {
  const attempts: Attempt[] = [];
  const observer = (attempt: Attempt): number => attempts.push(attempt);
  const second = await world.collect({ sources: ALL, observer }, ORGANIZATION);

  expect(second.plan.advice).toEqual([]);
  expect(second.scopes.every(({ outcome }) => outcome === 'unchanged')).toBe(true);
  expect(second.scopes).toHaveLength(first.scopes.length);
  expect(second.paid.requests).toBe(0);
  const services = new Set(attempts.map(({ service }) => service));
  for (const service of ['ce', 'budgets', 'compute-optimizer', 'cost-optimization-hub']) {
    expect(services).not.toContain(service);
  }

  await using later = await CollectWorld.create(AT, { estate }, CAP);
  await later.collect({ sources: PAID });
  later.clock.time = '2026-10-21T12:00:00Z';
  const nextDay = await later.collect({ sources: PAID });
  later.clock.time = '2026-10-27T12:00:00Z';
  const nextWeek = await later.collect({ sources: PAID });
  const again = await later.collect({ sources: PAID, isAgain: true });

  expect(nextDay.paid.requests).toBe(2);
  expect(outcomes(nextDay.scopes)).toMatchObject({
    anomalies: { complete: 1 },
    rightsizing: { unchanged: 1 },
  });
  expect(nextWeek.paid.requests).toBe(12);
  expect(again.paid.requests).toBe(12);
}); // prettier-ignore

test('a dry run names requests and dollars, and stores nothing', async () => {
  await using fresh = await CollectWorld.create(AT, { ledger: { exports: [] } }, CAP);

  const { plan, paid, scopes } = await fresh.collect({ sources: ALL, isDryRun: true });

  expect(plan.advice.map(({ source, requests, usd }) => [source, requests, usd])).toEqual([
    ['budgets', 0, '0'],
    ['compute-optimizer', 0, '0'],
    ['cost-optimization-hub', 0, '0'],
    ['anomalies', 2, '0.02'],
    ['rightsizing', 1, '0.01'],
    ['savings-plans-purchase', 4, '0.04'],
    ['reservation-purchase', 5, '0.05'],
  ]);
  expect(paid.requests).toBe(0);
  expect(scopes).toEqual([]);
});

test('without a limit only free sources are read, and the plan says so', async () => {
  await using fresh = await CollectWorld.create(AT);

  const { plan, scopes, paid } = await fresh.collect({ sources: ALL });

  expect(new Set(scopes.map(({ source }) => source))).toEqual(FREE);
  expect(plan.notes).toEqual([expect.stringMatching(/anomalies, rightsizing, .*LONGSHORE_COST_API_BUDGET_USD/)]); // prettier-ignore
  expect(paid.requests).toBe(0);
});

test('accounts that use none of the services: not enabled, each with its fix', async () => {
  await using fresh = await CollectWorld.create(
    AT,
    { ledger: { costExplorer: 'not-enabled', computeOptimizer: false, optimizationHub: false } },
    CAP,
  );

  const named = await fresh.collect({ sources: ALL });
  const unnamed = await fresh.collect({ sources: undefined, isAgain: true });
  const { scopes } = named;

  const notEnabled = unnamed.scopes.filter(({ outcome }) => outcome === 'not-enabled');
  expect(notEnabled.map(({ isUnused }) => isUnused)).toEqual(Array(6).fill(true));
  expect(isIncomplete(unnamed)).toBe(false);
  expect(isIncomplete(named)).toBe(true);
  expect(outcomes(scopes)).toEqual({
    budgets: { complete: 1 },
    'cost-optimization-hub': { 'not-enabled': 1 },
    'compute-optimizer': { 'not-enabled': 1 },
    anomalies: { 'not-enabled': 1 },
    rightsizing: { 'not-enabled': 1 },
    'savings-plans-purchase': { 'not-enabled': 1 },
    'reservation-purchase': { 'not-enabled': 1 },
  });
  const remedies = Object.fromEntries(scopes.map(({ source, remedy }) => [source, remedy ?? '']));
  expect(remedies['compute-optimizer']).toMatch(/compute-optimizer update-enrollment-status/);
  expect(remedies['cost-optimization-hub']).toMatch(/cost-optimization-hub update-enrollment/);
  expect(remedies['rightsizing']).toMatch(/open Cost Explorer once/);
});

test.each([
  ['Rightsizing EC2 recommendation is an opt-in only feature.', 'not-enabled', /preferences of the payer/],
  ['User is not authorized to perform: ce:GetRightsizingRecommendation', 'denied', /allow ce:GetRightsizingRecommendation/],
] as const)('rightsizing that AWS answers with "%s" is %s', async (message, outcome, fix) => {
  world.sandbox.setFaults([{ type: 'error', service: 'ce', operation: 'GetRightsizingRecommendation', code: 'AccessDeniedException', status: 400, message }]);
  const { scopes } = await world.collect({ sources: new Set(['rightsizing']), isAgain: true });
  world.sandbox.setFaults([]);

  expect(scopes).toMatchObject([{ outcome, remedy: expect.stringMatching(fix) }]);
}); // prettier-ignore

test('one region that is denied keeps its rows; the others are read', async () => {
  const region = wasted[0]?.resource.region ?? '';
  const sql = `select count(*), max(read_at) from aws_recommendations where source = 'compute-optimizer' and region = '${region}'`;
  const before = await texts(sql);
  world.clock.time = '2026-10-20T22:00:00Z';
  world.sandbox.setFaults([{ type: 'deny', service: 'compute-optimizer', region }]);
  const { scopes } = await world.collect({ sources: new Set(['compute-optimizer']) }, ORGANIZATION);
  world.sandbox.setFaults([]);
  const healed = await world.collect({ sources: new Set(['compute-optimizer']) }, ORGANIZATION);
  world.clock.time = AT;

  const denied = scopes.filter(({ outcome }) => outcome === 'denied');
  expect(denied.map((scope) => scope.region)).toEqual(accounts.map(() => region));
  expect(denied[0]?.remedy).toMatch(/allow compute-optimizer:/);
  expect(scopes.filter(({ outcome }) => outcome === 'complete')).toHaveLength(scopes.length - denied.length); // prettier-ignore
  // What failed is read again at once, what is fresh is not.
  expect(outcomes(healed.scopes)['compute-optimizer']).toEqual({
    complete: denied.length,
    unchanged: scopes.length - denied.length,
  });
  expect(before[0]).toMatch(/^[1-9]/);
  expect((await texts(sql))[0]?.split(' ')[0]).toBe(before[0]?.split(' ')[0]);
});

test.each([
  ['throttled', { type: 'throttle' }, /throttled every retry/],
  ['failing', { type: 'server-error' }, /run again/],
] as const)('sources that are %s fail, and keep their rows', async (_, fault, fix) => {
  const count = 'select source, count(*) from aws_recommendations group by 1 order by 1';
  const before = await texts(count);
  world.sandbox.setFaults([
    { ...fault, service: 'budgets' },
    { ...fault, service: 'cost-optimization-hub' },
    { ...fault, service: 'ce', operation: 'GetAnomalies' },
  ]);
  const sources = new Set<AdviceSource>(['budgets', 'cost-optimization-hub', 'anomalies']);
  const { scopes } = await world.collect({ sources, isAgain: true });
  world.sandbox.setFaults([]);

  expect(scopes.map(({ source, outcome }) => `${source} ${outcome}`).sort()).toEqual(
    [...sources].map((source) => `${source} failed`).sort(),
  );
  expect(scopes[0]?.remedy).toMatch(fix);
  expect(await texts(count)).toEqual(before);
  const [[tried] = []] = await world.query(
    `select outcome from advice_collections where source = 'cost-optimization-hub'`,
  );
  expect(tried).toBe('failed');
});

test('a cap that is reached in the middle keeps the old rows, and the rest waits', async () => {
  await using fresh = await CollectWorld.create(AT, { estate, maxPageSize: 1 });
  // Anomalies and their monitors take a page for each: more than their least number of requests.
  const cut = await fresh.collect({ sources: PAID }, { LONGSHORE_SPEND_CAP_USD: '0.03' });
  const later = await fresh.collect({ sources: PAID }, { LONGSHORE_SPEND_CAP_USD: '5' });

  expect(cut.scopes[0]).toMatchObject({ source: 'anomalies', outcome: 'spend-cap' });
  expect(cut.scopes[0]?.reason).toContain('did not call ce:');
  expect(cut.scopes.slice(1).every(({ outcome }) => outcome === 'spend-cap')).toBe(true);
  expect(cut.scopes[1]?.reason).toMatch(/needs 1 paid request, and 0 USD are left this month/);
  expect(cut.paid.requests).toBe(3);
  expect(later.scopes.every(({ outcome }) => outcome === 'complete')).toBe(true);
});

test('a budget for a day allows paid calls by itself, and starts again at midnight', async () => {
  await using fresh = await CollectWorld.create(AT, { estate, ledger: { exports: [] } });
  const budget = { LONGSHORE_COST_API_BUDGET_USD: '0.07' };
  const today = await fresh.collect({ sources: PAID }, budget);
  fresh.clock.time = '2026-10-21T00:00:01Z';
  const tomorrow = await fresh.collect({ sources: PAID }, budget);
  const both = await fresh.collect({ sources: PAID, isAgain: true }, { ...budget, ...CAP });
  const month = await fresh.collect({ sources: PAID, isAgain: true }, { LONGSHORE_SPEND_CAP_USD: '0.1' }); // prettier-ignore

  expect(today.scopes.map(({ outcome }) => outcome)).toEqual(['complete', 'complete', 'complete', 'spend-cap']); // prettier-ignore
  expect(today.scopes[3]).toMatchObject({
    reason: 'needs 5 paid requests, and 0 USD are left today',
    remedy: expect.stringContaining('LONGSHORE_COST_API_BUDGET_USD'),
  });
  expect(outcomes(tomorrow.scopes)['reservation-purchase']).toEqual({ complete: 1 });
  expect(tomorrow.paid.requests).toBe(5);
  expect(both.paid.requests).toBe(2);
  expect(month.scopes[0]?.remedy).toContain('LONGSHORE_SPEND_CAP_USD');
});

test('the bill comes first: while a month of it does not fit, nothing is paid for advice', async () => {
  await using fresh = await CollectWorld.create(AT, { ledger: { exports: [] } });
  const sources = new Set<'cost-explorer' | 'anomalies'>(['cost-explorer', 'anomalies']);

  const { scopes } = await fresh.collect({ sources }, { LONGSHORE_SPEND_CAP_USD: '0.04' });

  expect(outcomes(scopes)).toEqual({ 'cost-explorer': { 'spend-cap': 2 }, anomalies: { 'spend-cap': 1 } }); // prettier-ignore
  expect(scopes.at(-1)?.reason).toMatch(/the bill comes first/);
});

test('a member that denies its budgets is one scope; the others are read', async () => {
  const member = accounts.find((id) => id !== PAYER) ?? '';
  world.sandbox.setFaults([{ type: 'deny', account: member, service: 'budgets' }]);
  const { scopes } = await world.collect({ sources: new Set(['budgets']), isAgain: true }, ORGANIZATION); // prettier-ignore
  world.sandbox.setFaults([]);

  expect(scopes.find(({ account }) => account === member)).toMatchObject({ outcome: 'denied' });
  expect(outcomes(scopes)['budgets']).toEqual({ complete: accounts.length - 1, denied: 1 });
});

test('advice that could not be read again for 30 days is removed', async () => {
  await using fresh = await CollectWorld.create(AT, {}, CAP);
  await fresh.collect({ sources: ALL });
  fresh.clock.time = '2026-11-20T12:00:00Z';
  fresh.sandbox.setFaults([{ type: 'deny', service: 'cost-optimization-hub' }]);
  await fresh.collect({ sources: ALL });

  const left = await texts('select distinct source from aws_recommendations order by 1', fresh);

  expect(left).not.toContain('cost-optimization-hub');
  expect(left).toContain('compute-optimizer');
});

test('a collection that is stopped leaves the old rows', async () => {
  const sql =
    'select source, count(*), max(read_at) from aws_recommendations group by 1 order by 1';
  const before = await texts(sql);
  const stop = new AbortController();

  const stopped = world.collect({
    ...{ sources: new Set(['cost-optimization-hub']), isAgain: true, signal: stop.signal },
    observer: ({ operation }) => {
      if (operation === 'ListRecommendations') stop.abort(new DOMException('stopped', 'AbortError'));
    },
  }); // prettier-ignore

  await expect(stopped).rejects.toThrow('stopped');
  expect(await texts(sql)).toEqual(before);
});
