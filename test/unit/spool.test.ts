import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Spool } from '../../src/lib/spool.ts';

async function textOf(spool: Spool): Promise<string> {
  let text = '';
  for await (const piece of spool.read()) text += piece;
  return text;
}

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-spool-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

test.each([
  ['nothing', 0],
  ['what fits in memory', 10],
  ['what goes to a file', 30_000],
])('it gives back %s, in order', async (_, lines) => {
  await using spool = new Spool(folder);
  const written = Array.from({ length: lines }, (__, line) => `${line} äöü – 漢字\n`);

  for (const line of written) await spool.write(line);

  expect(await textOf(spool)).toBe(written.join(''));
  expect(await textOf(spool)).toBe(written.join('')); // it can be read again
  expect(await readdir(folder)).toEqual([]); // its file has no name
});

test('a temporary folder that cannot be written is one clear error', async () => {
  await using spool = new Spool(path.join(folder, 'nowhere'));

  const written = spool.write('x'.repeat(200_000));

  await expect(written).rejects.toThrow(/cannot write a temporary file in .*nowhere: ENOENT/);
});
