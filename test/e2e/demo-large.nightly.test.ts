import { expect, test } from '@jest/globals';
import { OBJECT_KINDS } from '../../src/core/exporters/registry.ts';
import { longshore } from '../helpers/command.ts';

test('a large demo has some of every kind', async () => {
  const { exitCode, stdout } = await longshore(['demo', '--size', 'large']);

  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/Port: 0 created, 0 updated, \d,\d{3} unchanged, 0 deleted/);
  for (const kind of OBJECT_KINDS) expect(stdout).toMatch(new RegExp(`^${kind} +[1-9]`, 'm'));
}, 180_000);
