import { PassThrough } from 'node:stream';
import { expect, jest, test } from '@jest/globals';
import { LiveProgress } from '../../src/cli/progress.ts';
import type { ScopeRecord } from '../../src/ledger/scope.ts';

/** What a screen of so many rows shows of a run over so many kinds. */
function drawn(rows: number, kinds: number): readonly string[] {
  jest.useFakeTimers();
  const screen = Object.assign(new PassThrough(), { rows });
  const progress = new LiveProgress(screen);
  for (let index = 0; index < kinds; index += 1) {
    const record: ScopeRecord = {
      kind: `AWS::CodePipeline::PipelineExecution${index}`,
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
    progress.event({ type: 'scope', record });
  }
  jest.advanceTimersByTime(200);
  const text = String(screen.read());
  progress.end();
  jest.useRealTimers();
  return text.trimEnd().split('\n');
}

test('every kind has a line where the screen has room', () => {
  const lines = drawn(50, 33);

  expect(lines).toHaveLength(34);
  expect(new Set(lines.slice(1).map((line) => line.length)).size).toBe(1);
});

test('no more is drawn than can be drawn anew', () => {
  const lines = drawn(24, 33);

  expect(lines).toHaveLength(23);
  expect(lines.at(-1)).toMatch(/^12 more kinds +0 resources +12 scopes$/);
});

test('an unknown height is no height', () => {
  expect(drawn(0, 33)).toHaveLength(34);
});
