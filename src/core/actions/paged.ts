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
  /** The properties that it adds: see `Action`. @default none are named */
  readonly adds?: readonly string[];
  /** Answers in one page, as many as the API gives. */
  readonly size: number;
  idOf(item: Item, context: ActionContext<Client>): string;
  /** Where the item is listed, when a scope has several listings: a region. @default one place for all */
  placeOf?(item: Item, context: ActionContext<Client>): string;
  /** Pages of (identifier, attributes), to their end. `place` is what `placeOf` gave. */
  pages(
    place: string,
    context: ActionContext<Client>,
  ): AsyncGenerator<readonly (readonly [id: string, value: Out])[], void>;
  /**
   * What an item has that no page names.
   * Undefined for a gap. @default a gap: what AWS did not say is unknown
   */
  absent?(item: Item, context: ActionContext<Client>): Out | undefined;
  /**
   * Does an answer say that there is nothing? Given where `absent` says so of an item that no page names. It
   * is not believed then of a listing that names none of the items: one that asks for the wrong thing looks
   * just so. `single` is asked for some of them, and for all where it knows better.
   */
  isNothing?(value: Out): boolean;
  /** The way to take for a single fetch, which needs no listing of the whole scope. */
  readonly single: Action<Client, Item, Out>;
  /** The way to take when the listing is denied. Without one, the items get a gap. */
  readonly fallback?: Action<Client, Item, Out>;
}

/**
 * An action that reads a listing of the whole scope once, page by page, and joins it to the items by
 * identifier: one call for a thousand items instead of one each. Pages are read only as far as the
 * items of the page need, and answers are kept until their item comes.
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

  /** Does `single` say too that there is nothing to tell of these items, as far as one call goes? */
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

/** Takes the other way for the items that were denied, and for those alone. */
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
  error: new InternalError('an action gave fewer outcomes than it had items'),
};

/** A listing under way: answers that were read and not yet asked for, and the pages still to come. */
class Listing<Out> {
  readonly #pages: AsyncIterator<readonly (readonly [id: string, value: Out])[], void>;
  readonly #kept = new Map<string, Out>();
  #isAtEnd = false;
  /** It has told something of an item that was asked for. */
  hasNamed = false;
  /** What it does not name has nothing; undefined until that is known. */
  isBelieved: boolean | undefined;
  /** Takes follow one another: two readers of one generator would each miss the other's pages. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(pages: AsyncIterator<readonly (readonly [id: string, value: Out])[], void>) {
    this.#pages = pages;
  }

  /** The answers for `ids`, in their order; undefined for an id that no page names. */
  take(ids: readonly string[]): Promise<readonly (Out | undefined)[]> {
    const taken = this.#turn.then(() => this.#readFor(ids));
    this.#turn = taken; // a listing that failed once fails for all that follow: half of it proves nothing
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
