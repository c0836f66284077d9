import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { USED_KINDS } from './host-world.ts';
import { echo, leaks, secretWorld, type SecretWorld } from './secret-scan.ts';

const RESYNC = ['resync', '--sink', 'port', '--kinds', USED_KINDS.join(',')];

/** The flags that write a report into a world's folder. */
function reportIn({ world }: SecretWorld): readonly string[] {
  return ['--report', path.join(world.folder, 'report.json')];
}

describe('resync --sink port', () => {
  test.each([
    ['everything works', 0, []],
    ['Port answers with 500', 0, [{ call: /bulk/, type: 'status', status: 500, times: 2 }]],
    [
      'Port refuses entities',
      3,
      [{ call: /bulk/, type: 'entity-error', status: 422, identifier: /orders/ }],
    ],
    ['Port answers with 401', 1, [{ call: /./, type: 'status', status: 401 }]],
  ] as const)('when %s', async (_, exitCode, faults) => {
    await using secret = await secretWorld();
    const { world } = secret;
    world.port.setFaults(faults);
    await using command = secret.start([...RESYNC, ...reportIn(secret)]);

    expect(await command.exited()).toBe(exitCode);

    expect(await leaks(world, command)).toEqual([]);
  });

  test('when AWS repeats what it was sent', async () => {
    await using secret = await secretWorld();
    const { world } = secret;
    world.sandbox.setFaults([{ ...echo(), service: 'sqs' }]);
    await using command = secret.start([...RESYNC, ...reportIn(secret)]);

    expect(await command.exited()).toBe(3);

    expect(command.stderr).toContain('validation errors detected');
    expect(await leaks(world, command)).toEqual([]);
  });

  test('when AWS repeats what it was sent, and nothing can be read', async () => {
    await using secret = await secretWorld();
    const { world } = secret;
    world.sandbox.setFaults([{ ...echo(), service: 'sts' }]);
    await using command = secret.start(RESYNC);

    expect(await command.exited()).toBe(1);

    expect(command.stderr).toContain('validation errors detected');
    expect(await leaks(world, command)).toEqual([]);
  });
});
