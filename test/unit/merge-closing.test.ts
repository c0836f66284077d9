import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { merge } from '../../src/lib/merge.ts';

/** An endless stream that records when it was closed. */
class Endless implements AsyncIterable<number> {
  isClosed = false;

  async *[Symbol.asyncIterator](): AsyncGenerator<number> {
    try {
      for (let element = 0; ; element += 1) yield await Promise.resolve(element);
    } finally {
      this.isClosed = true;
    }
  }
}

/** A stream that waits until the test ends it. */
function pending(): { readonly stream: AsyncIterable<number>; fail(error: Error): void } {
  let fail: (error: Error) => void = () => undefined;
  const next = new Promise<IteratorResult<number>>((_, reject) => {
    fail = reject;
  });
  const iterator: AsyncIterator<number> = { next: () => next };
  return { stream: { [Symbol.asyncIterator]: () => iterator }, fail };
}

async function* each<Thing>(things: Iterable<Thing>): AsyncGenerator<Thing> {
  for (const thing of things) yield await Promise.resolve(thing);
}

async function drain(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const element of stream) all.push(element);
  return all;
}

describe('merge', () => {
  test('without streams is empty', async () => {
    expect(await drain(merge(each<AsyncIterable<number>>([]), 4))).toEqual([]);
  });

  test('takes a source only when a slot is free, so sources can be endless', async () => {
    let supplied = 0;
    let ended = 0;
    let isClosed = false;
    async function* source(): AsyncGenerator<number> {
      yield* each([1, 2, 3]);
      ended += 1;
    }
    async function* sources(): AsyncGenerator<AsyncIterable<number>> {
      try {
        for (;;) {
          supplied += 1;
          yield await Promise.resolve(source());
        }
      } finally {
        isClosed = true;
      }
    }

    let taken = 0;
    for await (const element of merge(sources(), 3)) {
      expect(element).toBeLessThanOrEqual(3);
      expect(supplied - ended).toBeLessThanOrEqual(3);
      taken += 1;
      if (taken === 50) break;
    }
    await turn();

    expect(isClosed).toBe(true);
  });

  test('an error of the supply ends the merge and closes open streams', async () => {
    const open = new Endless();
    async function* sources(): AsyncGenerator<AsyncIterable<number>> {
      yield await Promise.resolve(open);
      throw new Error('no more accounts');
    }

    const reading = drain(merge(sources(), 2));

    await expect(reading).rejects.toThrow('no more accounts');
    await turn();
    expect(open.isClosed).toBe(true);
  });

  test('an error is thrown in order: earlier elements are delivered first', async () => {
    async function* failing(): AsyncGenerator<number> {
      yield await Promise.resolve(1);
      yield await Promise.resolve(2);
      throw new Error('page 3');
    }
    const taken: number[] = [];

    const reading = (async () => {
      for await (const element of merge<number>(each([failing()]), 1)) taken.push(element);
    })();

    await expect(reading).rejects.toThrow('page 3');
    expect(taken).toEqual([1, 2]);
  });

  test('a stream that never responds delays neither the others nor its own closing', async () => {
    const silent = pending();
    const merged = merge(each<AsyncIterable<number>>([silent.stream, each([1, 2, 3])]), 2);

    const taken = [await merged.next(), await merged.next(), await merged.next()];
    await merged.return();
    silent.fail(new Error('too late to matter'));
    await turn();

    expect(taken.map(({ value }) => value)).toEqual([1, 2, 3]);
  });

  test('a stream that fails to close does not hide the error that closed it', async () => {
    const iterator: AsyncIterator<number> = {
      next: () => new Promise(() => undefined),
      return: () => Promise.reject(new Error('cannot close')),
    };
    const stubborn = { [Symbol.asyncIterator]: () => iterator };
    const broken = pending();
    const reading = drain(merge(each<AsyncIterable<number>>([stubborn, broken.stream]), 2));

    await turn();
    broken.fail(new Error('the cause'));

    await expect(reading).rejects.toThrow('the cause');
  });
});
