import type { AwsClient } from '../../aws/client-factory.ts';
import { classify, type AwsErrorClass, type AwsFailure } from '../../aws/errors.ts';
import { LongshoreError } from '../../lib/errors.ts';
import { merge } from '../../lib/merge.ts';
import type { ActionContext } from './action.ts';

/** Parents whose children are listed at once; the AWS client limits the run as a whole. */
const PARENTS_AT_ONCE = 16;

/** All elements of a listing's pages. */
export async function collect<Page, Element>(
  pages: AsyncIterable<Page>,
  elements: (page: Page) => readonly Element[] | undefined,
): Promise<readonly Element[]> {
  const all: Element[] = [];
  for await (const page of pages) all.push(...(elements(page) ?? []));
  return all;
}

/** A list as pages of at most `size`, for kinds that share their listing. */
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
 * Pages of the children of many parents, several parents at a time. A deleted parent has none. A parent that
 * cannot be read loses only its own children: those of all others are yielded, then it throws because the
 * scope is not complete. Other errors end it immediately.
 *
 * @throws {ParentsNotReadError} at the end, when some parents could not be read
 */
export async function* ofEachParent<Client extends AwsClient, Parent, Page>(
  parents: Promise<readonly Parent[]>,
  context: Pick<ActionContext<Client>, 'signal'>,
  pagesOf: (parent: Parent) => AsyncIterable<Page>,
): AsyncGenerator<Page, void> {
  const unread: unknown[] = [];
  let read = 0;
  let hasAnswer = false;
  async function* childrenOf(parent: Parent): AsyncGenerator<Page, void> {
    try {
      for await (const page of pagesOf(parent)) {
        hasAnswer = true; // long before the last page of a parent with many children
        yield page;
      }
      hasAnswer = true;
      read += 1;
    } catch (error) {
      const failure = classify(error);
      hasAnswer ||= failure.class === 'not-found';
      if (failure.class === 'not-found') return;
      const isEveryones = !hasAnswer && unread.length + 1 >= PARENTS_AT_ONCE;
      if (isEveryones || !OF_ONE_PARENT.includes(failure.class)) throw error;
      unread.push(error);
    }
  }
  async function* sources(): AsyncGenerator<AsyncIterable<Page>, void> {
    for (const parent of await parents) {
      context.signal.throwIfAborted();
      yield childrenOf(parent);
    }
  }
  yield* merge(sources(), PARENTS_AT_ONCE);
  if (unread.length > 0) throw new ParentsNotReadError(unread, read);
}

/** Failures that concern one parent only. */
const OF_ONE_PARENT: readonly AwsErrorClass[] = ['denied', 'not-configured', 'not-aws', 'other'];

/**
 * Thrown after reading all readable children when some parents could not be read: the scope is not complete.
 * The operator fixes the error that AWS reports.
 */
class ParentsNotReadError extends LongshoreError {
  readonly code = 'parents-not-read';
  readonly audience = 'operator';
  /** The first error, in the report's format. */
  readonly failure: AwsFailure;

  constructor(errors: readonly unknown[], read: number) {
    const [first] = errors;
    const failure = classify(first);
    const message = `${failure.message} (${errors.length} not read, ${read} read)`;
    super(message, { cause: first });
    this.failure = { ...failure, message };
  }
}
