import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { BillWorld, focusRow } from './bill-world.ts';

const CRASH = fileURLToPath(new URL('import-crash.ts', import.meta.url));
const KILLS = Number(process.env['LONGSHORE_TEST_KILLS'] ?? 3);
const CHARGES = 20_000;
/** Longest time from a committed import to the kill, in milliseconds: imports take less. */
const LONGEST_MS = 700;

let world: BillWorld;
beforeEach(async () => {
  world = await BillWorld.create();
});
afterEach(() => world[Symbol.asyncDispose]());

test(
  `a process that is killed ${KILLS} times leaves a period with its old charges or its new ones`,
  async () => {
    const files: string[] = [];
    for (const version of ['0', '1', '2']) {
      const rows = Array.from({ length: CHARGES }, (_, id) =>
        focusRow({ BilledCost: '0.01', ResourceId: `i-${id}`, ServiceName: version }),
      );
      files.push(await world.csv(`${version}.csv`, rows));
    }
    for (let kill = 0; kill < KILLS; kill += 1) {
      const child = spawn(process.execPath, ['--import', 'tsx', CRASH, world.folder, ...files], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_OPTIONS: '' },
      });
      await once(child.stdout, 'data');
      await sleep(Math.random() * LONGEST_MS);
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;

      const found = await world.query(
        'select count(*) as charges, count(distinct ServiceName) as versions, sum(BilledCost) as cost from charges',
      );
      expect(found).toEqual([{ charges: CHARGES, versions: 1, cost: '200' }]);
    }
    // What the killed processes have left does not keep the next one from working.
    await world.must(['cost', 'import', files[1] ?? '']);
    expect(await world.query('select distinct ServiceName from charges')).toEqual([
      { ServiceName: '1' },
    ]);
  },
  60_000 + KILLS * 20_000,
);
