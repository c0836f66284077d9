import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { SharedAnswers } from '../../../src/host/http/cost/shared-answers.ts';

const TIMEOUT_MS = 5_000;
const never = new AbortController().signal;

/** A question whose answer the test gives. */
function question(): {
  readonly compute: (signal: AbortSignal) => Promise<string>;
  readonly asked: () => number;
  readonly stopped: () => number;
  answer(text: string): void;
} {
  let asked = 0;
  let stopped = 0;
  let give: (text: string) => void = () => undefined;
  return {
    asked: () => asked,
    stopped: () => stopped,
    answer: (text) => {
      give(text);
    },
    compute: (signal) =>
      new Promise((resolve, reject) => {
        asked += 1;
        give = resolve;
        signal.addEventListener('abort', () => {
          stopped += 1;
          reject(signal.reason as Error);
        });
      }),
  };
}

test('callers of the same question share one answer; a later caller asks again', async () => {
  const answers = new SharedAnswers<string>({ timeoutMs: TIMEOUT_MS });
  const one = question();
  const callers = Array.from({ length: 50 }, () => answers.ask('a', one.compute, never));
  await turn();
  one.answer('first');
  const given = await Promise.all(callers);
  const later = answers.ask('a', one.compute, never);
  await turn();
  one.answer('second');

  expect([new Set(given), await later, one.asked()]).toEqual([new Set(['first']), 'second', 2]);
});

test('different questions wait in line, and too many are refused', async () => {
  const answers = new SharedAnswers<string>({ atOnce: 1, most: 2, timeoutMs: TIMEOUT_MS });
  const [first, second, third] = [question(), question(), question()];

  const one = answers.ask('a', first.compute, never);
  const two = answers.ask('b', second.compute, never);
  await turn();
  const waiting = second.asked();
  await expect(answers.ask('c', third.compute, never)).rejects.toThrow(/2 different questions/);
  first.answer('1');
  await one;
  await turn();
  second.answer('2');

  expect([waiting, await two, third.asked()]).toEqual([0, '2', 0]);
});

test('an answer is computed on while one caller waits, and stopped with the last', async () => {
  const answers = new SharedAnswers<string>({ timeoutMs: TIMEOUT_MS });
  const one = question();
  const [leaving, staying] = [new AbortController(), new AbortController()];
  const left = answers.ask('a', one.compute, leaving.signal);
  const stayed = answers.ask('a', one.compute, staying.signal);
  await turn();

  leaving.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  const stoppedAfterOne = one.stopped();
  staying.abort(new Error('gone too'));
  await expect(stayed).rejects.toThrow('gone too');
  const again = answers.ask('a', one.compute, never);
  await turn();
  one.answer('fresh');

  expect([stoppedAfterOne, one.stopped(), await again]).toEqual([0, 1, 'fresh']);
});

test('a failed answer reaches every caller, and is not kept', async () => {
  const answers = new SharedAnswers<string>({ timeoutMs: TIMEOUT_MS });
  const fail = (): Promise<string> => Promise.reject(new Error('no store'));

  const ended = await Promise.allSettled([
    answers.ask('a', fail, never),
    answers.ask('a', fail, never),
  ]);

  expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(answers.ask('a', () => Promise.resolve('ok'), never)).resolves.toBe('ok');
});

test('an answer that takes too long ends, with the fix', async () => {
  const answers = new SharedAnswers<string>({ timeoutMs: 20 });

  await expect(answers.ask('a', question().compute, never)).rejects.toThrow(
    /longer than 0\.02 s: .*LONGSHORE_QUERY_TIMEOUT_SECONDS/,
  );
});
