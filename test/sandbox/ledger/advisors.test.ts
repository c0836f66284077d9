import { BudgetsClient, DescribeBudgetsCommand } from '@aws-sdk/client-budgets';
import {
  ComputeOptimizerClient,
  GetEC2InstanceRecommendationsCommand,
  GetEnrollmentStatusCommand,
  GetIdleRecommendationsCommand,
} from '@aws-sdk/client-compute-optimizer';
import {
  CostOptimizationHubClient,
  ListEnrollmentStatusesCommand,
  ListRecommendationsCommand,
  ListRecommendationSummariesCommand,
} from '@aws-sdk/client-cost-optimization-hub';
import { afterAll, expect, test } from '@jest/globals';
import { assume, failureOf, settings } from '../clients.ts';
import { Clock, ledgerSandbox } from './world.ts';

const clock = new Clock('2026-10-20T12:00:00Z');
const sandbox = await ledgerSandbox(clock);
afterAll(() => sandbox.close());
const { truth } = sandbox;
const wasted = sandbox.estate.accountIds.flatMap((accountId) => truth.waste(accountId));

test('budgets show what the month cost so far', async () => {
  const client = new BudgetsClient(settings(sandbox));
  const { Budgets = [] } = await client.send(
    new DescribeBudgetsCommand({ AccountId: sandbox.managementAccountId }),
  );
  const spent = truth.total({ from: '2026-10-01', to: '2026-10-21' });

  expect(Budgets.map(({ BudgetName }) => BudgetName)).toEqual(['whole organization', 'EC2 instances']); // prettier-ignore
  expect(Number(Budgets[0]?.CalculatedSpend?.ActualSpend?.Amount)).toBeCloseTo(Number(spent), 2);
});

test('the hub recommends what the ledger labels as waste, and never saves more than the cost', async () => {
  const client = new CostOptimizationHubClient(settings(sandbox));
  const { items = [] } = await client.send(new ListRecommendationsCommand({}));
  const summaries = await client.send(new ListRecommendationSummariesCommand({ groupBy: 'ActionType' })); // prettier-ignore
  const labelled = new Set(wasted.map(({ resource }) => resource.arn));

  expect(items.length).toBeGreaterThan(2);
  expect(items.every(({ resourceArn = '' }) => labelled.has(resourceArn))).toBe(true);
  expect(
    items.every(
      ({ estimatedMonthlySavings = 0, estimatedMonthlyCost = 0 }) =>
        estimatedMonthlySavings > 0 && estimatedMonthlySavings <= estimatedMonthlyCost,
    ),
  ).toBe(true);
  expect(summaries.estimatedTotalDedupedSavings).toBeCloseTo(
    items.reduce((sum, { estimatedMonthlySavings = 0 }) => sum + estimatedMonthlySavings, 0),
    6,
  );
});

test('Compute Optimizer answers for a region and an account', async () => {
  const idle = wasted.find(
    ({ waste, resource }) =>
      waste !== 'oversized' &&
      ['AWS::EC2::Instance', 'AWS::EC2::Volume'].includes(resource.kind) &&
      resource.accountId !== sandbox.managementAccountId,
  )?.resource;
  const { accountId = '', region = '' } = idle ?? {};
  const client = new ComputeOptimizerClient(
    settings(sandbox, region, await assume(sandbox, accountId)),
  );
  const { idleRecommendations = [] } = await client.send(new GetIdleRecommendationsCommand({}));
  const { instanceRecommendations = [] } = await client.send(
    new GetEC2InstanceRecommendationsCommand({}),
  );
  const foreign = new GetIdleRecommendationsCommand({
    accountIds: sandbox.estate.accountIds.filter((id) => id !== accountId),
  });
  const here = wasted.filter(
    ({ resource }) => resource.accountId === accountId && resource.region === region,
  );
  const arns = new Set(here.map(({ resource }) => resource.arn));
  const told = [
    ...idleRecommendations.map(({ resourceArn }) => resourceArn),
    ...instanceRecommendations.map(({ instanceArn }) => instanceArn),
  ];

  expect(told).toContain(idle?.arn);
  expect(told.every((arn) => arns.has(arn ?? ''))).toBe(true);
  expect(await failureOf(client.send(foreign))).toMatchObject({ name: 'AccessDeniedException' });
});

test('an account that is not enrolled is told so', async () => {
  await using without = await ledgerSandbox(clock, {
    ledger: { computeOptimizer: false, optimizationHub: false },
  });
  const optimizer = new ComputeOptimizerClient(settings(without));
  const hub = new CostOptimizationHubClient(settings(without));
  const statuses = await hub.send(new ListEnrollmentStatusesCommand({}));

  expect(await optimizer.send(new GetEnrollmentStatusCommand({}))).toMatchObject({ status: 'Inactive' }); // prettier-ignore
  expect(statuses.items?.[0]?.status).toBe('Inactive');
  expect(await failureOf(optimizer.send(new GetIdleRecommendationsCommand({})))).toMatchObject({ name: 'OptInRequiredException' }); // prettier-ignore
  expect(await failureOf(hub.send(new ListRecommendationsCommand({})))).toMatchObject({ name: 'ValidationException' }); // prettier-ignore
});
