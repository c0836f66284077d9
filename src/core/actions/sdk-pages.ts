import type { AwsClient } from '../../aws/client-factory.ts';
import { guardedPages, PageGuard, type PageLimits, type Paginate } from '../../aws/page-guard.ts';
import type { ActionContext } from './action.ts';

/**
 * An SDK paginator, made safe: the input is copied, because the SDK writes its page token into it, and every
 * call has the scope's signal. Empty pages with a next token are normal pages. A listing that does not end (a
 * repeated token, or page after page without new items) is an error, because a truncated one would look
 * complete.
 */
export async function* sdkPages<
  Client extends AwsClient,
  Input extends object,
  Output extends object,
>(
  paginate: Paginate<Client, Input, Output>,
  context: Pick<ActionContext<Client>, 'client' | 'signal'>,
  input: Input,
): AsyncGenerator<Output, void> {
  yield* guardedPages(paginate, context, input);
}

/**
 * Pages of an operation without an SDK paginator, as safe as `sdkPages`.
 *
 * @param ask requests the page of a token; the first has none
 */
export async function* tokenPages<Page extends object>(
  ask: (token: string | undefined) => Promise<Page>,
  nextOf: (page: Page) => string | undefined,
  limits?: PageLimits,
): AsyncGenerator<Page, void> {
  const guard = new PageGuard(limits);
  let token: string | undefined;
  do {
    guard.asks({ token });
    const page = await ask(token);
    guard.came(page);
    token = nextOf(page);
    yield page;
  } while (token !== undefined && token !== '');
}
