import type { PaginationConfiguration, Paginator } from '@smithy/types';
import { HashSet } from '../lib/hash-set.ts';
import { LongshoreError } from '../lib/errors.ts';
import type { AwsClient } from './client-factory.ts';
import type { AwsFailure } from './errors.ts';

/**
 * The most pages of one listing. AWS's longest have a few thousand; this is ten million elements at a hundred
 * a page.
 */
const MOST_PAGES = 100_000;
/**
 * The most consecutive pages that are empty or repeated. AWS returns empty pages with a next token when it
 * filters: some are usual, a thousand are not.
 */
const MOST_PAGES_WITHOUT_NEWS = 1_000;

export interface PageLimits {
  /** @default 100_000 */
  readonly mostPages?: number;
  /** Consecutive pages. @default 1_000 */
  readonly mostPagesWithoutNews?: number;
}

/**
 * Thrown when a listing from AWS would never end: the scope is incomplete, and nothing is deleted. The operator
 * runs again, and if the problem remains, checks what answers instead of AWS.
 */
export class EndlessListError extends LongshoreError {
  readonly code = 'endless-list';
  readonly audience = 'operator';
  readonly failure: AwsFailure;

  constructor(why: string) {
    const remedy =
      'run again; if the problem remains, check what answers instead of AWS, and report it (nothing was deleted)';
    super(`the list cannot be read to its end: ${why}`, { remedy });
    this.failure = { class: 'other', code: 'EndlessList', message: this.message, remedy };
  }
}

/** Detects a listing that does not end, page by page. It keeps a hash of each page. */
export class PageGuard {
  readonly #mostPages: number;
  readonly #mostWithoutNews: number;
  #pages = 0;
  #withoutNews = 0;
  /** The request and response of the first page; most listings have only one. */
  #first: { asked: string; page: string } = { asked: '', page: '' };
  #seen: HashSet | undefined;

  constructor(limits: PageLimits = {}) {
    this.#mostPages = limits.mostPages ?? MOST_PAGES;
    this.#mostWithoutNews = limits.mostPagesWithoutNews ?? MOST_PAGES_WITHOUT_NEWS;
  }

  /**
   * Receives each request's input, before it is sent.
   *
   * @throws {EndlessListError} when the same page was requested before: AWS repeated a page token
   */
  asks(input: object): void {
    const asked = `?${JSON.stringify(input)}`;
    this.#pages += 1;
    if (this.#pages > this.#mostPages)
      throw new EndlessListError(`it has more than ${this.#mostPages} pages`);
    if (!this.#isNew(asked, 'asked'))
      throw new EndlessListError('AWS returned the same page token twice');
  }

  /**
   * Receives each page.
   *
   * @throws {EndlessListError} when too many consecutive pages have nothing new
   */
  came(page: object): void {
    const content = contentOf(page);
    const isNews = content !== '' && this.#isNew(content, 'page');
    this.#withoutNews = isNews ? 0 : this.#withoutNews + 1;
    if (this.#withoutNews > this.#mostWithoutNews)
      throw new EndlessListError(`${this.#withoutNews} consecutive pages were empty or repeated`);
  }

  #isNew(text: string, part: 'asked' | 'page'): boolean {
    if (this.#first[part] === '') {
      this.#first[part] = text;
      return true;
    }
    if (this.#first[part] === text) return false;
    this.#seen ??= new HashSet();
    return this.#seen.add(text);
  }
}

/**
 * Identifies a page by the first and last elements of its lists, without reading all of it; empty when they
 * are.
 */
function contentOf(page: object): string {
  let content = '';
  for (const [name, value] of Object.entries(page)) {
    if (!Array.isArray(value) || value.length === 0) continue;
    const list: readonly unknown[] = value;
    content += `${name}[${list.length}]${JSON.stringify([list[0], list.at(-1)])}`;
  }
  return content;
}

/** The SDK's exports for operations with pages: `paginateListQueues`. */
export type Paginate<Client extends AwsClient, Input extends object, Output extends object> = (
  configuration: Omit<PaginationConfiguration, 'client'> & { client: Client },
  input: Input,
  ...rest: [{ readonly abortSignal: AbortSignal }]
) => Paginator<Output>;

/**
 * An SDK paginator, made safe: the input is copied, because the SDK writes its page token into it, every call
 * has the signal, and a listing that does not end is an error. Empty pages with a next token are normal
 * pages.
 *
 * @throws {EndlessListError} when a token repeats, pages have nothing new, or there are too many
 */
export async function* guardedPages<
  Client extends AwsClient,
  Input extends object,
  Output extends object,
>(
  paginate: Paginate<Client, Input, Output>,
  { client, signal }: { readonly client: Client; readonly signal: AbortSignal },
  input: Input,
  limits?: PageLimits,
): AsyncGenerator<Output, void> {
  const guard = new PageGuard(limits);
  const withCommand = (command: { readonly input: object }): undefined => {
    guard.asks(command.input);
  };
  for await (const page of paginate(
    { client, withCommand },
    { ...input },
    { abortSignal: signal },
  )) {
    guard.came(page);
    yield page;
  }
}
