import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pLimit from 'p-limit';
import type { AwsClient } from '../../src/aws/client-factory.ts';
import type { Action, ActionContext } from '../../src/core/actions/action.ts';
import { batched, type BatchAnswer } from '../../src/core/actions/batched.ts';
import { paged } from '../../src/core/actions/paged.ts';
import { perItem } from '../../src/core/actions/per-item.ts';
import { ResourceInspector } from '../../src/core/inspector/resource-inspector.ts';
import { InternalError } from '../../src/lib/errors.ts';

function contextOf(isWholeScope = true): ActionContext {
  return {
    account: { id: '111122223333', name: 'a', partition: 'aws' },
    region: 'eu-west-1',
    isWholeScope,
    limit: pLimit(4),
    once: (_, make) => make(),
    window: { from: new Date(0), maxPerParent: 10, cutOff: () => undefined },
    signal: new AbortController().signal,
    get client(): AwsClient {
      throw new Error('these actions make no calls');
    },
    clientOf() {
      throw new Error('these actions make no calls');
    },
  };
}

/** An error in the form of AWS's. */
function awsError(code: string): Error {
  return Object.assign(new Error(code), { name: code });
}

/** A random result for each item: answered, gone, failed, or missing. */
type Fate = 'answered' | 'gone' | 'failed' | 'left out';
const fates = fc.array(fc.constantFrom<Fate>('answered', 'gone', 'failed', 'left out'), {
  maxLength: 25,
});

const NAMES = { name: 'ColourAction', permissions: ['x:GetColour'] };

describe('an item gets its own attributes, whatever happens to its neighbors', () => {
  test('batched: responses in any order, with failures and missing items', async () => {
    await fc.assert(
      fc.asyncProperty(fates, fc.integer({ min: 1, max: 7 }), async (drawn, size) => {
        const items = drawn.map((_, index) => `item-${index}`);
        const fateOf = new Map(items.map((item, index) => [item, drawn[index]]));
        const action = batched({
          ...NAMES,
          size,
          idOf: (item: string) => item,
          call(run: readonly string[]) {
            expect(run.length).toBeLessThanOrEqual(size);
            const answers = run.flatMap((id): BatchAnswer<{ colour: string }>[] => {
              const fate = fateOf.get(id);
              if (fate === 'answered') return [{ id, value: { colour: `of ${id}` } }];
              if (fate === 'gone') return [{ id, error: awsError('ResourceNotFoundException') }];
              return fate === 'failed' ? [{ id, error: awsError('Whatever') }] : [];
            });
            return Promise.resolve(answers.reverse());
          },
        });

        await expectOwn(action, items, fateOf);
      }),
    );
  });

  test('perItem: calls are independent', async () => {
    await fc.assert(
      fc.asyncProperty(fates, async (drawn) => {
        const items = drawn.map((_, index) => `item-${index}`);
        const fateOf = new Map(items.map((item, index) => [item, drawn[index]]));
        const action = perItem({
          ...NAMES,
          call(item: string) {
            const fate = fateOf.get(item);
            if (fate === 'answered') return Promise.resolve({ colour: `of ${item}` });
            return Promise.reject(awsError(fate === 'gone' ? 'NoSuchBucket' : 'Whatever'));
          },
        });

        await expectOwn(action, items, fateOf);
      }),
    );
  });

  test('paged: pages of any size and order, joined over several batches', async () => {
    await fc.assert(
      fc.asyncProperty(fates, fc.integer({ min: 1, max: 7 }), async (drawn, size) => {
        const items = drawn.map((_, index) => `item-${index}`);
        const answered = items.filter((_, index) => drawn[index] === 'answered').reverse();
        const none = perItem({ ...NAMES, call: () => Promise.resolve({ colour: '' }) });
        const action = paged<AwsClient, string, { colour: string }>({
          ...NAMES,
          size,
          idOf: (item) => item,
          async *pages() {
            for (let at = 0; at < answered.length; at += size) {
              const page = answered.slice(at, at + size);
              yield await Promise.resolve(page.map((id) => [id, { colour: `of ${id}` }] as const));
            }
          },
          absent: () => ({ colour: 'none' }),
          single: none as Action<AwsClient, string, { colour: string }>,
        });
        const context = contextOf();
        const half = Math.ceil(items.length / 2);

        const outcomes = [
          ...(await action.execute(items.slice(0, half), context)),
          ...(await action.execute(items.slice(half), context)),
        ];

        expect(outcomes).toEqual(
          items.map((item, index) => ({
            status: 'ok',
            value: { colour: drawn[index] === 'answered' ? `of ${item}` : 'none' },
          })),
        );
      }),
    );
  });

  test('paged: a listing that fails half-way proves nothing about the remaining items', async () => {
    const action = paged<AwsClient, string, { colour: string }>({
      ...NAMES,
      size: 1,
      idOf: (item) => item,
      async *pages() {
        yield await Promise.resolve([['one', { colour: 'red' }] as const]);
        throw awsError('ThrottlingException');
      },
      absent: () => ({ colour: 'none' }),
      single: {
        ...NAMES,
        cost: { operation: 'GetColour', size: 1 },
        execute: () => Promise.resolve([]),
      },
    });
    const context = contextOf();

    const [first] = await action.execute(['one'], context);
    const later = await action.execute(['two', 'three'], context);

    expect(first).toEqual({ status: 'ok', value: { colour: 'red' } });
    expect(later.map(({ status }) => status)).toEqual(['failed', 'failed']);
  });
});

