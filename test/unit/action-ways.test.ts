import { describe, expect, test } from '@jest/globals';
import pLimit from 'p-limit';
import type { AwsClient } from '../../src/aws/client-factory.ts';
import type { Action, ActionContext, Outcome } from '../../src/core/actions/action.ts';
import { batched } from '../../src/core/actions/batched.ts';
import { paged, type PagedOptions } from '../../src/core/actions/paged.ts';
import { perItem } from '../../src/core/actions/per-item.ts';
import { ResourceInspector } from '../../src/core/inspector/resource-inspector.ts';

interface Colour {
  readonly colour: string;
}
type ColourAction = Action<AwsClient, string, Colour>;

const NAMES = { name: 'GetColourAction', permissions: ['x:GetColour'] };
const COST = { operation: 'GetColour', size: 1 };

function contextOf(
  given: Partial<Pick<ActionContext, 'signal' | 'isWholeScope' | 'limit'>> = {},
): ActionContext {
  return {
    account: { id: '111122223333', name: 'a', partition: 'aws' },
    region: 'eu-west-1',
    isWholeScope: true,
    limit: pLimit(4),
    once: (_, make) => make(),
    window: { from: new Date(0), maxPerParent: 10, cutOff: () => undefined },
    signal: new AbortController().signal,
    ...given,
    get client(): AwsClient {
      throw new Error('these actions make no calls');
    },
    clientOf() {
      throw new Error('these actions make no calls');
    },
  };
}

function awsError(name: string): Error {
  return Object.assign(new Error(name), { name });
}

function always(outcomeOf: (item: string) => Outcome<Colour>, permissions = ['x:Other']) {
  const asked: string[] = [];
  const action: ColourAction = {
    name: NAMES.name,
    permissions,
    cost: COST,
    execute(items) {
      asked.push(...items);
      return Promise.resolve(items.map(outcomeOf));
    },
  };
  return { action, asked };
}

function failing(error: Error, size = 10): Action<AwsClient, string, Partial<Colour>> {
  return batched<AwsClient, string, Colour>({
    ...NAMES,
    size,
    idOf: (item) => item,
    call: () => Promise.reject(error),
  });
}

describe('batched, when a call fails as a whole', () => {
  test('a denial fails every item of that call and none of another', async () => {
    const action = batched<AwsClient, string, Colour>({
      ...NAMES,
      size: 2,
      idOf: (item) => item,
      call: (items) =>
        items.includes('c')
          ? Promise.reject(awsError('AccessDenied'))
          : Promise.resolve(items.map((id) => ({ id, value: { colour: id } }))),
    });

    const outcomes = await action.execute(['a', 'b', 'c', 'd', 'e'], contextOf());

    expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'ok', 'failed', 'failed', 'ok']);
  });

  test('"not found" confirms one item’s deletion, but not several', async () => {
    const action = failing(awsError('ResourceNotFoundException'));

    const alone = await action.execute(['a'], contextOf());
    const together = await action.execute(['a', 'b'], contextOf());

    expect(alone).toEqual([{ status: 'gone' }]);
    expect(together.map(({ status }) => status)).toEqual(['failed', 'failed']);
  });

  test('"not configured" is a value, not a failure', async () => {
    const outcomes = await failing(awsError('NoSuchTagSet')).execute(['a', 'b'], contextOf());

    expect(outcomes).toEqual([
      { status: 'ok', value: {} },
      { status: 'ok', value: {} },
    ]);
  });

  test('a cancelled run is not an item’s failure: it throws the run’s reason', async () => {
    const reason = new Error('stopped');

    const running = failing(awsError('AbortError')).execute(
      ['a'],
      contextOf({ signal: AbortSignal.abort(reason) }),
    );

    await expect(running).rejects.toBe(reason);
  });
});

test('batched: a response for an item that was not requested is ignored', async () => {
  const action = batched<AwsClient, string, Colour>({
    ...NAMES,
    size: 10,
    idOf: (item) => item,
    call: () => Promise.resolve([{ id: 'stranger', value: { colour: 'red' } }]),
    absent: () => ({ colour: 'none' }),
  });

  expect(await action.execute(['a'], contextOf())).toEqual([
    { status: 'ok', value: { colour: 'none' } },
  ]);
});

