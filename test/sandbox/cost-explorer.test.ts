import {
  CostExplorerClient,
  GetCostAndUsageCommand,
  type Expression,
  type GetCostAndUsageCommandInput,
} from '@aws-sdk/client-cost-explorer';
import { afterAll, expect, test } from '@jest/globals';
import { assume, failureOf, memberOf, settings, smallSandbox } from './clients.ts';

const sandbox = await smallSandbox();
afterAll(() => sandbox.close());
const explorer = new CostExplorerClient(settings(sandbox));
const TODAY = sandbox.estate.today.getTime();

function daysAgo(days: number): string {
  return new Date(TODAY - days * 86_400_000).toISOString().slice(0, 10);
}

const QUERY = {
  TimePeriod: { Start: daysAgo(3), End: daysAgo(0) },
  Granularity: 'DAILY',
  Metrics: ['UnblendedCost', 'UsageQuantity'],
  GroupBy: [{ Type: 'DIMENSION', Key: 'USAGE_TYPE' }],
} as const;

function ask(input: Partial<GetCostAndUsageCommandInput> = {}, client = explorer) {
  const command = { ...QUERY, Metrics: [...QUERY.Metrics], GroupBy: [...QUERY.GroupBy], ...input };
  return client.send(new GetCostAndUsageCommand(command));
}

function usageTypes({ ResultsByTime = [] }: Awaited<ReturnType<typeof ask>>): string[] {
  return ResultsByTime.flatMap(({ Groups = [] }) => Groups.flatMap(({ Keys = [] }) => Keys));
}

function dimension(Key: 'SERVICE' | 'RECORD_TYPE' | 'USAGE_TYPE', ...Values: string[]): Expression {
  return { Dimensions: { Key, Values } };
}

test('sums cost and quantity by usage type and day', async () => {
  const { ResultsByTime = [] } = await ask();
  const [first] = ResultsByTime;

  expect(ResultsByTime.map(({ TimePeriod }) => TimePeriod)).toEqual(
    [3, 2, 1].map((days) => ({ Start: daysAgo(days), End: daysAgo(days - 1) })),
  );
  const storage = first?.Groups?.find(({ Keys }) => Keys?.[0] === 'TimedStorage-ByteHrs');
  expect(storage?.Metrics).toMatchObject({
    UnblendedCost: { Unit: 'USD' },
    UsageQuantity: { Unit: 'GB-Month' },
  });
  expect(Number(storage?.Metrics?.['UnblendedCost']?.Amount)).toBeGreaterThan(0);
});

test('has classes and prefixes of S3, and one that no region has', async () => {
  const types = usageTypes(await ask());

  expect(types).toEqual(
    expect.arrayContaining([
      'TimedStorage-GlacierByteHrs',
      'EU-TimedStorage-SIA-ByteHrs',
      'Requests-Tier1',
      'XYZ9-TimedStorage-ByteHrs',
    ]),
  );
});

test('has the fee of a capacity block, on its first day, as a record of its own', async () => {
  const Filter = dimension('RECORD_TYPE', 'Upfront');
  const { ResultsByTime = [] } = await ask({ Filter });
  const fees = ResultsByTime.flatMap(({ TimePeriod, Groups = [] }) =>
    Groups.map(({ Keys }) => [TimePeriod?.Start, Keys?.[0]]),
  );

  expect(fees).toEqual([[daysAgo(2), 'CapacityBlockFee:p5.48xlarge']]);
});

test('filters by And, Or and Not', async () => {
  const s3 = dimension('SERVICE', 'Amazon Simple Storage Service');
  const tier1 = dimension('USAGE_TYPE', 'Requests-Tier1', 'EU-Requests-Tier1');
  const tier2 = dimension('USAGE_TYPE', 'Requests-Tier2');
  const not = await ask({ Filter: { And: [s3, { Not: tier1 }] } });
  const or = await ask({ Filter: { Or: [tier1, tier2] } });

  expect(usageTypes(not)).not.toContain('Requests-Tier1');
  expect(usageTypes(not)).toContain('Requests-Tier2');
  expect(new Set(usageTypes(or))).toEqual(
    new Set(['Requests-Tier1', 'EU-Requests-Tier1', 'Requests-Tier2']),
  );
});

test('sums months, and all without groups', async () => {
  const daily = await ask({ GroupBy: [] });
  const monthly = await ask({ GroupBy: [], Granularity: 'MONTHLY' });
  const total = ({ ResultsByTime = [] }: typeof daily) =>
    ResultsByTime.reduce(
      (sum, { Total }) => sum + Number(Total?.['UnblendedCost']?.Amount ?? Number.NaN),
      0,
    );

  expect(total(monthly)).toBeCloseTo(total(daily), 6);
  expect(monthly.ResultsByTime?.every(({ Groups }) => Groups?.length === 0)).toBe(true);
});

test('gives groups in pages, each once', async () => {
  await using paged = await smallSandbox({ maxPageSize: 10 });
  const client = new CostExplorerClient(settings(paged));
  const types: string[] = [];
  let token: string | undefined;
  do {
    const page = await ask(token === undefined ? {} : { NextPageToken: token }, client);
    types.push(...usageTypes(page));
    token = page.NextPageToken;
  } while (token !== undefined);

  expect(types).toEqual(usageTypes(await ask()));
});

test('shows a member account only its own costs', async () => {
  const keys = await assume(sandbox, memberOf(sandbox));
  const member = new CostExplorerClient(settings(sandbox, 'us-east-1', keys));
  const GroupBy = [{ Type: 'DIMENSION' as const, Key: 'LINKED_ACCOUNT' }];

  expect(new Set(usageTypes(await ask({ GroupBy }, member)))).toEqual(new Set([memberOf(sandbox)]));
  expect(new Set(usageTypes(await ask({ GroupBy })))).toEqual(new Set(sandbox.estate.accountIds));
});

test.each([
  [{ TimePeriod: { Start: daysAgo(1), End: daysAgo(1) } }, 'ValidationException'],
  [{ TimePeriod: { Start: '2001-01-01', End: daysAgo(1) } }, 'ValidationException'],
  [{ Metrics: ['NoSuchCost'] }, 'ValidationException'],
  [{ Filter: {} }, 'ValidationException'],
  [{ NextPageToken: 'x' }, 'InvalidNextTokenException'],
])('rejects %j with %s', async (input, name) => {
  expect(await failureOf(ask(input))).toMatchObject({ name });
});

test('takes the lines of another bill', async () => {
  await using other = await smallSandbox({
    bill: {
      rowsOf: (day) => [
        {
          dimensions: {
            LINKED_ACCOUNT: sandbox.estate.managementAccountId,
            RECORD_TYPE: 'Usage',
            REGION: 'us-east-1',
            SERVICE: 'Amazon Simple Queue Service',
            USAGE_TYPE: `Requests-${day}`,
          },
          cost: 1.25,
          quantity: 4,
          unit: 'Requests',
        },
      ],
    },
  });

  expect(usageTypes(await ask({}, new CostExplorerClient(settings(other))))).toEqual(
    [3, 2, 1].map((days) => `Requests-${daysAgo(days)}`),
  );
});

test('limits requests as Cost Explorer does', async () => {
  await using limited = await smallSandbox({
    limits: { 'ce:GetCostAndUsage': { burst: 1, refillPerSecond: 0 } },
  });
  const client = new CostExplorerClient(settings(limited));
  await ask({}, client);

  expect(await failureOf(ask({}, client))).toMatchObject({ name: 'LimitExceededException' });
});
