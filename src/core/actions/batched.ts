import type { AwsClient } from '../../aws/client-factory.ts';
import { chunk } from '../../lib/chunk.ts';
import type { Action, ActionContext, Outcome } from './action.ts';
import { MissingAnswerError } from './missing-answer.ts';
import { outcomeOfError } from './outcome-of.ts';
import { operationOf } from './per-item.ts';

/** The answer of a batch call for one identifier: attributes, or AWS's error. */
export type BatchAnswer<Out extends object> =
  { readonly id: string; readonly value: Out } | { readonly id: string; readonly error: unknown };

export interface BatchedOptions<Client extends AwsClient, Item, Out extends object> {
  readonly name: string;
  readonly permissions: readonly string[];
  /** The AWS operation, for the plan of calls. @default the name without `Action` */
  readonly operation?: string;
  /** The properties that it adds: see `Action`. @default none */
  readonly adds?: readonly string[];
  /** Identifiers per call: the API's maximum. */
  readonly size: number;
  idOf(item: Item, context: ActionContext<Client>): string;
  /**
   * The attributes of an item that the answer omits without an error. Undefined for a gap. @default a gap:
   * omitted means unknown
   */
  absent?(item: Item, context: ActionContext<Client>): Out | undefined;
  /** Requests up to `size` items. The answers may be in any order. */
  call(
    items: readonly Item[],
    context: ActionContext<Client>,
  ): Promise<readonly BatchAnswer<Out>[]>;
}

/** An action that requests many items in one call and matches the answers by identifier. */
export function batched<Client extends AwsClient, Item, Out extends object>(
  options: BatchedOptions<Client, Item, Out>,
): Action<Client, Item, Partial<Out>> {
  const { name, permissions, size, idOf } = options;

  const absent = (item: Item, context: ActionContext<Client>): Outcome<Partial<Out>> => {
    const value = options.absent?.(item, context);
    return value === undefined
      ? failed(new MissingAnswerError(idOf(item, context)))
      : { status: 'ok', value };
  };

  const one = async (
    items: readonly Item[],
    context: ActionContext<Client>,
  ): Promise<readonly Outcome<Partial<Out>>[]> => {
    context.signal.throwIfAborted();
    try {
      const answers = await options.call(items, context);
      const byId = new Map(answers.map((answer) => [answer.id, outcomeOf(answer)]));
      return items.map((item) => byId.get(idOf(item, context)) ?? absent(item, context));
    } catch (error) {
      context.signal.throwIfAborted();
      const outcome = outcomeOfError<Partial<Out>>(error, {});
      // One deleted name does not mean that the whole batch is deleted: without proof, the items stay.
      const shared = outcome.status === 'gone' && items.length > 1 ? failed(error) : outcome;
      return items.map(() => shared);
    }
  };

  return {
    name,
    permissions,
    ...(options.adds !== undefined && { adds: options.adds }),
    cost: { operation: options.operation ?? operationOf(name), size },
    async execute(items, context) {
      const runs = chunk(items, size).map((run) => context.limit(() => one(run, context)));
      return (await Promise.all(runs)).flat();
    },
  };
}

function outcomeOf<Out extends object>(answer: BatchAnswer<Out>): Outcome<Partial<Out>> {
  return 'value' in answer
    ? { status: 'ok', value: answer.value }
    : outcomeOfError(answer.error, {});
}

function failed(error: unknown): Outcome<never> {
  return { status: 'failed', error };
}
