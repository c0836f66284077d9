import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimal, decimalText } from '../../../src/cost/money/decimal.ts';
import { CostExplorer, type UsageTypeQuery } from '../../../src/cost/prices/cost-explorer.ts';
import { SpendCap, SpendCapError, type PaidCalls } from '../../../src/cost/prices/paid-calls.ts';
import { MemoryPaidCalls } from './memory-paid-calls.ts';
import { ServerError, startPriceServer, type Handler, type PriceServer } from './price-server.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const never = new AbortController().signal;
const QUERY: UsageTypeQuery = {
  from: '2026-11-01',
  to: '2026-11-21',
  granularity: 'DAILY',
  filter: { Dimensions: { Key: 'SERVICE', Values: ['Amazon Simple Storage Service'] } },
  purpose: 'S3 rates',
};

function explorer(
  { factory, owner, observer }: PriceServer,
  calls: PaidCalls,
  monthlyCap: string,
  now = () => NOW,
): CostExplorer {
  const cap = new SpendCap({ calls, monthlyCap: decimal(monthlyCap), now });
  return new CostExplorer({ clients: factory, owner, partition: 'aws', observer, cap });
}

function server(GetCostAndUsage: Handler): Promise<PriceServer> {
  return startPriceServer({ handlers: { GetCostAndUsage } });
}

function group(usageType: string, cost: string, quantity: string): object {
  return {
    Keys: [usageType],
    Metrics: {
      UnblendedCost: { Amount: cost, Unit: 'USD' },
      UsageQuantity: { Amount: quantity, Unit: 'N/A' },
    },
  };
}

/** Pages of one row each. */
function pages(count: number): Handler {
  return ({ NextPageToken = '0' }) => {
    const page = Number(NextPageToken);
    const Start = `2026-11-${String(page + 1).padStart(2, '0')}`;
    return {
      ResultsByTime: [
        { TimePeriod: { Start, End: Start }, Groups: [group('Requests-Tier1', '0.01', '2000')] },
      ],
      ...(page + 1 < count && { NextPageToken: String(page + 1) }),
    };
  };
}

test('reads all pages in us-east-1, and records each as paid', async () => {
  const calls = new MemoryPaidCalls();
  await using aws = await server(pages(3));

  const { costs, rejected } = await explorer(aws, calls, '1').byUsageType(QUERY, never);

  expect(costs.map(({ day }) => day)).toEqual(['2026-11-01', '2026-11-02', '2026-11-03']);
  expect(costs[0]).toEqual({
    day: '2026-11-01',
    usageType: 'Requests-Tier1',
    cost: decimal('0.01'),
    quantity: decimal('2000'),
    currency: 'USD',
  });
  expect(rejected).toBe(0);
  expect(aws.asked('GetCostAndUsage')[0]).toEqual({
    TimePeriod: { Start: '2026-11-01', End: '2026-11-22' }, // the end is exclusive
    Granularity: 'DAILY',
    Metrics: ['UnblendedCost', 'UsageQuantity'],
    GroupBy: [{ Type: 'DIMENSION', Key: 'USAGE_TYPE' }],
    Filter: QUERY.filter,
  });
  expect(aws.attempts.map(({ region }) => region)).toEqual(['us-east-1', 'us-east-1', 'us-east-1']);
  expect(calls.calls).toEqual(
    Array.from({ length: 3 }, () => ({
      at: NOW,
      service: 'ce',
      operation: 'GetCostAndUsage',
      requests: 1,
      amount: decimal('0.01'),
      currency: 'USD',
      purpose: 'S3 rates',
    })),
  );
});

test('when the cap is reached in the middle of pages, nothing more is sent, and the error says why', async () => {
  const calls = new MemoryPaidCalls();
  await using aws = await server(pages(5));

  const failure = await explorer(aws, calls, '0.025')
    .byUsageType(QUERY, never)
    .catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(SpendCapError);
  expect(failure).toMatchObject({
    code: 'spend-cap',
    audience: 'user',
    message:
      'did not call ce:GetCostAndUsage for 0.01 USD: 0.02 of the 0.025 USD allowed this month is spent',
  });
  expect(aws.asked('GetCostAndUsage')).toHaveLength(2);
  expect(calls.calls).toHaveLength(2);
});

test('a cap of zero sends nothing', async () => {
  const calls = new MemoryPaidCalls();
  await using aws = await server(pages(1));

  await expect(explorer(aws, calls, '0').byUsageType(QUERY, never)).rejects.toThrow(SpendCapError);

  expect(aws.asked('GetCostAndUsage')).toEqual([]);
  expect(calls.calls).toEqual([]);
});

