import type { AwsClient } from '../../aws/client-factory.ts';
import { classify } from '../../aws/errors.ts';
import { InternalError } from '../../lib/errors.ts';
import type { Action, ActionContext, Outcome } from './action.ts';
import { MissingAnswerError } from './missing-answer.ts';
import { operationOf } from './per-item.ts';

export interface PagedOptions<Client extends AwsClient, Item, Out extends object> {
  readonly name: string;
  readonly permissions: readonly string[];
  /** The AWS operation, for the plan of calls. @default the name without `Action` */
  readonly operation?: string;
  /** The properties that it adds: see `Action`. @default none */
  readonly adds?: readonly string[];
  /** Answers per page: the API's maximum. */
  readonly size: number;
  idOf(item: Item, context: ActionContext<Client>): string;
  /** The listing that contains the item, if a scope has several: a region. @default one listing for all */
  placeOf?(item: Item, context: ActionContext<Client>): string;
  /** Yields all pages of (identifier, attributes). `place` comes from `placeOf`. */
  pages(
    place: string,
    context: ActionContext<Client>,
  ): AsyncGenerator<readonly (readonly [id: string, value: Out])[], void>;
  /**
   * The attributes of an item that no page contains. Undefined for a gap. @default a gap: omitted means
   * unknown
   */
  absent?(item: Item, context: ActionContext<Client>): Out | undefined;
  /**
   * Does an answer mean "nothing set"? Set it if `absent` assumes that for items that no page contains. A
   * listing that contains none of the items is then not trusted, because a wrong request looks the same:
   * `single` checks some of them, and all if it finds data.
   */
  isNothing?(value: Out): boolean;
  /** Reads a single item, without listing the whole scope. */
  readonly single: Action<Client, Item, Out>;
  /** The fallback when the listing is denied. Without one, the items get a gap. */
  readonly fallback?: Action<Client, Item, Out>;
}

/**
 * An action that reads a listing of the whole scope once and joins it to the items by identifier: one call
 * for a thousand items instead of one each. Pages are only read as far as the items need, and answers are
 * kept until their item arrives.
 */
export function paged<Client extends AwsClient, Item, Out extends object>(
  options: PagedOptions<Client, Item, Out>,
): Action<Client, Item, Out> {
  const { name, permissions, size, idOf, fallback } = options;
  const scopes = new WeakMap<ActionContext<Client>, Map<string, Listing<Out>>>();

  const listingIn = (context: ActionContext<Client>, place: string): Listing<Out> => {
    const listings = scopes.get(context) ?? new Map<string, Listing<Out>>();
    scopes.set(context, listings);
    const listing = listings.get(place) ?? new Listing(options.pages(place, context));
    listings.set(place, listing);
    return listing;
  };

  /** Does `single` confirm, for one sample, that these items have nothing set? */
  const areEmpty = async (
    items: readonly Item[],
    context: ActionContext<Client>,
  ): Promise<boolean> => {
    const answers = await options.single.execute(items.slice(0, size), context);
    return answers.every((answer) => {
      if (answer.status === 'failed') throw answer.error;
      return answer.status === 'gone' || options.isNothing?.(answer.value) === true;
    });
  };

  const isBelieved = async (
    listing: Listing<Out>,
    items: readonly Item[],
    context: ActionContext<Client>,
  ): Promise<boolean> => {
    if (options.isNothing === undefined || items.length === 0) return true;
    listing.isBelieved ??= listing.hasNamed || (await areEmpty(items, context));
    return listing.isBelieved;
  };

  const joined = async (
    items: readonly Item[],
    place: string,
    context: ActionContext<Client>,
  ): Promise<readonly Outcome<Out>[]> => {
    const ids = items.map((item) => idOf(item, context));
    try {
      const listing = listingIn(context, place);
      const found = await listing.take(ids);
      const unnamed = items.filter((_, index) => found[index] === undefined);
      if (!(await isBelieved(listing, unnamed, context))) {
        const answers = (await options.single.execute(unnamed, context)).values();
        return found.map((value) =>
          value === undefined ? (answers.next().value ?? NO_ANSWER) : { status: 'ok', value },
        );
      }
      return items.map((item, index) => {
        const value = found[index] ?? options.absent?.(item, context);
        return value === undefined
          ? { status: 'failed', error: new MissingAnswerError(ids[index] ?? '') }
          : { status: 'ok', value };
      });
    } catch (error) {
      context.signal.throwIfAborted();
      return items.map(() => ({ status: 'failed', error }));
    }
  };

  const joinedByPlace = async (
    items: readonly Item[],
    context: ActionContext<Client>,
  ): Promise<readonly Outcome<Out>[]> => {
    const places = items.map((item) => options.placeOf?.(item, context) ?? '');
    const outcomes = new Map<Item, Outcome<Out>>();
    await Promise.all(
      [...new Set(places)].map(async (place) => {
        const here = items.filter((_, index) => places[index] === place);
        const answers = await joined(here, place, context);
        here.forEach((item, index) => outcomes.set(item, answers[index] ?? NO_ANSWER));
      }),
    );
    return items.map((item) => outcomes.get(item) ?? NO_ANSWER);
  };

  return {
    name,
    permissions,
    ...(options.adds !== undefined && { adds: options.adds }),
    ...(fallback !== undefined && { fallbackPermissions: fallback.permissions }),
    cost: { operation: options.operation ?? operationOf(name), size },
    async execute(items, context) {
      const outcomes = context.isWholeScope
        ? await joinedByPlace(items, context)
        : await options.single.execute(items, context);
      return fallback === undefined ? outcomes : retryDenied(items, outcomes, fallback, context);
    },
  };
}

