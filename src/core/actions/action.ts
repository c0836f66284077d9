import type { LimitFunction } from 'p-limit';
import type { Account } from '../../aws/account.ts';
import type { AwsClient, ClientConstructor } from '../../aws/client-factory.ts';

/** How much of a history is read. */
export interface ActionWindow {
  readonly from: Date;
  readonly maxPerParent: number;
  /** Records that so many parents have more records since `from` than are read. */
  cutOff(parents: number): void;
}

/** The scope of an action: one account, one region, one run. */
export interface ActionContext<Client extends AwsClient = AwsClient> {
  readonly account: Account;
  /** The scope's region; for a kind read once per account, the endpoint's region. */
  readonly region: string;
  /** The kind's own client, in the scope's region. Calls: `client.send(command, { abortSignal: signal })`. */
  readonly client: Client;
  /** Another client of the same account: for another region or service. */
  clientOf<Other extends AwsClient>(service: ClientConstructor<Other>, region?: string): Other;
  readonly signal: AbortSignal;
  /** For kinds with a history: skip records before `from`, and read at most this many of one parent. */
  readonly window: ActionWindow;
  /** A list that other kinds of this account and region share: read once in a run. */
  once<Element>(name: string, make: () => Promise<readonly Element[]>): Promise<readonly Element[]>;
  /** True while a whole scope is read page by page; false for a single fetch. */
  readonly isWholeScope: boolean;
  /** Calls of one page in flight at once; the AWS client limits the run as a whole. */
  readonly limit: LimitFunction;
}

/**
 * The result of an action for one item. `gone`: AWS no longer has the item, so the item is dropped. `failed`:
 * the item stays without what this action adds, and the report has the reason.
 */
export type Outcome<Value> =
  | { readonly status: 'ok'; readonly value: Value }
  | { readonly status: 'gone' }
  | { readonly status: 'failed'; readonly error: unknown };

/** The cost of an action, for the plan of calls: one call for every `size` items of a scope. */
export interface ActionCost {
  readonly operation: string;
  readonly size: number;
  /**
   * The items that need a call because the listing lacks the data; undefined for all. As in `buckets in
   * eu-west-1`.
   */
  readonly onlyFor?: string;
}

/** One way to enrich the items of a page with AWS calls, per item or batched. */
export interface Action<Client extends AwsClient, Item, Out extends object = object> {
  /** As users write it in `includeActions`. */
  readonly name: string;
  /** The IAM actions it requires. */
  readonly permissions: readonly string[];
  /** The IAM actions of its fallback when the first one is denied; not part of the minimal policy. */
  readonly fallbackPermissions?: readonly string[];
  readonly cost: ActionCost;
  /**
   * The properties that it adds. An option with such a list also runs when a mapping reads one of them.
   * Options of Ocean's kinds have none: they only run when `includeActions` names them.
   */
  readonly adds?: readonly string[];
  /** Exactly one outcome per item, in the same order; combinators match answers by identifier. */
  execute(items: readonly Item[], context: ActionContext<Client>): Promise<readonly Outcome<Out>[]>;
}

/**
 * A kind's actions: `defaults` always run, `options` when a selector's `includeActions` or its mapping
 * requires them.
 */
export interface ActionMap<Client extends AwsClient, Item> {
  readonly defaults: readonly Action<Client, Item>[];
  readonly options: readonly Action<Client, Item>[];
}
