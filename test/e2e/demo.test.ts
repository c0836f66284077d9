import { expect, test } from '@jest/globals';
import { OBJECT_KINDS } from '../../src/core/exporters/registry.ts';
import { longshore } from '../helpers/command.ts';

test('a large demo has some of every kind', async () => {
  const { exitCode, stdout } = await longshore(['demo', '--size', 'large']);

  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/Port: 0 created, 0 updated, \d,\d{3} unchanged, 0 deleted/);
  for (const kind of OBJECT_KINDS) expect(stdout).toMatch(new RegExp(`^${kind} +[1-9]`, 'm'));
}, 180_000);

test('demo shows resources, a denied region and a throttled account', async () => {
  const { exitCode, stdout } = await longshore(['demo']);

  expect(exitCode).toBe(0);
  // What a relation leads to may be made before it is written: then that is an update.
  const [, created, updated] = /Port: (\d+) created, (\d+) updated, 0 unchanged/.exec(stdout) ?? [];
  expect(Number(created) + Number(updated)).toBe(406);
  expect(stdout).toMatch(/Port: 0 created, 0 updated, 406 unchanged, 0 deleted/);
  expect(stdout).toMatch(/Port: 0 created, 0 updated, 296 unchanged, 12 deleted, 98 withheld/);
  expect(stdout).toMatch(/AWS::EC2::Instance: denied in 1 scope/);
  expect(stdout).toMatch(/AWS::SQS::Queue: throttled in \d+ scopes/);
}, 180_000);
