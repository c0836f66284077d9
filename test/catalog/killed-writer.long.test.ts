import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { sourceName } from '../../src/catalog/state/entity-record.ts';
import { linesOf } from '../../src/lib/lines.ts';
import { groupsOf, SOURCE, StoreFolder } from './store-folder.ts';
import { hashOf, RECORDS_PER_WRITE } from './writing-process.ts';

/** Writes until it has said so often enough, and is killed as `kill -9` does. Returns what it said. */
async function writeAndKill(
  folder: StoreFolder,
  round: number,
  saidBefore: number,
): Promise<readonly string[]> {
  const loader = new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url).href;
  const program = fileURLToPath(new URL('writing-process.ts', import.meta.url));
  const args = ['--import', loader, program, path.join(folder.path, 'state'), String(round)];
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'] ?? '', WRITES: 'yes' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  const closed = once(child, 'close');
  for await (const batch of linesOf(child.stdout)) {
    said.push(batch);
    if (said.length === saidBefore) child.kill('SIGKILL');
  }
  await closed;
  expect(child.signalCode).toBe('SIGKILL');
  return said;
}

test('a killed process leaves only complete writes, including all acknowledged ones', async () => {
  await using folder = await StoreFolder.make();
  const told: string[] = [];

  for (const [round, saidBefore] of [1, 40, 333, 900].entries()) {
    told.push(...(await writeAndKill(folder, round, saidBefore)));

    await using store = await folder.open();
    const groups = await groupsOf(store);
    const kept = new Map<string, number>();
    const broken = groups.filter(({ identifier, records }) => {
      const [batch = ''] = identifier.split('/');
      kept.set(batch, (kept.get(batch) ?? 0) + 1);
      const isWhole = records.every(({ hash }) =>
        hashOf(batch).every((byte, n) => hash[n] === byte),
      );
      return records.length !== 1 || !isWhole;
    });
    const sources = groups.flatMap(({ records }) =>
      records.map(({ source }) => sourceName(source)),
    );
    expect(broken).toEqual([]);
    expect([...new Set(sources)]).toEqual([sourceName(SOURCE)]);
    expect(store.damage).toBeUndefined();
    expect(new Set(kept.values())).toEqual(new Set([RECORDS_PER_WRITE]));
    expect(told.filter((batch) => !kept.has(batch))).toEqual([]);
  }
});
