import { expect, test } from '@jest/globals';
import { createColors } from 'picocolors';
import { plural } from '../../src/lib/plural.ts';
import { table } from '../../src/lib/table.ts';
import { printable, textWidth, truncateMiddle, wrap } from '../../src/lib/text-width.ts';

const KINDS = [
  ['AWS::CodePipeline::PipelineExecution', '12,345', '12', '68 of 68', '1 GetPipeline each'],
  ['AWS::SQS::Queue', '7', '', '4 of 68', '1 GetQueueAttributes each, 1 ListQueueTags each'],
];
const COLUMNS = [
  { heading: 'Kind' },
  { heading: 'Resources', align: 'right' },
  { heading: 'Incomplete', align: 'right', narrow: 'drop' },
  { heading: 'Scopes read', align: 'right' },
  { heading: 'Further calls', narrow: 'wrap' },
] as const;

test('one is singular, everything else plural, with thousands separated', () => {
  expect([0, 1, 2, 12_345].map((number) => plural(number, 'retry', 'retries'))).toEqual([
    '0 retries',
    '1 retry',
    '2 retries',
    '12,345 retries',
  ]);
  expect(plural(1, 'AWS call')).toBe('1 AWS call');
});

test('colours take no column, wide characters take two, combining ones none', () => {
  expect(textWidth(createColors(true).red('abc'))).toBe(3);
  expect(textWidth('日本')).toBe(4);
  expect(textWidth('e\u0301')).toBe(1);
  expect(textWidth('🚀')).toBe(2);
});

test.each([0, 1, 2, 5, 20, 80])('a name shortened to %i columns fits', (width) => {
  for (const name of [
    'AWS::CodePipeline::PipelineExecution',
    '日本語のとても長いパイプライン名前',
    '🚀🚀🚀',
  ])
    expect(textWidth(truncateMiddle(name, width))).toBeLessThanOrEqual(width);
});

test('the middle is what is left out', () => {
  expect(truncateMiddle('AWS::CodePipeline::PipelineExecution', 15)).toBe('AWS::Co…ecution');
  expect(truncateMiddle('short', 15)).toBe('short');
});

test('long lines break at words with a hanging indent; without a terminal they stay whole', () => {
  const line = '    why: one two three four five';

  expect(wrap(line, 20, 5)).toBe('    why: one two\n         three four\n         five');
  expect(wrap(line, undefined, 5)).toBe(line);
  expect(wrap('a word-that-is-longer-than-the-terminal b', 12)).toBe(
    'a\n  word-that-is-longer-than-the-terminal\n  b',
  );
});

test('no word is lost in any width', () => {
  const text = `${'lorem ipsum dolor '.repeat(20)}\n  sit amet ${'x'.repeat(90)} end`;
  const words = text.split(/\s+/);

  for (let width = 1; width < 120; width += 1)
    expect(wrap(text, width).split(/\s+/)).toEqual(words);
});

test('control characters of others never reach the terminal', () => {
  expect(printable('a\u001B[2Jb\r\nc\u0007\u009Bd')).toBe('a [2Jb c d');
});

test.each([60, 80, 120])('a table fits %i columns', (width) => {
  for (const line of table(COLUMNS, KINDS, width).split('\n'))
    expect(textWidth(line)).toBeLessThanOrEqual(width);
});

test('a narrow table drops columns, and keeps numbers whole', () => {
  expect(table(COLUMNS.slice(0, 4), KINDS, 50).split('\n')).toEqual([
    'Kind                        Resources  Scopes read',
    'AWS::CodePipe…ineExecution     12,345     68 of 68',
    'AWS::SQS::Queue                     7      4 of 68',
  ]);
  expect(table(COLUMNS, KINDS)).toContain('PipelineExecution     12,345          12     68 of 68');
});

test('the last column wraps beside the others, or below them', () => {
  const columns = [{ heading: 'Kind' }, { heading: 'Further calls', narrow: 'wrap' }] as const;
  const rows = [
    ['AWS::SQS::Queue', '1 GetQueueAttributes each, 1 ListQueueTags each'],
    ['AWS::Account::Info', ''],
  ];

  expect(table(columns, rows, 60).split('\n')).toEqual([
    'Kind                Further calls',
    'AWS::SQS::Queue     1 GetQueueAttributes each, 1',
    '                    ListQueueTags each',
    'AWS::Account::Info',
  ]);
  expect(table(columns, rows, 40).split('\n')).toEqual([
    'Kind',
    'AWS::SQS::Queue',
    '    1 GetQueueAttributes each, 1',
    '    ListQueueTags each',
    'AWS::Account::Info',
  ]);
});
