import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** All source code of the program as one text. */
async function source(): Promise<string> {
  const files = await readdir(path.join(ROOT, 'src'), { recursive: true });
  const texts = files
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFile(path.join(ROOT, 'src', name), 'utf8'));
  return (await Promise.all(texts)).join('\n');
}

/** The log messages in the table under the heading `Logs`. */
async function documentedMessages(): Promise<readonly string[]> {
  const page = await readFile(path.join(ROOT, 'docs/operating.md'), 'utf8');
  const section = /^## Logs$([^]*?)^## /m.exec(page)?.[1] ?? '';
  const rows = [...section.matchAll(/^\| (`[^|]*`) +\|/gm)].slice(1);
  return rows.flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text),
  );
}

test('every log message in docs/operating.md is in the code', async () => {
  const code = await source();

  const messages = await documentedMessages();

  expect(messages.length).toBeGreaterThan(10);
  expect(messages.filter((message) => !code.includes(`'${message}'`))).toEqual([]);
});
