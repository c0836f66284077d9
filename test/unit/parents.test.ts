import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { ofEachParent } from '../../src/core/actions/parents.ts';

const PARENTS = Array.from({ length: 40 }, (_, index) => index);

function awsError(name: string): Error {
  return Object.assign(new Error(`${name} for one parent`), { name });
}

/** Two pages of each allowed parent; the second arrives long after the others were denied. */
async function* slowPages(parent: number, isAllowed: boolean): AsyncGenerator<string, void> {
  await turn();
  if (!isAllowed) throw awsError('AccessDeniedException');
  yield `${parent}/1`;
  for (let turns = 0; turns < 200; turns += 1) await turn();
  yield `${parent}/2`;
}

/** All pages of the parents, and the result. */
async function read(
  pagesOf: (parent: number) => AsyncIterable<string>,
): Promise<{ readonly pages: readonly string[]; readonly error: unknown }> {
  const context = { signal: new AbortController().signal };
  const pages: string[] = [];
  try {
    for await (const page of ofEachParent(Promise.resolve(PARENTS), context, pagesOf))
      pages.push(page);
  } catch (error) {
    return { pages, error };
  }
  return { pages, error: undefined };
}

describe('parents, most of them denied', () => {
  test.each([[[0]], [[0, 20]], [[7, 39]]])('the children of %j come all', async (allowed) => {
    const { pages, error } = await read((parent) => slowPages(parent, allowed.includes(parent)));

    expect([...pages].sort()).toEqual(
      allowed.flatMap((parent) => [`${parent}/1`, `${parent}/2`]).sort(),
    );
    expect(error).toMatchObject({ failure: { class: 'denied' } });
  });

  test('a deleted parent shows that access to others is allowed', async () => {
    const { pages, error } = await read(async function* (parent) {
      await turn();
      if (parent === 0) throw awsError('ResourceNotFoundException');
      if (parent < 30) throw awsError('AccessDeniedException');
      yield String(parent);
    });

    expect(pages).toHaveLength(10);
    expect(error).toMatchObject({ failure: { class: 'denied' } });
  });

  test('if all are denied, not all of them are requested', async () => {
    let asked = 0;

    const { pages, error } = await read((parent) => {
      asked += 1;
      return slowPages(parent, false);
    });

    expect(pages).toEqual([]);
    expect(asked).toBeLessThan(PARENTS.length);
    expect(error).toMatchObject({ name: 'AccessDeniedException' });
  });
});
