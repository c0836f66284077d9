import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultBlueprints } from '../../src/app/default-blueprints.ts';
import { createPortClient } from '../../src/app/port-client.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { convergeBlueprints } from '../../src/catalog/converge-blueprints.ts';
import { echo, leaks, secretWorld } from './secret-scan.ts';
import { ServeProcess, type HostWorld } from './serve-process.ts';

const CONFIG = ['--config', '.port/resources/port-app-config.yml'];

let world: HostWorld;
let env: Readonly<Record<string, string>>;

beforeEach(async () => {
  ({ world, env } = await secretWorld());
});

afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

describe('resync --sink port', () => {
  const resync = (...args: readonly string[]): ServeProcess =>
    new ServeProcess(env, ['--sink', 'port', ...CONFIG, ...args], 'resync');

  beforeEach(async () => {
    using client = createPortClient(loadSettings({ env: world.port.environment }));
    await convergeBlueprints(client, await defaultBlueprints(), new AbortController().signal);
  });

  test.each([
    ['all is well', 0, []],
    ['Port answers with 500', 0, [{ call: /bulk/, type: 'status', status: 500, times: 2 }]],
    [
      'Port refuses entities',
      3,
      [{ call: /bulk/, type: 'entity-error', status: 422, identifier: /orders/ }],
    ],
    ['Port answers with 401', 1, [{ call: /./, type: 'status', status: 401 }]],
  ] as const)('when %s', async (_, exitCode, faults) => {
    world.port.setFaults(faults);
    await using command = resync('--report', path.join(world.folder, 'report.json'));

    expect(await command.exited()).toBe(exitCode);

    expect(await leaks(world, command)).toEqual([]);
  });

  test('when AWS repeats what it was sent', async () => {
    world.sandbox.setFaults([{ ...echo(), service: 'sqs' }]);
    await using command = resync('--report', path.join(world.folder, 'report.json'));

    expect(await command.exited()).toBe(3);

    expect(command.stderr).toContain('validation errors detected');
    expect(await leaks(world, command)).toEqual([]);
  });

  test('when AWS repeats what it was sent, and nothing can be read', async () => {
    world.sandbox.setFaults([{ ...echo(), service: 'sts' }]);
    await using command = resync();

    expect(await command.exited()).toBe(1);

    expect(command.stderr).toContain('validation errors detected');
    expect(await leaks(world, command)).toEqual([]);
  });
});
