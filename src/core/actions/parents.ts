import type { AwsClient } from '../../aws/client-factory.ts';
import { classify } from '../../aws/errors.ts';
import { merge } from '../../lib/merge.ts';
import type { ActionContext } from './action.ts';

/** Parents whose children are listed at once: the run's own limits lie above it. */
const PARENTS_AT_ONCE = 16;

/** Elements of a listing's pages, all of them. */
export async function collect<Page, Element>(
  pages: AsyncIterable<Page>,
  elements: (page: Page) => readonly Element[] | undefined,
): Promise<readonly Element[]> {
  const all: Element[] = [];
  for await (const page of pages) all.push(...(elements(page) ?? []));
  return all;
}

/** A list as pages of at most `size`: where a kind's own listing is shared with others. */
export async function* inPages<Element>(
  list: Promise<readonly Element[]>,
  size: number,
): AsyncGenerator<{ readonly elements: readonly Element[] }, void> {
  const elements = await list;
  for (let start = 0; start === 0 || start < elements.length; start += size) {
    yield { elements: elements.slice(start, start + size) };
  }
}

/**
 * Pages of the children of many parents, several parents at a time. A parent that vanished has none; any
 * other error ends it: a scope of which one parent was not read is not complete.
 */
export async function* ofEachParent<Client extends AwsClient, Parent, Page>(
  parents: Promise<readonly Parent[]>,
  context: Pick<ActionContext<Client>, 'signal'>,
  pagesOf: (parent: Parent) => AsyncIterable<Page>,
): AsyncGenerator<Page, void> {
  async function* sources(): AsyncGenerator<AsyncIterable<Page>, void> {
    for (const parent of await parents) {
      context.signal.throwIfAborted();
      yield unlessGone(pagesOf(parent));
    }
  }
  yield* merge(sources(), PARENTS_AT_ONCE);
}

async function* unlessGone<Page>(pages: AsyncIterable<Page>): AsyncGenerator<Page, void> {
  try {
    yield* pages;
  } catch (error) {
    if (classify(error).class !== 'not-found') throw error;
  }
}
