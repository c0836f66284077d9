import pLimit, { type LimitFunction } from 'p-limit';
import type { AwsClient } from '../../aws/client-factory.ts';
import type { Action, ActionContext, Outcome } from './action.ts';
import { outcomeOfError } from './outcome-of.ts';

export interface PerItemOptions<Client extends AwsClient, Item, Out extends object> {
  readonly name: string;
  readonly permissions: readonly string[];
  /** The AWS operation, for the plan of calls. @default the name without `Action` */
  readonly operation?: string;
  /** The items that cost a call, if the listing covers the others: `buckets in eu-west-1`. @default all */
  readonly onlyFor?: string;
  /** The properties that it adds: see `Action`. @default none */
  readonly adds?: readonly string[];
  /** The attributes of an item with nothing set, as in `{ Tags: [] }`. @default no attributes */
  readonly notConfigured?: Out;
  /**
   * Calls of a scope in flight at once, for a slow API whose queued calls would time out. @default no limit
   * of its own
   */
  readonly atOnce?: number;
  /** Reads one item. May return without a call if the item already has the data. */
  call(item: Item, context: ActionContext<Client>): Promise<Out>;
}

/** An action that calls AWS once for each item, concurrently within a page. Prefer `batched`. */
export function perItem<Client extends AwsClient, Item, Out extends object>(
  options: PerItemOptions<Client, Item, Out>,
): Action<Client, Item, Partial<Out>> {
  const { name, permissions, call, atOnce, onlyFor } = options;
  const limits = new WeakMap<ActionContext<Client>, LimitFunction>();
  const ownLimit = (context: ActionContext<Client>): LimitFunction => {
    if (atOnce === undefined) return context.limit;
    const limit = limits.get(context) ?? pLimit(atOnce);
    limits.set(context, limit);
    return limit;
  };
  const notConfigured: Partial<Out> = options.notConfigured ?? {};
  const one = async (
    item: Item,
    context: ActionContext<Client>,
  ): Promise<Outcome<Partial<Out>>> => {
    context.signal.throwIfAborted();
    try {
      return { status: 'ok', value: await call(item, context) };
    } catch (error) {
      context.signal.throwIfAborted();
      return outcomeOfError(error, notConfigured);
    }
  };
  return {
    name,
    permissions,
    ...(options.adds !== undefined && { adds: options.adds }),
    cost: {
      operation: options.operation ?? operationOf(name),
      size: 1,
      ...(onlyFor !== undefined && { onlyFor }),
    },
    execute(items, context) {
      const limit = ownLimit(context);
      return Promise.all(items.map((item) => limit(() => one(item, context))));
    },
  };
}

/** `GetQueueAttributesAction` enriches with `GetQueueAttributes`. */
export function operationOf(actionName: string): string {
  return actionName.replace(/Action$/, '');
}