test('a retry is a request, and is paid too', async () => {
  const calls = new MemoryPaidCalls();
  let count = 0;
  const rows = pages(1);
  await using aws = await server((input) => {
    count += 1;
    return count < 3 ? new ServerError('ThrottlingException') : rows(input);
  });

  await explorer(aws, calls, '1').byUsageType(QUERY, never);

  expect(aws.asked('GetCostAndUsage')).toHaveLength(3);
  expect(calls.calls).toHaveLength(3);
});

test('a retry above the cap is not sent', async () => {
  const calls = new MemoryPaidCalls();
  await using aws = await server(() => new ServerError('ThrottlingException'));

  const failed = explorer(aws, calls, '0.01').byUsageType(QUERY, never);

  await expect(failed).rejects.toThrow(SpendCapError);
  expect(aws.asked('GetCostAndUsage')).toHaveLength(1);
});

test('the record is written before the request is sent: a failed request is on it', async () => {
  const calls = new MemoryPaidCalls();
  const recorded: number[] = [];
  await using aws = await server(() => {
    recorded.push(calls.calls.length);
    return new ServerError('AccessDeniedException');
  });

  await expect(explorer(aws, calls, '1').byUsageType(QUERY, never)).rejects.toMatchObject({
    code: 'price-source',
    message: expect.stringContaining('could not read S3 rates from Cost Explorer'),
    remedy: expect.stringContaining('ce:GetCostAndUsage'),
  });

  expect(recorded).toEqual([1]);
});

test('a request that cannot be recorded is not sent', async () => {
  const broken: PaidCalls = {
    spent: () => Promise.resolve(decimal(0)),
    record: () => Promise.reject(new Error('disk full')),
  };
  await using aws = await server(pages(1));

  await expect(explorer(aws, broken, '1').byUsageType(QUERY, never)).rejects.toThrow('disk full');

  expect(aws.asked('GetCostAndUsage')).toEqual([]);
});

test('many requests at once do not slip past the cap together', async () => {
  const calls = new MemoryPaidCalls();
  await using aws = await server(pages(1));
  const asked = explorer(aws, calls, '0.03');

  const results = await Promise.allSettled(
    Array.from({ length: 10 }, () => asked.byUsageType(QUERY, never)),
  );

  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  expect(aws.asked('GetCostAndUsage')).toHaveLength(3);
});

test('the cap is for a calendar month', async () => {
  const calls = new MemoryPaidCalls();
  let now = Date.parse('2026-11-30T23:59:59.999Z');
  await using aws = await server(pages(1));
  const asked = explorer(aws, calls, '0.01', () => now);
  await asked.byUsageType(QUERY, never);

  await expect(asked.byUsageType(QUERY, never)).rejects.toThrow(SpendCapError);
  now += 1;
  const { costs } = await asked.byUsageType(QUERY, never);

  expect(costs).toHaveLength(1);
});

test('a server that repeats pages does not spend the month', async () => {
  const calls = new MemoryPaidCalls();
  let token = 0;
  await using repeating = await server(() => ({ ResultsByTime: [], NextPageToken: 'again' }));
  await using endless = await server(() => {
    token += 1;
    return { ResultsByTime: [], NextPageToken: `token ${token}` };
  });

  for (const aws of [repeating, endless]) {
    const asked = explorer(aws, calls, '1').byUsageType(QUERY, never);
    await expect(asked).rejects.toMatchObject({ code: 'endless-list' });
  }

  expect(calls.calls.length).toBeLessThanOrEqual(5);
});

test('groups without a cost are counted; doubles with many digits are rounded to 18', async () => {
  const Groups = [
    group('Requests-Tier1', '0.1234567890123456789', '1'),
    group('Requests-Tier1', '1.2345678901234567E-10', '1'),
    group('Requests-Tier2', 'much', '1'),
    { Keys: ['Requests-Tier2'], Metrics: {} },
    { Keys: [], Metrics: {} },
  ];
  await using aws = await server(() => ({
    ResultsByTime: [{ TimePeriod: { Start: '2026-11-01', End: '2026-11-02' }, Groups }],
  }));

  const { costs, rejected } = await explorer(aws, new MemoryPaidCalls(), '1').byUsageType(
    QUERY,
    never,
  );

  expect(costs.map(({ cost }) => decimalText(cost))).toEqual([
    '0.123456789012345679',
    '0.000000000123456789',
  ]);
  expect(rejected).toBe(3);
});

test('whatever is asked, the record never exceeds the cap', async () => {
  const amount = fc.integer({ min: 0, max: 50 }).map((cents) => decimal(cents));
  const cents = fc.array(amount, { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(cents, amount, async (amounts, cap) => {
      const calls = new MemoryPaidCalls();
      const spend = new SpendCap({ calls, monthlyCap: cap, now: () => NOW });
      const rest = { service: 'ce', operation: 'X', requests: 1, currency: 'USD', purpose: 'test' };
      await Promise.allSettled(amounts.map((one) => spend.pay({ ...rest, amount: one })));
      expect((await calls.spent(0)) <= cap).toBe(true);
    }),
  );
});