/** Runs an action through the inspector, and compares each item's result with the expected one. */
async function expectOwn(
  action: Action<AwsClient, string>,
  items: readonly string[],
  fateOf: ReadonlyMap<string, Fate | undefined>,
): Promise<void> {
  const inspector = new ResourceInspector(
    { defaults: [action], options: [] },
    (item: string) => item,
  );

  const { items: inspected, gaps } = await inspector.inspect(items, [], contextOf());

  const kept = items.filter((item) => fateOf.get(item) !== 'gone');
  expect(inspected.map(({ item }) => item)).toEqual(kept);
  for (const { item, attributes } of inspected) {
    expect(attributes).toEqual(fateOf.get(item) === 'answered' ? { colour: `of ${item}` } : {});
  }
  expect(gaps.map(({ identifier }) => identifier)).toEqual(
    kept.filter((item) => fateOf.get(item) !== 'answered'),
  );
}

describe('ResourceInspector', () => {
  test('an action that throws leaves gaps, and does not affect the others', async () => {
    const broken: Action<AwsClient, string> = {
      ...NAMES,
      cost: { operation: 'GetColour', size: 1 },
      execute: () => Promise.reject(awsError('AccessDenied')),
    };
    const size = perItem({
      name: 'SizeAction',
      permissions: [],
      call: (item: string) => Promise.resolve({ size: item.length }),
    });
    const inspector = new ResourceInspector(
      { defaults: [broken], options: [size] },
      (item: string) => item,
    );

    const { items, gaps } = await inspector.inspect(['a', 'bb'], ['SizeAction'], contextOf());

    expect(items.map(({ attributes }) => attributes)).toEqual([{ size: 1 }, { size: 2 }]);
    expect(gaps).toHaveLength(2);
    expect(gaps[0]).toMatchObject({ action: 'ColourAction', failure: { class: 'denied' } });
  });

  test('a wrong number of outcomes is a bug in the action', async () => {
    const short: Action<AwsClient, string> = {
      ...NAMES,
      cost: { operation: 'GetColour', size: 1 },
      execute: () => Promise.resolve([]),
    };
    const inspector = new ResourceInspector(
      { defaults: [short], options: [] },
      (item: string) => item,
    );

    await expect(inspector.inspect(['a'], [], contextOf())).rejects.toThrow(InternalError);
  });
});
