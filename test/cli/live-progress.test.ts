import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { LiveProgress } from '../../src/cli/live-progress.ts';
import { StatusArea } from '../../src/cli/status-area.ts';
import type { ScopeRecord } from '../../src/ledger/scope.ts';
import { Screen } from '../helpers/screen.ts';

const NEVER = new AbortController().signal;
/** Longer than the screen is left alone. */
const REDRAWN_MS = 200;

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function nameOf(index: number): string {
  return `AWS::CodePipeline::PipelineExecution${index}`;
}

function ended(kind: string): { readonly type: 'scope'; readonly record: ScopeRecord } {
  const record: ScopeRecord = {
    kind,
    accountId: '111122223333',
    region: 'eu-west-1',
    outcome: 'complete',
    resources: 0,
    incompleteResources: 0,
    pages: 1,
    calls: 1,
    retries: 0,
    throttles: 0,
    durationMs: 1,
    gaps: [],
  };
  return { type: 'scope', record };
}

/** A run over so many kinds of four scopes each, on a screen that has shown a prompt. */
function startedOn(screen: Screen, kinds: number): { progress: LiveProgress; area: StatusArea } {
  screen.write('$ longshore resync\n');
  const area = new StatusArea(screen);
  const progress = new LiveProgress(area, Date.now, NEVER);
  progress.planned({ type: 'account' });
  progress.planned({ type: 'accounts-listed' });
  for (let index = 0; index < kinds; index += 1)
    for (let scope = 0; scope < 4; scope += 1)
      progress.planned({ type: 'scope', kind: nameOf(index) });
  progress.planned({ type: 'account-opened' });
  return { progress, area };
}

test.each([40, 60, 80, 120])('in %i columns no line wraps', (columns) => {
  const screen = new Screen(columns, 24);
  const { progress } = startedOn(screen, 33);
  for (let index = 0; index < 20; index += 1) progress.event(ended(nameOf(index)));
  jest.advanceTimersByTime(10_000);
  for (let index = 0; index < 20; index += 1) progress.event(ended(nameOf(index)));
  jest.advanceTimersByTime(REDRAWN_MS);

  const [, ...lines] = screen.text;

  expect(lines).toHaveLength(12); // as many as half the screen
  for (const line of lines) expect(line.length).toBeLessThan(columns);
  expect(lines[0]).toMatch(/^(Reading AWS: )?30%, 40 of 132 scopes, about 25 s lef?t?/);
  expect(lines[1]).toContain('1 of 1 account opened, 0 resources');
  expect(lines.at(-1)).toMatch(/^ {2}24 more kinds +(0 resources +)?\d+ of 96 scopes$/);
  progress.end();
});

test('a long name is shortened in the middle', () => {
  const screen = new Screen(60, 24);
  const { progress } = startedOn(screen, 1);
  jest.advanceTimersByTime(REDRAWN_MS);

  expect(screen.text.at(-1)).toMatch(
    /^ {2}AWS::CodeP\S*…\S*tion0 {2}0 resources {2}0 of 4 scopes$/,
  );
  progress.end();
});

test('the end of a run removes everything that was drawn, and nothing that was there', () => {
  const screen = new Screen(80, 24);
  for (let line = 0; line < 30; line += 1) screen.write(`line ${line}\n`);
  const { progress } = startedOn(screen, 33);
  for (let step = 0; step < 50; step += 1) {
    progress.event(ended(nameOf(step % 33)));
    jest.advanceTimersByTime(REDRAWN_MS);
  }

  progress.end();

  expect(screen.text).toEqual([
    ...Array.from({ length: 30 }, (_, line) => `line ${line}`),
    '$ longshore resync',
  ]);
});

test('each frame is one write that clears line by line, never the screen', () => {
  const screen = new Screen(80, 24);
  const { progress } = startedOn(screen, 5);
  jest.advanceTimersByTime(REDRAWN_MS);
  const before = screen.writes.length;
  progress.event(ended(nameOf(0)));
  jest.advanceTimersByTime(REDRAWN_MS);

  const frames = screen.writes.slice(before);
  jest.advanceTimersByTime(REDRAWN_MS * 10);

  expect(frames).toHaveLength(1);
  expect(frames[0]).not.toContain('\u001B[J');
  expect(frames[0]).not.toContain('\u001B[0J');
  expect(frames[0]).not.toContain('\u001B[2J');
  expect(screen.writes).toHaveLength(before + 1); // nothing has changed: nothing is drawn
  progress.end();
});

test('log lines appear above what is drawn', () => {
  const screen = new Screen(80, 24);
  const { progress, area } = startedOn(screen, 3);
  jest.advanceTimersByTime(REDRAWN_MS);
  area.print('WARN: one\n');
  progress.event(ended(nameOf(0)));
  jest.advanceTimersByTime(REDRAWN_MS);
  area.print('WARN: two\nWARN: three\n');

  expect(screen.text.slice(0, 5)).toEqual([
    '$ longshore resync',
    'WARN: one',
    'WARN: two',
    'WARN: three',
    expect.stringContaining('Reading AWS'),
  ]);
  progress.end();
  expect(screen.text).toEqual(['$ longshore resync', 'WARN: one', 'WARN: two', 'WARN: three']);
});

test('a terminal that becomes narrower while lines are drawn keeps none of them', () => {
  const screen = new Screen(120, 24);
  const { progress } = startedOn(screen, 33);
  jest.advanceTimersByTime(REDRAWN_MS);

  screen.resize(60);
  progress.event(ended(nameOf(0)));
  jest.advanceTimersByTime(REDRAWN_MS);

  expect(screen.text.filter((line) => line.includes('Reading AWS'))).toHaveLength(1);
  expect(screen.scrollback).toEqual([]);
  progress.end();
  expect(screen.text).toEqual(['$ longshore resync']);
});

test.each([1, 2, 3, 5])('a terminal of %i rows keeps nothing either', (rows) => {
  const screen = new Screen(80, rows);
  const { progress } = startedOn(screen, 33);
  for (let step = 0; step < 20; step += 1) {
    progress.event(ended(nameOf(step)));
    jest.advanceTimersByTime(REDRAWN_MS);
  }
  progress.end();

  expect(screen.text).toEqual(['$ longshore resync']);
});

test('kinds that are done share one line', () => {
  const screen = new Screen(80, 24);
  const { progress } = startedOn(screen, 3);
  for (let scope = 0; scope < 4; scope += 1) {
    progress.event(ended(nameOf(0)));
    progress.event(ended(nameOf(1)));
  }
  jest.advanceTimersByTime(REDRAWN_MS);

  expect(screen.text.slice(-2)).toEqual([
    expect.stringMatching(/PipelineExecution2 .* 0 of 4 scopes$/),
    expect.stringMatching(/^ {2}2 kinds done .* 8 of 8 scopes$/),
  ]);
  progress.end();
});

test('a terminal that does not tell its size counts as 80 by 24', () => {
  const screen = new Screen(80, 24);
  const unknown = Object.assign(screen, { columns: 0, rows: 0 });
  const { progress } = startedOn(unknown, 33);
  jest.advanceTimersByTime(REDRAWN_MS);

  const drawn = unknown.writes.at(-1)?.split('\n') ?? [];

  expect(drawn.length).toBeLessThan(24);
  progress.end();
});
