import type { z } from 'zod';
import type { AwsClient, ClientConstructor } from '../../aws/client-factory.ts';
import type { PublishedLimit } from '../../aws/published-limit.ts';
import type { ActionContext, ActionMap } from '../actions/action.ts';
import type { EntityDefaults } from './entity-defaults.ts';
import type { KindErrors, ParentListing } from './kind.ts';
import type { LiveEventRules } from './live-event.ts';
import type { ObjectKind, Reach } from './object-kind.ts';

/** The definition of a kind: everything else derives from it. */
export interface KindDefinition<Client extends AwsClient, Page, Item, Shape extends z.ZodRawShape> {
  readonly kind: ObjectKind;
  readonly title: string;
  readonly reach: Reach;
  /** The SDK client of its service. None for a kind that costs no call. */
  readonly client?: ClientConstructor<Client>;
  readonly properties: z.ZodObject<Shape>;
  /** None for a kind that is not in the default catalog. */
  readonly entity?: EntityDefaults<Extract<keyof Shape, string>>;
  readonly list: {
    readonly operation?: string;
    readonly permissions: readonly string[];
    /** Most items in one page: what is asked of AWS. */
    readonly pageSize: number;
    /** For the plan of calls of a kind that is listed parent by parent. @default listed for a whole scope */
    readonly perParent?: ParentListing;
    /** Answers of AWS, one after another. Their lists are emptied once their items are read. */
    pages(context: ActionContext<Client>): AsyncIterable<Page>;
    items(page: Page): readonly Item[] | undefined;
  };
  readonly get: {
    /** What one resource is fetched by, in this order: `['QueueUrl']`. */
    readonly identifiers: readonly string[];
    /**
     * Matches the service and resource of an ARN, `ec2:instance/i-0123`; named groups are the identifiers.
     * Without groups, the whole ARN is the identifier. @default no ARN is accepted
     */
    readonly arn?: RegExp;
    /** These of a listed item: what it is asked for with when a later listing lacks it. */
    of(item: Item): readonly string[];
    /** IAM actions that only this needs. */
    readonly permissions?: readonly string[];
    /**
     * Finds the item as a listing would give it; undefined when AWS says that it has none. An answer that
     * says neither is an error: see `answered`. May answer at once, without a call: then the first default
     * action has to prove that the resource is there.
     */
    find(
      identifiers: readonly string[],
      context: ActionContext<Client>,
    ): Item | undefined | Promise<Item | undefined>;
    /**
     * Finds several items by one call, for checking that what a listing lacks is gone. What is not in the
     * answer is gone. @default each is found by itself
     */
    readonly findMany?: {
      /** How many are asked for at once. */
      readonly size: number;
      find(
        identifiers: readonly (readonly string[])[],
        context: ActionContext<Client>,
      ): Promise<readonly Item[]>;
    };
    /** Does AWS still describe an item that is deleted for good, such as a terminated instance? */
    isDeleted?(item: Item): boolean;
  };
  idOf(item: Item): string;
  /** The attributes that the listing itself gave. */
  listed(item: Item, context: ActionContext<Client>): object;
  /** Why the listing could not tell all attributes of an item; undefined when it told them. */
  whyIncomplete?(item: Item): Error | undefined;
  /** `__ExtraContext`; undefined for none. @default AccountId and Region */
  extraContext?(item: Item, context: ActionContext<Client>): object | undefined;
  /**
   * CloudFormation's primary identifier of the type, for `__ExtraContext.Identifier`: its properties, in its
   * order. Mappings that read the type through Cloud Control know its resources by it. @default none
   */
  readonly primaryIdentifier?: readonly Extract<keyof Shape, string>[];
  readonly errors?: KindErrors;
  readonly limits?: readonly PublishedLimit[];
  readonly actions: ActionMap<Client, Item>;
  /** Its resources are records of the past: `context.window` bounds what is read. @default false */
  readonly hasHistory?: boolean;
  /** None for a kind whose changes CloudTrail does not name. */
  readonly liveEvents?: LiveEventRules;
}
