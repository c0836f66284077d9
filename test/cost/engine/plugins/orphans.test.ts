import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { isRunning, pluginFolder } from './test-plugin.ts';

const PROCESS = fileURLToPath(
  new URL('../../../../src/cost/engine/plugins/plugin-process.ts', import.meta.url),
);
const LOADER = new URL('../../../../node_modules/tsx/dist/loader.mjs', import.meta.url).href;

test('a plugin ends when Longshore is killed', async () => {
  await using plugins = await pluginFolder();
  const pidFile = path.join(plugins.folder, '.pid');
  await plugins.script('long', `#!/bin/sh\necho $$ > ${pidFile}\nexec sleep 300\n`);
  const binary = path.join(plugins.folder, 'long/1.0.0/finfocus-plugin-long');
  const program = path.join(plugins.folder, '.program.mts');
  await writeFile(
    program,
    `import { PluginProcess } from ${JSON.stringify(PROCESS)};
     new PluginProcess({ binary: ${JSON.stringify(binary)}, args: [], env: { PATH: process.env.PATH } });
     setInterval(() => undefined, 1_000);`,
  );
  const child = spawn(process.execPath, ['--import', LOADER, program], { stdio: 'inherit' });
  let pid = 0;
  while (pid === 0) {
    await delay(20);
    pid = Number(await readFile(pidFile, 'utf8').catch(() => '0'));
  }
  expect(isRunning(pid)).toBe(true);

  child.kill('SIGKILL');
  await once(child, 'exit');

  while (isRunning(pid)) await delay(20);
});
