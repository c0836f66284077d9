import { classify } from '../../aws/errors.ts';
import type { AwsClient } from '../../aws/client-factory.ts';
import { InternalError } from '../../lib/errors.ts';
import type { Action, ActionContext, ActionMap, Outcome } from '../actions/action.ts';
import type { Gap } from './gap.ts';

/** One item after its actions: the added attributes, or `gone` when AWS no longer has it. */
export interface Inspected<Item> {
  readonly item: Item;
  readonly attributes: object;
}

export interface Inspection<Item> {
  readonly items: readonly Inspected<Item>[];
  readonly gaps: readonly Gap[];
}

/**
 * Runs a kind's actions on a page of items concurrently, and merges the results for each item. An item that
 * any action reports as deleted is dropped; a failed action leaves a gap in its items and does not affect the
 * others.
 */
export class ResourceInspector<Client extends AwsClient, Item> {
  readonly #actions: ActionMap<Client, Item>;
  readonly #idOf: (item: Item) => string;

  constructor(actions: ActionMap<Client, Item>, idOf: (item: Item) => string) {
    this.#actions = actions;
    this.#idOf = idOf;
  }

  /** @param include names of optional actions to run besides the defaults */
  async inspect(
    items: readonly Item[],
    include: readonly string[],
    context: ActionContext<Client>,
  ): Promise<Inspection<Item>> {
    if (items.length === 0) return { items: [], gaps: [] };
    const options = this.#actions.options.filter((action) => include.includes(action.name));
    const actions = [...this.#actions.defaults, ...options];
    const columns = await Promise.all(actions.map((action) => this.#run(action, items, context)));

    const inspected: Inspected<Item>[] = [];
    const gaps: Gap[] = [];
    for (const [row, item] of items.entries()) {
      const outcomes = columns.map((column) => column[row]);
      if (outcomes.some((outcome) => outcome?.status === 'gone')) continue;
      const attributes = outcomes.map(valueOf).reduce((all, one) => ({ ...all, ...one }), {});
      inspected.push({ item, attributes });
      for (const [index, outcome] of outcomes.entries()) {
        const action = actions[index];
        if (outcome?.status !== 'failed' || action === undefined) continue;
        gaps.push(gapOf(this.#idOf(item), action, outcome.error));
      }
    }
    return { items: inspected, gaps };
  }

  async #run(
    action: Action<Client, Item>,
    items: readonly Item[],
    context: ActionContext<Client>,
  ): Promise<readonly Outcome<object>[]> {
    const outcomes = await this.#outcomes(action, items, context);
    if (outcomes.length !== items.length) {
      throw new InternalError(
        `${action.name} returned ${outcomes.length} outcomes for ${items.length} items`,
        { remedy: 'an action must return exactly one outcome for each item, in the same order' },
      );
    }
    return outcomes;
  }

  /** An action that throws leaves a gap; it does not fail the page. */
  async #outcomes(
    action: Action<Client, Item>,
    items: readonly Item[],
    context: ActionContext<Client>,
  ): Promise<readonly Outcome<object>[]> {
    try {
      return await action.execute(items, context);
    } catch (error) {
      context.signal.throwIfAborted();
      return items.map(() => ({ status: 'failed', error }));
    }
  }
}

function valueOf(outcome: Outcome<object> | undefined): object {
  return outcome?.status === 'ok' ? outcome.value : {};
}

function gapOf(
  identifier: string,
  action: { readonly name: string; readonly permissions: readonly string[] },
  error: unknown,
): Gap {
  return {
    identifier,
    action: action.name,
    failure: classify(error),
    permissions: action.permissions,
  };
}
