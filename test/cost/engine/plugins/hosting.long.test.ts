import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ResourceDescriptor } from '../../../../src/cost/engine/plugins/protocol/finfocus/v1/resource.generated.ts';
import { GetProjectedCostRequest } from '../../../../src/cost/engine/plugins/protocol/finfocus/v1/costs.generated.ts';
import type { HostedPlugin } from '../../../../src/cost/engine/plugins/hosted-plugin.ts';
import { isRunning, pluginFolder, resource, type PluginFolder } from './test-plugin.ts';

const PRICES = { prices: { '*': 7.3 } };
let plugins: PluginFolder;

beforeAll(async () => {
  plugins = await pluginFolder();
});
afterAll(async () => {
  await plugins[Symbol.asyncDispose]();
});

const REQUEST = GetProjectedCostRequest.fromPartial({
  resource: ResourceDescriptor.fromPartial(resource('web')),
});

async function cost(plugin: HostedPlugin): Promise<number> {
  return (await plugin.call('getProjectedCost', REQUEST)).costPerMonth;
}

describe('starting a plugin', () => {
  test.each([
    ['says its port', { announce: 'line' }],
    ['says its port as a bare number', { announce: 'bare' }],
    [
      'writes garbage first',
      { announce: 'line', noise: 'hello\n99999\n\u0007\u001b[31m1\nPORT=x\n\n' },
    ],
    ['says nothing, and listens where it is told to', { announce: 'silent' }],
    ['ends when no port is assigned', { announce: 'dies-without-port' }],
    ['knows only --stdio', { stdioOnly: true }],
    ['serves the old package', { package: 'pulumicost.v1' }],
  ])('one that %s', async (_what, behaviour) => {
    await plugins.install('start', { ...PRICES, ...behaviour });
    await using plugin = await plugins.host('start', { announce: 1_500 });

    expect(await plugin.ownName()).toBe('start');
    expect(await cost(plugin)).toBe(7.3);
  });

  test('metadata choose stdin and stdout', async () => {
    await plugins.install('piped', { ...PRICES }, { transport: 'stdio' });
    await using plugin = await plugins.host('piped');

    expect(await cost(plugin)).toBe(7.3);
    expect((await plugin.info())?.specVersion).toBe('v0.6.0');
  });

  test('one that was built before GetPluginInfo has no info', async () => {
    await plugins.install('old', { ...PRICES, isOld: true, package: 'pulumicost.v1' });
    await using plugin = await plugins.host('old');

    expect(await plugin.info()).toBeUndefined();
    expect(await cost(plugin)).toBe(7.3);
  });

  test.each([
    ['that ends at once', 'echo no licence >&2; exit 7', /exit code 7.*no licence/s],
    ['that is no program', 'exec /nonexistent', /not start/],
    ['that never listens', 'sleep 60', /did not listen|did not say/],
    ['that writes without end', 'yes garbage', /did not listen|did not say/],
  ])('one %s has a reason', async (_what, script, reason) => {
    await plugins.script('broken', `#!/bin/sh\n${script}\n`);
    await using plugin = await plugins.host('broken', { announce: 300, listen: 300, stop: 200 });

    await expect(cost(plugin)).rejects.toMatchObject({ problem: 'not-started' });
    await expect(cost(plugin)).rejects.toThrow(reason);
  });

  test('the settings of Longshore and a PORT are not passed on', async () => {
    const file = path.join(plugins.folder, '.environment');
    await plugins.script('env', `#!/bin/sh\nenv > ${file}\nexit 1\n`);
    await using plugin = await plugins.host('env', { announce: 300, listen: 300 });
    process.env['OCEAN__PORT__CLIENT_SECRET'] = 'hush';

    await expect(cost(plugin)).rejects.toThrow('exit code 1');

    const environment = await readFile(file, 'utf8');
    delete process.env['OCEAN__PORT__CLIENT_SECRET'];
    expect(environment).not.toContain('hush');
    expect(environment).toMatch(/^FINFOCUS_TRACE_ID=[0-9a-f]{32}$/m);
  });
});

describe('a plugin that runs', () => {
  test('crashes, and is started again for the same call', async () => {
    await plugins.install('dying', { ...PRICES, dieAfter: 3 });
    await using plugin = await plugins.host('dying');

    expect([await cost(plugin), await cost(plugin), await cost(plugin)]).toEqual([7.3, 7.3, 7.3]);
    expect((await plugins.calls('dying')).get('Name')).toBe(2);
  });

  test('crashes each time, and is given up', async () => {
    await plugins.install('doomed', { ...PRICES, dieAfter: 0 });
    await using plugin = await plugins.host('doomed', { restarts: 1 });

    await expect(cost(plugin)).rejects.toMatchObject({ problem: 'crashed' });
    await expect(cost(plugin)).rejects.toMatchObject({ problem: 'crashed' });

    expect(plugin.givenUp).toBeDefined();
    expect((await plugins.calls('doomed')).get('Name')).toBe(2);
  });

  test('hangs: each call ends by its deadline, and the plugin is started again after three', async () => {
    await plugins.install('hanging', { ...PRICES, hangsAfter: 1, ignoresSigterm: true });
    await using plugin = await plugins.host('hanging', { call: 100, stop: 100, restarts: 1 });

    for (let call = 0; call < 3; call += 1) {
      await expect(cost(plugin)).rejects.toMatchObject({ problem: 'timeout' });
    }
    await expect(cost(plugin)).rejects.toMatchObject({ problem: 'timeout' });

    expect((await plugins.calls('hanging')).get('Name')).toBe(2);
  });

  test('an answer without end is not read', async () => {
    await plugins.install('huge', { ...PRICES, hugeBytes: 20_000_000 });
    await using plugin = await plugins.host('huge');

    await expect(cost(plugin)).rejects.toMatchObject({ problem: 'too-large' });
  });

  test('an error has its details', async () => {
    await plugins.install('elsewhere', { ...PRICES, region: 'eu-west-1' });
    await using plugin = await plugins.host('elsewhere');

    await expect(cost(plugin)).rejects.toMatchObject({
      problem: 'not-applicable',
      message: 'plugin elsewhere: this plugin is for another region (FAILED_PRECONDITION)',
      details: new Map([
        ['plugin_region', 'eu-west-1'],
        ['resource_region', 'us-east-1'],
      ]),
    });
  });

  test('ends with a call that is stopped', async () => {
    await plugins.install('slow', { ...PRICES, slowMs: 60_000 });
    const stop = new AbortController();
    await using plugin = await plugins.host('slow', {}, stop.signal);
    await plugin.ownName();

    const call = cost(plugin);
    stop.abort(new Error('Ctrl-C'));

    await expect(call).rejects.toThrow('Ctrl-C');
  });

  test('that ignores SIGTERM is killed, and leaves nothing behind', async () => {
    const file = path.join(plugins.folder, '.pids');
    await plugins.script(
      'stubborn',
      `#!/bin/sh\ntrap '' TERM\nsleep 300 &\necho $$ $! > ${file}\necho PORT=1\nwait\nwait\n`,
    );
    await using plugin = await plugins.host('stubborn', { announce: 500, listen: 200, stop: 100 });

    await expect(cost(plugin)).rejects.toMatchObject({ problem: 'not-started' });

    const pids = (await readFile(file, 'utf8')).trim().split(' ').map(Number);
    await delay(50);
    expect(pids.filter(isRunning)).toEqual([]);
  });
});