describe('perItem', () => {
  test('never has more calls in flight than the scope allows', async () => {
    let underWay = 0;
    let most = 0;
    const action = perItem<AwsClient, number, Colour>({
      ...NAMES,
      async call() {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise(setImmediate);
        underWay -= 1;
        return { colour: 'red' };
      },
    });

    await action.execute(Array(40).fill(0), contextOf({ limit: pLimit(7) }));

    expect(most).toBe(7);
  });

  test('"not configured" is the value that the action defines', async () => {
    const action = perItem<AwsClient, string, Colour>({
      ...NAMES,
      notConfigured: { colour: 'none' },
      call: () => Promise.reject(awsError('NoSuchTagSet')),
    });

    expect(await action.execute(['a'], contextOf())).toEqual([
      { status: 'ok', value: { colour: 'none' } },
    ]);
  });

  test('makes no calls after the run has stopped', async () => {
    const reason = new Error('stopped');
    let calls = 0;
    const action = perItem<AwsClient, string, Colour>({
      ...NAMES,
      call() {
        calls += 1;
        return Promise.resolve({ colour: 'red' });
      },
    });

    const running = action.execute(['a'], contextOf({ signal: AbortSignal.abort(reason) }));

    await expect(running).rejects.toBe(reason);
    expect(calls).toBe(0);
  });
});

/** A listing of colors, configured by a test. */
function listing(
  options: Partial<PagedOptions<AwsClient, string, Colour>> &
    Pick<PagedOptions<AwsClient, string, Colour>, 'pages'>,
): ColourAction {
  const { action: single } = always(() => ({ status: 'failed', error: awsError('not single') }));
  return paged<AwsClient, string, Colour>({
    ...NAMES,
    size: 10,
    idOf: (item) => item,
    single,
    ...options,
  });
}

// eslint-disable-next-line require-yield -- it is denied before the first page
async function* denied(): AsyncGenerator<never, void> {
  await Promise.resolve();
  throw awsError('AccessDeniedException');
}

describe('paged', () => {
  test('a denied listing uses the fallback, and names its permissions', async () => {
    const { action: fallback } = always((item) => ({ status: 'ok', value: { colour: item } }));
    const action = listing({ pages: denied, fallback });

    const outcomes = await action.execute(['red', 'blue'], contextOf());

    expect(outcomes).toEqual([
      { status: 'ok', value: { colour: 'red' } },
      { status: 'ok', value: { colour: 'blue' } },
    ]);
    expect(action.fallbackPermissions).toEqual(['x:Other']);
  });

  test('without a fallback, a denied listing is a failure, not an empty result', async () => {
    const action = listing({ pages: denied, absent: () => ({ colour: 'none' }) });

    const outcomes = await action.execute(['red'], contextOf());

    expect(outcomes.map(({ status }) => status)).toEqual(['failed']);
  });

  test('only a denied scope uses the fallback, with its own responses', async () => {
    const { action: fallback, asked } = always((item) => ({
      status: 'ok',
      value: { colour: `${item} by itself` },
    }));
    const action = listing({
      placeOf: (item) => (item.startsWith('x') ? 'closed' : 'open'),
      async *pages(place) {
        if (place === 'closed') yield* denied();
        yield await Promise.resolve([
          ['b', { colour: 'b listed' }] as const,
          ['a', { colour: 'a listed' }] as const,
        ]);
      },
      fallback,
    });

    const outcomes = await action.execute(['x1', 'a', 'x2', 'b'], contextOf());

    expect(asked).toEqual(['x1', 'x2']);
    expect(outcomes.map((outcome) => outcome.status === 'ok' && outcome.value.colour)).toEqual([
      'x1 by itself',
      'a listed',
      'x2 by itself',
      'b listed',
    ]);
  });

  test('a throttled listing does not use the fallback, which would cause more throttling', async () => {
    const { action: fallback, asked } = always(() => ({ status: 'gone' }));
    const action = listing({
      // eslint-disable-next-line require-yield -- it fails before the first page
      async *pages() {
        await Promise.resolve();
        throw awsError('ThrottlingException');
      },
      fallback,
    });

    const outcomes = await action.execute(['a'], contextOf());

    expect(asked).toEqual([]);
    expect(outcomes.map(({ status }) => status)).toEqual(['failed']);
  });

  test('a listing that failed once fails for all following batches, and is not re-read', async () => {
    let listings = 0;
    const action = listing({
      // eslint-disable-next-line require-yield -- it fails before the first page
      async *pages() {
        listings += 1;
        await Promise.resolve();
        throw awsError('InternalError');
      },
      absent: () => ({ colour: 'none' }),
    });
    const context = contextOf();

    const batches = [
      await action.execute(['a'], context),
      await action.execute(['b'], context),
      await action.execute(['c'], context),
    ];

    expect(batches.flat().map(({ status }) => status)).toEqual(['failed', 'failed', 'failed']);
    expect(listings).toBe(1);
  });

  test('a single fetch reads no listing', async () => {
    let listings = 0;
    const { action: single } = always((item) => ({ status: 'ok', value: { colour: item } }));
    const action = listing({
      async *pages() {
        listings += 1;
        yield await Promise.resolve([]);
      },
      single,
    });

    const outcomes = await action.execute(['a'], contextOf({ isWholeScope: false }));

    expect(outcomes).toEqual([{ status: 'ok', value: { colour: 'a' } }]);
    expect(listings).toBe(0);
  });

  test('each scope reads its own listing once', async () => {
    let listings = 0;
    const action = listing({
      async *pages() {
        listings += 1;
        const colour = `of listing ${listings}`;
        yield await Promise.resolve([['a', { colour }] as const]);
        yield [['b', { colour }] as const];
      },
    });
    const one = contextOf();
    const other = contextOf();

    const ofOne = [await action.execute(['a'], one), await action.execute(['b'], one)].flat();
    const ofOther = await action.execute(['a', 'b'], other);

    expect(
      [ofOne, ofOther].map((all) => all.map((o) => o.status === 'ok' && o.value.colour)),
    ).toEqual([
      ['of listing 1', 'of listing 1'],
      ['of listing 2', 'of listing 2'],
    ]);
  });

  test('concurrent batches do not miss each other’s pages', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `item-${index}`);
    const action = listing({
      async *pages() {
        for (const id of names) {
          await new Promise(setImmediate);
          yield [[id, { colour: id }] as const];
        }
      },
    });
    const context = contextOf();

    const halves = [names.slice(10), names.slice(0, 10)];
    const answers = await Promise.all(halves.map((half) => action.execute(half, context)));

    expect(answers.flat()).toEqual(
      halves.flat().map((colour) => ({ status: 'ok', value: { colour } })),
    );
  });

  test('an item on no page is unknown, unless the action defines it as empty', async () => {
    const none = async function* (): AsyncGenerator<readonly (readonly [string, Colour])[], void> {
      yield await Promise.resolve([]);
    };

    const [unknown] = await listing({ pages: none }).execute(['a'], contextOf());
    const [empty] = await listing({
      pages: none,
      absent: () => ({ colour: 'none' }),
    }).execute(['a'], contextOf());

    expect(unknown).toMatchObject({ status: 'failed', error: { name: 'MissingAnswer' } });
    expect(empty).toEqual({ status: 'ok', value: { colour: 'none' } });
  });
});

