import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CatalogWorld } from '../helpers/catalog-world.ts';
import { startProcess } from '../helpers/command.ts';

const RESYNC = ['resync', '--sink', 'store', '--kinds', 'AWS::SQS::Queue'];
const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1'];
/** Its list of queues is never answered. */
const STUCK = 'eu-central-1';
const ACCOUNTS = 6;
const QUEUES = 3;

let world: CatalogWorld;

beforeAll(async () => {
  world = await CatalogWorld.create({
    estate: {
      seed: 'stopped',
      accounts: ACCOUNTS,
      regions: REGIONS,
      usedRegions: REGIONS.length,
      suspendedEvery: 0,
      'AWS::SQS::Queue': QUEUES * REGIONS.length,
    },
  });
});
afterAll(() => world[Symbol.asyncDispose]());

async function rowsOf(sql: string): Promise<readonly unknown[]> {
  const { stdout, stderr } = await world.run(['query', sql, '--format', 'json']);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as unknown[];
}

/** Queues and outcomes, by region. */
const BY_REGION = `
  select s.region, max(s.outcome) as outcome, count(distinct s.account) as scopes, sum(s.resources) as listed,
    (select count(*) from resources r where r.region = s.region) as stored
  from scopes s where s.kind = 'AWS::SQS::Queue' group by s.region order by s.region`;

test('Ctrl-C keeps the scopes that were read completely, and leaves the others as they were', async () => {
  await world.run(RESYNC);
  world.setGone('AWS::SQS::Queue', 1);
  world.sandbox.setFaults([{ type: 'hang', operation: 'ListQueues', region: STUCK }]);
  const { said, ended, kill } = startProcess([...RESYNC, '--verbose'], { env: world.env });
  while (readScopes(said.stderr) < ACCOUNTS * (REGIONS.length - 1)) await sleep(20);

  kill('SIGINT');

  expect(await ended).toBe(130);
  expect(said.stderr).toMatch(/longshore: stopped by Ctrl-C: 36 resources read\n$/);
  const read = { outcome: 'complete', scopes: ACCOUNTS, listed: 12, stored: 12 };
  expect(await rowsOf(BY_REGION)).toEqual([
    { region: STUCK, outcome: 'cancelled', scopes: ACCOUNTS, listed: 18, stored: 18 },
    { region: 'eu-west-1', ...read },
    { region: 'us-east-1', ...read },
    { region: 'us-west-2', ...read },
  ]);
  expect(await rowsOf('select number, status, resources from runs order by number')).toEqual([
    { number: 1, status: 'complete', resources: 72 },
    { number: 2, status: 'cancelled', resources: 36 },
  ]);
  expect((await world.run(['diff'])).stdout).toMatch(/\n18 disappeared\n$/);
});

/** Scopes with queues that the log calls read. */
function readScopes(log: string): number {
  return log.match(/"AWS::SQS::Queue",.*"msg":"scope read"/g)?.length ?? 0;
}

test('the next run continues where the stopped one ended', async () => {
  world.sandbox.setFaults([]);

  const { exitCode } = await world.run(RESYNC);

  expect(exitCode).toBe(0);
  expect((await world.run(['diff'])).stdout).toMatch(/\n6 disappeared\n$/);
  expect(await rowsOf('select count(*) as n from resources')).toEqual([{ n: 48 }]);
});
