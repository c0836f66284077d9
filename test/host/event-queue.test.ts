import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { ClassicLevel } from 'classic-level';
import type { ChangedResource } from '../../src/app/live-change/changed-resource.ts';
import { EventQueue } from '../../src/host/live-events/event-queue.ts';
import { EventQueueError } from '../../src/host/live-events/event-store.ts';
import { linesOf } from '../../src/lib/lines.ts';
import { liveEventsOver, temporaryFolder } from './server-world.ts';

const WAITING = 40;
const ignored = new AbortController().signal;

function changeOf(name: string): ChangedResource {
  return {
    kind: 'AWS::SQS::Queue',
    accountId: '210000000000',
    region: 'us-east-1',
    identifiers: [name],
    isDeletion: false,
    attempts: 0,
  };
}

const NAMES = Array.from({ length: WAITING }, (_, n) => `queue-${String(n).padStart(3, '0')}`);

/** A folder with a queue that was closed while changes waited in it. */
async function filled(directory: string): Promise<void> {
  for (const half of [NAMES.slice(0, WAITING / 2), NAMES.slice(WAITING / 2)]) {
    const queue = await EventQueue.open(directory, Date.now); // opened twice: a table and a log
    for (const name of half) await queue.add([changeOf(name)]);
    await queue[Symbol.asyncDispose]();
  }
}

async function namesIn(queue: EventQueue): Promise<readonly string[]> {
  const names: string[] = [];
  for (let left = queue.size; left > 0; left -= 1) {
    names.push((await queue.take(ignored))?.identifiers[0] ?? '');
  }
  return names.sort();
}

describe('a damaged queue', () => {
  test('whichever byte is wrong: it opens, keeps what is sound, says what is lost, and goes on', async () => {
    await using folder = await temporaryFolder();
    const original = path.join(folder.path, 'original');
    await filled(original);
    const files = (await readdir(original)).filter((name) => /^(\d|MANIFEST|CURRENT)/.test(name));
    let losses = 0;
    for (const [round, name] of files.entries()) {
      const { length } = await readFile(path.join(original, name));
      for (const share of [0, 0.2, 0.5, 0.8, 0.999]) {
        const directory = path.join(folder.path, `events-${round}-${share}`);
        await copyOf(original, directory);
        await flip(path.join(directory, name), Math.floor(length * share));

        await using queue = await EventQueue.open(directory, Date.now);
        const names = await namesIn(queue);

        expect(NAMES).toEqual(expect.arrayContaining([...names]));
        const lost = WAITING - names.length;
        if (lost > 0) losses += 1;
        if (lost > 0) expect(queue.damage).toBeDefined();
        await queue.add([changeOf('new')]);
        expect((await queue.take(ignored))?.identifiers).toEqual(['new']);
      }
    }
    expect(losses).toBeGreaterThan(0);
  });

  test.each(['MANIFEST', 'CURRENT', '.ldb', '.log'])('a missing file: %s', async (part) => {
    await using folder = await temporaryFolder();
    const directory = path.join(folder.path, 'events');
    await filled(directory);
    for (const name of await readdir(directory)) {
      if (name.includes(part)) await truncate(path.join(directory, name), 0);
    }

    await using queue = await EventQueue.open(directory, Date.now);

    const before = queue.size;
    await queue.add([changeOf('new')]);
    expect(queue.size).toBe(before + 1);
  });

  test('what is kept of it is on disk again', async () => {
    await using folder = await temporaryFolder();
    const directory = path.join(folder.path, 'events');
    await filled(directory);
    for (const name of await readdir(directory)) {
      if (name.endsWith('.log')) await writeFile(path.join(directory, name), 'garbage'.repeat(999));
    }
    const first = await EventQueue.open(directory, Date.now);
    const kept = await namesIn(first);
    await first[Symbol.asyncDispose]();

    await using second = await EventQueue.open(directory, Date.now);

    expect(await namesIn(second)).toEqual(kept);
    expect(second.damage).toBeUndefined();
  });

  test('its health says how many resources were lost, and is healthy', async () => {
    await using folder = await temporaryFolder();
    const directory = path.join(folder.path, 'events');
    await filled(directory);
    const db = new ClassicLevel(directory);
    const keys = await db.keys({ gte: '[', lt: '\\' }).nextv(3);
    for (const key of keys) await db.put(key, 'not what was written');
    await db.close();
    await using queue = await EventQueue.open(directory, Date.now);
    const liveEvents = liveEventsOver(queue);

    expect(liveEvents.health).toEqual({
      name: 'live-events',
      healthy: true,
      detail: expect.stringContaining('3 waiting resources were lost'),
    });
    expect(liveEvents.status).toMatchObject({ lost: 3, waiting: WAITING - 3 });
  });
});

test('a folder that cannot be made is one clear error', async () => {
  await using folder = await temporaryFolder();
  await writeFile(path.join(folder.path, 'events'), 'a file');

  const failure: unknown = await EventQueue.open(path.join(folder.path, 'events'), Date.now).catch(
    (error: unknown) => error,
  );

  expect(failure).toBeInstanceOf(EventQueueError);
  expect(failure).toMatchObject({
    message: expect.stringContaining(`cannot be kept in ${folder.path}/events: `),
    remedy: expect.stringContaining('writable'),
  });
});

test('a disk that takes no more refuses events and keeps its own; with room again it goes on; kill -9 loses none', async () => {
  await using folder = await temporaryFolder();
  const directory = path.join(folder.path, 'events');
  const loader = new URL('../../node_modules/tsx/dist/loader.mjs', import.meta.url).href;
  const program = fileURLToPath(new URL('queue-process.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', loader, program, directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = linesOf(child.stdout);
  const limitFiles = (bytes: string): Promise<unknown> =>
    promisify(execFile)('prlimit', [`--pid=${String(child.pid)}`, `--fsize=${bytes}:unlimited`]);
  const add = async (name: string): Promise<string> => {
    child.stdin.write(`${name}\n`);
    return String((await answers.next()).value);
  };
  expect((await answers.next()).value).toBe('open');

  expect(await add('first')).toBe('kept 1 well');
  await limitFiles('4096'); // as a full disk does: no file grows any more
  expect(await add('x'.repeat(5_000))).toBe('refused 1 ill');
  expect(await add('y'.repeat(5_000))).toBe('refused 1 ill');
  await limitFiles('unlimited');
  expect(await add('second')).toBe('kept 2 well');
  expect(await add('third')).toBe('kept 3 well');
  child.kill('SIGKILL');
  await once(child, 'close');

  await using queue = await EventQueue.open(directory, Date.now);
  expect(await namesIn(queue)).toEqual(['first', 'second', 'third']);
});

async function copyOf(source: string, target: string): Promise<void> {
  await promisify(execFile)('mkdir', [target]);
  for (const name of await readdir(source)) {
    await copyFile(path.join(source, name), path.join(target, name));
  }
}

async function flip(file: string, position: number): Promise<void> {
  const bytes = await readFile(file);
  bytes[position] = (bytes[position] ?? 0) ^ 0x55;
  await writeFile(file, bytes);
}
