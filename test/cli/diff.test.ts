import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { changedFields } from '../../src/app/store/changed-fields.ts';
import { CatalogWorld } from '../helpers/catalog-world.ts';
import type { CommandResult } from '../helpers/command.ts';

const RESYNC = ['resync', '--sink', 'store', '--kinds', 'AWS::SQS::Queue'];
let world: CatalogWorld;

beforeAll(async () => {
  world = await CatalogWorld.create({
    estate: {
      seed: 'diff',
      accounts: 1,
      regions: ['us-east-1', 'eu-west-1'],
      usedRegions: 2,
      'AWS::SQS::Queue': 4,
    },
  });
});
afterAll(() => world[Symbol.asyncDispose]());

async function diff(...args: readonly string[]): Promise<CommandResult> {
  return world.run(['diff', ...args]);
}

test('what disappeared and appeared since the previous run, since a run, and since a time', async () => {
  world.setGone('AWS::SQS::Queue', 1);
  await world.run(RESYNC);
  const first = await diff();
  world.setGone('AWS::SQS::Queue', 2);
  await world.run(RESYNC);
  const second = await diff();
  world.setGone('AWS::SQS::Queue', 0);
  await world.run(RESYNC);
  const third = await diff();
  const sinceFirst = await diff('--since', '1');
  const sinceLast = await diff('--since', '3');
  const json = await diff('--since', '2', '--json');
  const ever = await diff('--since', '1h', '--json');

  expect(first.stderr).toMatch(/no earlier run to compare with/);
  expect(second.stdout).toMatch(
    /^Since run 1 of \d{4}-\d\d-\d\dT.*:\n\nAWS::SQS::Queue: 2 disappeared\n {2}- orders-0 \(https:/,
  );
  expect(third.stdout).toMatch(/AWS::SQS::Queue: 4 appeared\n[^]*\n4 appeared\n$/);
  expect(sinceFirst.stdout).toMatch(/\n2 appeared\n$/); // two of them were there before, and are again
  expect(sinceLast.stdout).toMatch(/Nothing has changed\.\n$/);
  const changes = json.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(changes).toHaveLength(4);
  expect(changes[0]).toMatchObject({
    change: 'appeared',
    kind: 'AWS::SQS::Queue',
    region: 'eu-west-1',
    name: 'orders-0',
    after: { QueueName: 'orders-0' },
  });
  expect(ever.stdout.trim().split('\n')).toHaveLength(4);
});

test.each([
  ['nowhere', /there is no run nowhere/],
  ['99', /there is no run 99/],
  ["x' or 1=1", /there is no run x' or 1=1/],
  ['2026-99-99', /2026-99-99 is no time/],
  ['2999-01-01', /is in the future/],
])('--since %s is a usage error', async (since, message) => {
  const { exitCode, stdout, stderr } = await diff('--since', since);

  expect(stderr).toMatch(message);
  expect([exitCode, stdout]).toEqual([2, '']);
});

test('fields are named as deep as they differ; tags by their key', () => {
  const before = {
    Name: 'a',
    Tags: [
      { Key: 'team', Value: 'x' },
      { Key: 'old', Value: '1' },
    ],
    Rules: [{ Port: 1 }],
    List: [1],
  };
  const after = {
    Name: 'a',
    Tags: [{ Key: 'team', Value: 'y' }],
    Rules: [{ Port: 2 }],
    List: [1, 2],
    New: { A: null },
  };

  expect(changedFields(before, after)).toEqual([
    { field: 'Tags.team', before: 'x', after: 'y' },
    { field: 'Tags.old', before: '1' },
    { field: 'Rules[0].Port', before: 1, after: 2 },
    { field: 'List', before: [1], after: [1, 2] },
    { field: 'New', after: { A: null } },
  ]);
});
