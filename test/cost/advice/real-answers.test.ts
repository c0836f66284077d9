import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { awsBudget } from '../../../src/cost/advice/budgets.ts';
import { hubRecommendation } from '../../../src/cost/advice/optimization-hub.ts';
import { optimizerRecommendations } from '../../../src/cost/advice/optimizer-item.ts';
import { decimalText } from '../../../src/cost/money/decimal.ts';

const DATA = process.env['LONGSHORE_TEST_DATA'];

/** A time as the recordings have it. */
const RecordedTime = z.object({
  __class__: z.literal('datetime'),
  year: z.number(),
  month: z.number(),
  day: z.number(),
  hour: z.number(),
  minute: z.number(),
  second: z.number(),
});

async function recorded(file: string, member: string): Promise<readonly unknown[]> {
  const text = await readFile(path.join(DATA ?? '', 'aws-api', 'custodian-placebo', file), 'utf8');
  const parsed: unknown = JSON.parse(text, (_, value: unknown) => {
    const time = RecordedTime.safeParse(value).data;
    if (time === undefined) return value;
    const { year, month, day, hour, minute, second } = time;
    return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  });
  const { data } = z.object({ data: z.record(z.string(), z.unknown()) }).parse(parsed);
  return z.array(z.unknown()).min(1).parse(data[member]);
}

// Where LONGSHORE_TEST_DATA is not set, the sandbox speaks for AWS.
(DATA === undefined ? describe.skip : describe)("AWS's own answers (LONGSHORE_TEST_DATA)", () => {
  test.each([
    ['cost_opt_hub_ebs', 'AWS::EC2::Volume', 'Upgrade', 'gp2', 'gp3', '0.64', '2.56', 'Low', false],
    ['test_ec2_costhub_resize', 'AWS::EC2::Instance', 'Rightsize', 'm5a.xlarge', 'r5a.large', '43.07', '82.49', 'Medium', true],
    ['test_ecs_service_update_definition', 'AWS::ECS::Service', 'Rightsize', '1024.0 vCPU/2048 MB memory', '512.0 vCPU/1024 MB memory', '18.02', '18.02', 'Medium', true],
    ['test_lambda_resize', 'AWS::Lambda::Function', 'Rightsize', '1024 MB memory', '848 MB memory', '0.0121', '0.0922', 'Low', false],
  ])('Cost Optimization Hub: %s', async (name, ...expected) => {
    const file = `${name}__cost-optimization-hub.ListRecommendations_1.json`;
    const [item] = await recorded(file, 'items');

    const one = hubRecommendation(item, 'BeforeDiscounts');

    const { savingBeforeDiscounts: saving, monthlyCost } = one;
    const amounts = [saving, monthlyCost].map((amount) => amount && decimalText(amount));
    expect([one.kind, one.action, one.current, one.recommended, ...amounts, one.effort, one.needsRestart]).toEqual(expected);
    expect(one).toMatchObject({ account: '644160558196', savingAfterDiscounts: undefined, lookbackDays: 14 });
    expect(new Date(one.refreshedAt ?? 0).getUTCFullYear()).toBeGreaterThan(2022);
  }); // prettier-ignore

  test('budgets', async () => {
    const [item] = await recorded('test_budget_query__budgets.DescribeBudgets_1.json', 'Budgets');

    const { limit, actual, forecast, ...budget } = awsBudget(item);

    expect([limit, actual, forecast].map((amount) => amount && decimalText(amount))).toEqual(['1200', '55.096', '242.421']); // prettier-ignore
    expect(budget).toMatchObject({
      ...{ name: 'budget-ec2-monthly', type: 'COST', timeUnit: 'MONTHLY', unit: 'USD' },
      filters: { Service: ['Amazon Elastic Compute Cloud - Compute'] },
      startsAt: Date.parse('2017-06-30T17:00:00Z'),
    });
  });

  test('Compute Optimizer: instances without an option propose nothing', async () => {
    const file = 'test_ec2_compute_optimizer_no_params__compute-optimizer.GetEC2InstanceRecommendations_1.json'; // prettier-ignore
    const items = await recorded(file, 'instanceRecommendations');

    const proposed = items.flatMap((item) => optimizerRecommendations('AWS::EC2::Instance', item));

    expect(proposed).toEqual([]);
  });

  test('the official example of budgets writes doubles with 50 digits: they are read by their shortest form', async () => {
    const text = await readFile(path.join(DATA ?? '', 'ce', 'aws-cli-examples.json'), 'utf8');
    const Examples = z.object({
      'budgets/describe-budgets': z.tuple([
        z.object({ Budgets: z.tuple([z.object({ TimePeriod: z.unknown() }).loose()]) }),
      ]),
    });
    const [{ Budgets: [{ TimePeriod, ...budget }] }] = Examples.parse(JSON.parse(text))['budgets/describe-budgets']; // prettier-ignore

    const { limit, forecast, filters } = awsBudget(budget);

    expect(TimePeriod).toBeDefined();
    expect([limit, forecast].map((amount) => amount && decimalText(amount))).toEqual(['100', '2641.5480000000002']); // prettier-ignore
    expect(filters).toEqual({ AZ: ['us-east-1'] });
  });
});
