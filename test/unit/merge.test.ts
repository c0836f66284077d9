import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { merge } from '../../src/lib/merge.ts';

interface Watch {
  open: number;
  mostOpen: number;
  closed: number;
}

/** Streams of numbered elements, which count how many of them are open. */
async function* streams(
  lengths: readonly number[],
  watch: Watch,
  pulled: number[],
): AsyncGenerator<AsyncGenerator<string>> {
  for (const [index, length] of lengths.entries()) {
    yield await Promise.resolve(stream(index, length, watch, pulled));
  }
}

async function* stream(
  index: number,
  length: number,
  watch: Watch,
  pulled: number[],
): AsyncGenerator<string> {
  watch.open += 1;
  watch.mostOpen = Math.max(watch.mostOpen, watch.open);
  try {
    for (let element = 0; element < length; element += 1) {
      await Promise.resolve();
      pulled[index] = element + 1;
      yield `${index}/${element}`;
    }
  } finally {
    watch.open -= 1;
    watch.closed += 1;
  }
}

describe('merge', () => {
  test('returns each element once, in its stream’s order, within the limit, one ahead of the consumer', async () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(lengths, fc.integer({ min: 1, max: 5 }), async (sizes, concurrency) => {
        const watch: Watch = { open: 0, mostOpen: 0, closed: 0 };
        const pulled: number[] = [];
        const taken = new Map<number, number>();

        for await (const element of merge<string>(streams(sizes, watch, pulled), concurrency)) {
          const [index = 0, position = 0] = element.split('/').map(Number);
          expect(position).toBe(taken.get(index) ?? 0);
          taken.set(index, position + 1);
          for (const [other, count] of pulled.entries()) {
            expect((count || 0) - (taken.get(other) ?? 0)).toBeLessThanOrEqual(1);
          }
        }

        expect(sizes.map((_, index) => taken.get(index) ?? 0)).toEqual(sizes);
        expect(watch.mostOpen).toBeLessThanOrEqual(concurrency);
        expect(watch.open).toBe(0);
      }),
    );
  });

  test('an error of one stream ends the merge and closes the others', async () => {
    const watch: Watch = { open: 0, mostOpen: 0, closed: 0 };
    async function* sources(): AsyncGenerator<AsyncGenerator<string>> {
      yield stream(0, 1_000, watch, []);
      yield await Promise.resolve(failing());
    }
    async function* failing(): AsyncGenerator<string> {
      yield await Promise.resolve('one');
      throw new Error('broken');
    }

    const reading = (async () => {
      for await (const element of merge<string>(sources(), 4)) expect(element).toBeDefined();
    })();

    await expect(reading).rejects.toThrow('broken');
    await Promise.resolve();
    expect(watch.closed).toBe(1);
  });

  test('a consumer that leaves closes every stream', async () => {
    const watch: Watch = { open: 0, mostOpen: 0, closed: 0 };

    for await (const element of merge<string>(streams([100, 100, 100], watch, []), 3)) {
      if (element.endsWith('/5')) break;
    }
    await new Promise((resolve) => setImmediate(resolve));

    expect(watch.closed).toBe(3);
  });
});
