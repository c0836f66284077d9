import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { longshore } from '../helpers/command.ts';

const FREE = ['ec2:DescribeSpotPriceHistory', 'pricing:GetProducts'];
const PAID = ['ce:GetCostAndUsage', 'ec2:DescribeCapacityReservations'];
const ON = { LONGSHORE_COST: 'true' };
const CAP = { LONGSHORE_SPEND_CAP_USD: '2.50' };
const Policy = z.object({
  Statement: z.array(z.object({ Sid: z.string(), Action: z.array(z.string()) })),
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-price-policy-'));
  for (const includeCosts of [true, false]) {
    const mappings = '{ identifier: .Properties.QueueArn, blueprint: \'"sqsQueue"\' }';
    await writeFile(
      fileOf(includeCosts),
      `resources:
  - kind: AWS::SQS::Queue
    selector: { query: 'true', includeCosts: ${includeCosts} }
    port: { entity: { mappings: ${mappings} } }
`,
    );
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function fileOf(includeCosts: boolean): string {
  return path.join(folder, `costs-${includeCosts}.yml`);
}

/** The actions for prices; the other statements are the same in any case. */
async function pricesIn(args: readonly string[], env: Readonly<Record<string, string>>) {
  const { exitCode, stdout } = await longshore(['iam-policy', ...args], { env });
  expect(exitCode).toBe(0);
  const { Statement } = Policy.parse(JSON.parse(stdout));
  const others = Statement.filter(({ Sid }) => Sid !== 'LongshoreReadPrices');
  expect(others.flatMap(({ Action }) => Action).join(' ')).not.toMatch(/pricing:|ce:|Spot/);
  return Statement.find(({ Sid }) => Sid === 'LongshoreReadPrices')?.Action;
}

describe('the policy of a mapping', () => {
  test.each([
    { includeCosts: false, env: {}, actions: undefined },
    { includeCosts: false, env: CAP, actions: undefined },
    { includeCosts: false, env: ON, actions: FREE },
    { includeCosts: true, env: {}, actions: FREE },
    { includeCosts: true, env: { LONGSHORE_SPEND_CAP_USD: '0.00' }, actions: FREE },
    { includeCosts: true, env: CAP, actions: [...PAID, ...FREE] },
    { includeCosts: false, env: { ...ON, ...CAP }, actions: [...PAID, ...FREE] },
  ])('includeCosts: $includeCosts with $env', async ({ includeCosts, env, actions }) => {
    expect(await pricesIn(['--config', fileOf(includeCosts)], env)).toEqual(actions);
  });
});

test('without a mapping, the settings alone decide', async () => {
  const kinds = ['--kinds', 'AWS::SQS::Queue'];

  expect(await pricesIn(kinds, {})).toBeUndefined();
  expect(await pricesIn(kinds, CAP)).toBeUndefined();
  expect(await pricesIn(kinds, ON)).toEqual(FREE);
  expect(await pricesIn(kinds, { ...ON, ...CAP })).toEqual([...PAID, ...FREE]);
});

test('the bill needs no action until a setting asks for it, and then only those for its exports', async () => {
  const statements = async (env: Readonly<Record<string, string>>) => {
    const { stdout } = await longshore(['iam-policy', '--kinds', 'AWS::SQS::Queue'], { env });
    const { Statement } = JSON.parse(stdout) as { Statement: { Sid: string }[] };
    return Statement.filter(({ Sid }) => /Bill|Exports/.test(Sid));
  };
  const exports = [{ name: 'focus', bucket: 'bills', prefix: '/all/', region: 'eu-west-1' }];
  const LONGSHORE_COST_EXPORTS = JSON.stringify(exports);

  expect(await statements(CAP)).toEqual([]);
  expect(await statements({ LONGSHORE_COST_EXPORTS })).toEqual([
    {
      ...{ Sid: 'LongshoreListExports', Effect: 'Allow' },
      ...{ Action: ['s3:ListBucket'], Resource: ['arn:aws:s3:::bills'] },
    },
    {
      ...{ Sid: 'LongshoreReadExports', Effect: 'Allow' },
      ...{ Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::bills/all/focus/*'] },
    },
  ]);
  const [bill] = await statements({ ...CAP, AWS_COLLECTION_SCHEDULE: '0 6 * * *' });
  expect(bill).toMatchObject({
    Action: expect.arrayContaining(['bcm-data-exports:ListExports', 'ce:GetCostAndUsage']),
  });
});
