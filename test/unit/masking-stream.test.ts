import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MaskingStream } from '../../src/app/masking-stream.ts';
import { SecretMask } from '../../src/lib/secret-mask.ts';

const SECRET = 'sécret-of-the-€state';

test('a secret is masked wherever the pieces are cut, and only whole lines are given on', async () => {
  const line = `{"msg":"before ${SECRET} after","again":"${SECRET}"}\n`;
  const bytes = Buffer.from(line.repeat(3));

  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 6 }), async (cuts) => {
      const stream = new MaskingStream(new SecretMask([SECRET]));
      const chunks: string[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(String(chunk)));
      const ended = text(stream);
      let from = 0;
      for (const cut of [...cuts].sort((one, other) => one - other)) {
        stream.write(bytes.subarray(from, cut));
        from = cut;
      }
      stream.end(bytes.subarray(from));

      const masked = line.replaceAll(SECRET, '[REDACTED]');
      expect(await ended).toBe(masked.repeat(3));
      expect(chunks.every((chunk) => chunk.endsWith('\n'))).toBe(true);
    }),
  );
});

test('what comes without an end of line is masked at the end', async () => {
  const stream = new MaskingStream(new SecretMask([SECRET]));
  stream.write(`x ${SECRET.slice(0, 5)}`);
  stream.end(`${SECRET.slice(5)} y`);

  expect(await text(stream)).toBe('x [REDACTED] y');
});

test('a line without end does not wait for ever, and its secret does not slip through', async () => {
  const stream = new MaskingStream(new SecretMask([SECRET]));
  const ended = text(stream);
  for (let piece = 0; piece < 40; piece += 1) stream.write('x'.repeat(100_000));
  stream.write(SECRET.slice(0, 9));
  stream.end(SECRET.slice(9));

  const masked = await ended;
  expect(masked.endsWith('x[REDACTED]')).toBe(true);
  expect(masked).toHaveLength(4_000_000 + '[REDACTED]'.length);
});
