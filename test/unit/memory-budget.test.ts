import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MemoryBudget, type Share } from '../../src/lib/memory-budget.ts';

const NEVER = new AbortController().signal;

/** Lets all pending work continue. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

describe('MemoryBudget', () => {
  test('never exceeds its capacity, serves in order, and serves every caller', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(sizes, async (asked) => {
        const room = new MemoryBudget(10);
        const entered: number[] = [];
        const held: { size: number; share: Share }[] = [];
        for (const [index, size] of asked.entries()) {
          void room
            .enter(() => size, NEVER)
            .then((share) => {
              entered.push(index);
              held.push({ size: Math.min(size, 10), share });
            });
        }
        for (;;) {
          await settle();
          expect(held.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(10);
          const first = held.shift();
          if (first === undefined) break;
          first.share.release();
          first.share.release();
        }
        expect(entered).toEqual(asked.map((_, index) => index));
      }),
    );
  });

  test('a caller that leaves makes way for the next ones', async () => {
    const room = new MemoryBudget(10);
    const share = await room.enter(() => 6, NEVER);
    const controller = new AbortController();
    const large = room.enter(() => 10, controller.signal);
    const small = room.enter(() => 4, NEVER);

    controller.abort(new Error('left'));

    await expect(large).rejects.toThrow('left');
    await expect(small).resolves.toBeDefined();
    share.release();
  });

  test('reads the size again when it is the caller’s turn', async () => {
    const room = new MemoryBudget(10);
    const share = await room.enter(() => 10, NEVER);
    let size = 10;
    const waiting = [room.enter(() => size, NEVER), room.enter(() => size, NEVER)];
    size = 2;

    share.resize(4);

    await expect(Promise.all(waiting)).resolves.toHaveLength(2);
  });
});