describe('ResourceInspector', () => {
  const idOf = (item: string): string => item;
  const gone = always(() => ({ status: 'gone' })).action;
  const broken = always(() => ({ status: 'failed', error: awsError('AccessDenied') })).action;
  const red = always(() => ({ status: 'ok', value: { colour: 'red' } })).action;

  test('a deleted item is dropped without a gap, whatever else failed', async () => {
    const inspector = new ResourceInspector({ defaults: [broken, gone], options: [] }, idOf);

    expect(await inspector.inspect(['a', 'b'], [], contextOf())).toEqual({ items: [], gaps: [] });
  });

  test('runs an optional action only when it is requested', async () => {
    const inspector = new ResourceInspector({ defaults: [], options: [red] }, idOf);

    const without = await inspector.inspect(['a'], ['OtherAction'], contextOf());
    const withIt = await inspector.inspect(['a'], [red.name], contextOf());

    expect(without.items).toEqual([{ item: 'a', attributes: {} }]);
    expect(withIt.items).toEqual([{ item: 'a', attributes: { colour: 'red' } }]);
  });

  test('an empty page makes no calls', async () => {
    const { action, asked } = always(() => ({ status: 'gone' }));
    let isRun = false;
    const watched: ColourAction = {
      ...action,
      execute(items, context) {
        isRun = true;
        return action.execute(items, context);
      },
    };

    await new ResourceInspector({ defaults: [watched], options: [] }, idOf).inspect(
      [],
      [],
      contextOf(),
    );

    expect([isRun, asked]).toEqual([false, []]);
  });

  test('a gap names the item, the action and the fix', async () => {
    const inspector = new ResourceInspector({ defaults: [broken], options: [] }, idOf);

    const { gaps } = await inspector.inspect(['a'], [], contextOf());

    expect(gaps).toMatchObject([
      {
        identifier: 'a',
        action: 'GetColourAction',
        failure: { class: 'denied', code: 'AccessDenied' },
        permissions: ['x:Other'],
      },
    ]);
  });

  test('a stopped run throws its reason, instead of a page full of gaps', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped');
    const stopping: ColourAction = {
      ...broken,
      execute() {
        controller.abort(reason);
        return Promise.reject(awsError('AbortError'));
      },
    };
    const inspector = new ResourceInspector({ defaults: [stopping], options: [] }, idOf);

    const inspecting = inspector.inspect(['a'], [], contextOf({ signal: controller.signal }));

    await expect(inspecting).rejects.toBe(reason);
  });
});
