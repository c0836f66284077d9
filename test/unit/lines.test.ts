import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LineTooLongError, linesOf } from '../../src/lib/lines.ts';

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Buffer, void> {
  for (let start = 0; start < bytes.length; start += size) {
    await Promise.resolve();
    yield bytes.subarray(start, start + size);
  }
}

async function readAll(source: AsyncIterable<string | Uint8Array>): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(source)) lines.push(line);
  return lines;
}

/** Text with every character that some reader treats as the end of a line. */
const text = fc
  .array(
    fc.constantFrom('a', '"', 'ü', '€', '😀', '\u2028', '\u2029', '\u0085', '\v', '\f', '\r', ' '),
  )
  .map((parts) => parts.join(''))
  .filter((line) => !line.endsWith('\r'));

describe('lines', () => {
  test('end only at a line feed, however the bytes are split into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text), fc.integer({ min: 1, max: 9 }), async (lines, size) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));

        expect(await readAll(chunksOf(bytes, size))).toEqual(lines);
      }),
    );
  });

  test('lose only a carriage return before the line feed', async () => {
    const bytes = Buffer.from('one\r\ntwo\rtwo\r\r\n\r\nthree');

    expect(await readAll(chunksOf(bytes, 2))).toEqual(['one', 'two\rtwo\r', '', 'three']);
  });

  test('the last line needs no line feed; there is no line after the last line feed', async () => {
    expect(await readAll(chunksOf(Buffer.from('a\n\nb'), 1))).toEqual(['a', '', 'b']);
    expect(await readAll(chunksOf(Buffer.from('a\n'), 1))).toEqual(['a']);
    expect(await readAll(chunksOf(Buffer.from(''), 1))).toEqual([]);
  });

  test('a line that is too long is refused before the rest of it is read', async () => {
    let chunks = 0;
    async function* endless(): AsyncGenerator<Buffer, void> {
      yield Buffer.from('short\n');
      for (;;) {
        chunks += 1;
        await Promise.resolve();
        yield Buffer.alloc(10, 'x');
      }
    }
    const lines = linesOf(endless(), { mostBytes: 25 });

    expect(await lines.next()).toEqual({ done: false, value: 'short' });
    const failure = await lines.next().catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(LineTooLongError);
    expect(failure).toMatchObject({ message: 'line 2 is longer than 25 bytes' });
    expect(chunks).toBe(3);
  });

  test('a reader that stops closes the file', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'longshore-lines-'));
    const file = path.join(folder, 'lines');
    await writeFile(file, 'a\nb\n'.repeat(100_000));
    const stream = createReadStream(file);

    for await (const line of linesOf(stream)) {
      expect(line).toBe('a');
      break;
    }

    expect(stream.destroyed).toBe(true);
    await rm(folder, { recursive: true });
  });
});
