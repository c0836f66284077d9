import { expect, test } from '@jest/globals';
import pLimit from 'p-limit';
import type { AwsClient } from '../../src/aws/client-factory.ts';
import type { ActionContext } from '../../src/core/actions/action.ts';
import { perItem } from '../../src/core/actions/per-item.ts';

function contextOf(): ActionContext {
  const callNobody = (): never => {
    throw new Error('these actions make no calls');
  };
  const context = {
    account: { id: '111122223333', name: 'a', partition: 'aws' as const },
    region: 'eu-west-1',
    isWholeScope: true,
    limit: pLimit(64),
    once: <Element>(_: string, make: () => Promise<readonly Element[]>) => make(),
    window: { from: new Date(0), maxPerParent: 10, cutOff: () => undefined },
    signal: new AbortController().signal,
    get client(): AwsClient {
      return callNobody();
    },
    clientOf: callNobody,
  };
  return context;
}

/** The maximum number of concurrent calls of an action, over two batches of one scope. */
async function mostAtOnce(atOnce?: number): Promise<number> {
  let underWay = 0;
  let most = 0;
  const action = perItem({
    name: 'ColourAction',
    permissions: ['x:GetColour'],
    ...(atOnce !== undefined && { atOnce }),
    async call(item: string) {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return { colour: `of ${item}` };
    },
  });
  const context = contextOf();
  const items = Array.from({ length: 20 }, (_, index) => `item-${index}`);

  const batches = await Promise.all([
    action.execute(items, context),
    action.execute(items, context),
  ]);

  const expected = items.map((item) => ({ status: 'ok', value: { colour: `of ${item}` } }));
  expect(batches).toEqual([expected, expected]);
  return most;
}

test('an action for a slow API has few concurrent calls per scope', async () => {
  expect(await mostAtOnce(3)).toBe(3);
});

test('any other action has as many as the scope allows', async () => {
  expect(await mostAtOnce()).toBe(40);
});
