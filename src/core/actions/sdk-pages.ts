import type { AwsClient } from '../../aws/client-factory.ts';
import { guardedPages, PageGuard, type Paginate } from '../../aws/page-guard.ts';
import type { ActionContext } from './action.ts';

/**
 * An SDK paginator, made safe: the input is copied (the SDK writes its page token into it), and every
 * page's call carries the scope's signal. Empty pages with a next token are pages like others. A list that would
 * never end (a token that repeats, page after page without anything new) is an error: one that is cut looks whole.
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
 * Pages of an operation that the SDK has no paginator for, as safe as `sdkPages`.
 *
 * @param ask asks for the page of a token; the first has none
 */
export async function* tokenPages<Page extends object>(
  ask: (token: string | undefined) => Promise<Page>,
  nextOf: (page: Page) => string | undefined,
): AsyncGenerator<Page, void> {
  const guard = new PageGuard();
  let token: string | undefined;
  do {
    guard.asks({ token });
    const page = await ask(token);
    guard.came(page);
    token = nextOf(page);
    yield page;
  } while (token !== undefined && token !== '');
}
