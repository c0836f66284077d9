import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fitLine, LONGEST_LINE_BYTES } from '../../src/lib/fit-line.ts';

function lineOf(fields: object): string {
  return `${JSON.stringify({ level: 30, time: '2026-11-22T06:00:00.000Z', ...fields })}\n`;
}

function parsed(line: string): Record<string, unknown> {
  expect(Buffer.byteLength(line)).toBeLessThanOrEqual(LONGEST_LINE_BYTES);
  expect(line.indexOf('\n')).toBe(line.length - 1);
  return JSON.parse(line) as Record<string, unknown>;
}

test('a line that fits stays as it is', () => {
  const line = lineOf({ msg: 'x'.repeat(8_000) });

  expect(fitLine(line)).toBe(line);
});

test('of thousands of causes the first are kept, with how many are not', () => {
  const causes = Array.from({ length: 5_000 }, (_, index) => ({
    kind: 'AWS::SQS::Queue',
    message: `User ${index} is not authorized`,
    places: ['111122223333 eu-west-1'],
  }));

  const line = parsed(fitLine(lineOf({ status: 'incomplete', causes, msg: 'run ended' })));

  expect(line).toMatchObject({
    level: 30,
    msg: 'run ended',
    status: 'incomplete',
    truncated: true,
  });
  expect(line['causes']).toEqual(causes.slice(0, 20));
  expect(line['causesOmitted']).toBe(4_980);
});

test('long texts are cut, not between the halves of a character', () => {
  const line = parsed(fitLine(lineOf({ error: { message: '🚀'.repeat(20_000) }, msg: 'failed' })));

  expect(line).toMatchObject({ msg: 'failed', truncated: true });
  expect(JSON.stringify(line['error'])).not.toMatch(/\\ud8/);
});

test('what is no JSON becomes a message', () => {
  expect(parsed(fitLine('x'.repeat(20_000)))).toMatchObject({ truncated: true });
});

test('whatever is logged, the line is JSON with a level, a time and a message, and fits', () => {
  const anything = fc.object({
    maxDepth: 4,
    values: [fc.string({ maxLength: 250, unit: 'binary' })],
  });
  fc.assert(
    fc.property(anything, fc.nat(60), (value, repeat) => {
      const list = Array.from({ length: repeat }, () => value);
      const line = parsed(fitLine(lineOf({ list, value, nested: { list }, msg: 'said' })));
      expect(line).toMatchObject({ level: 30, time: '2026-11-22T06:00:00.000Z' });
      expect(line['msg']).toBe('said');
    }),
    { numRuns: 25 },
  );
});