/** Uses the fallback for the items that were denied, and only for those. */
async function retryDenied<Client extends AwsClient, Item, Out extends object>(
  items: readonly Item[],
  outcomes: readonly Outcome<Out>[],
  fallback: Action<Client, Item, Out>,
  context: ActionContext<Client>,
): Promise<readonly Outcome<Out>[]> {
  const isDenied = outcomes.map(
    (outcome) => outcome.status === 'failed' && classify(outcome.error).class === 'denied',
  );
  const denied = items.filter((_, index) => isDenied[index]);
  if (denied.length === 0) return outcomes;
  const answers = await fallback.execute(denied, context);
  let next = 0;
  return outcomes.map((outcome, index) =>
    isDenied[index] ? (answers[next++] ?? outcome) : outcome,
  );
}

const NO_ANSWER: Outcome<never> = {
  status: 'failed',
  error: new InternalError('an action returned fewer outcomes than it had items'),
};

/** A listing in progress: answers that were read but not yet used, and the remaining pages. */
class Listing<Out> {
  readonly #pages: AsyncIterator<readonly (readonly [id: string, value: Out])[], void>;
  readonly #kept = new Map<string, Out>();
  #isAtEnd = false;
  /** It has answered for a requested item. */
  hasNamed = false;
  /** The attributes of items that it does not contain; undefined until known. */
  isBelieved: boolean | undefined;
  /** Calls run one after the other: two readers of one generator would each miss the other's pages. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(pages: AsyncIterator<readonly (readonly [id: string, value: Out])[], void>) {
    this.#pages = pages;
  }

  /** The answers for `ids`, in the same order; undefined for an id that no page contains. */
  take(ids: readonly string[]): Promise<readonly (Out | undefined)[]> {
    const taken = this.#turn.then(() => this.#readFor(ids));
    this.#turn = taken; // a listing that has failed once fails for every later caller: half of it proves nothing
    return taken;
  }

  async #readFor(ids: readonly string[]): Promise<readonly (Out | undefined)[]> {
    const isMissing = (id: string): boolean => !this.#kept.has(id);
    while (!this.#isAtEnd && ids.some(isMissing)) {
      const page = await this.#pages.next();
      if (page.done === true) this.#isAtEnd = true;
      else for (const [id, value] of page.value) this.#kept.set(id, value);
    }
    return ids.map((id) => {
      const value = this.#kept.get(id);
      this.hasNamed ||= value !== undefined;
      this.#kept.delete(id);
      return value;
    });
  }
}
