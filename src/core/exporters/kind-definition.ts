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
  /** The SDK client of its service. Undefined for a kind without calls. */
  readonly client?: ClientConstructor<Client>;
  readonly properties: z.ZodObject<Shape>;
  /** Undefined for a kind that is not in the default catalog. */
  readonly entity?: EntityDefaults<Extract<keyof Shape, string>>;
  readonly list: {
    readonly operation?: string;
    readonly permissions: readonly string[];
    /** The requested page size. */
    readonly pageSize: number;
    /** For the plan of calls of a kind that is listed parent by parent. @default listed for a whole scope */
    readonly perParent?: ParentListing;
    /** AWS responses, one after another. Their lists are emptied once their items are read. */
    pages(context: ActionContext<Client>): AsyncIterable<Page>;
    items(page: Page): readonly Item[] | undefined;
  };
  readonly get: {
    /** The identifiers of one resource, in order: `['QueueUrl']`. */
    readonly identifiers: readonly string[];
    /**
     * Matches the service and resource of an ARN, `ec2:instance/i-0123`; named groups are the identifiers.
     * Without groups, the whole ARN is the identifier. @default no ARN is accepted
     */
    readonly arn?: RegExp;
    /** The identifiers of a listed item, used when a later listing lacks it. */
    of(item: Item): readonly string[];
    /** IAM actions that only this needs. */
    readonly permissions?: readonly string[];
    /**
     * Returns the item as in the listing; undefined when AWS reports that it does not exist. An unclear
     * response is an error: see `answered`. May return without a call: then the first default action must
     * prove that the resource exists.
     */
    find(
      identifiers: readonly string[],
      context: ActionContext<Client>,
    ): Item | undefined | Promise<Item | undefined>;
    /**
     * Finds several items with one call, to check whether missing ones are deleted. Items that the response
     * omits are deleted. @default items are found one by one
     */
    readonly findMany?: {
      /** The number of items per call. */
      readonly size: number;
      find(
        identifiers: readonly (readonly string[])[],
        context: ActionContext<Client>,
      ): Promise<readonly Item[]>;
    };
    /** Does AWS still describe an item that is permanently deleted, such as a terminated instance? */
    isDeleted?(item: Item): boolean;
  };
  idOf(item: Item): string;
  /** The attributes in the listing. */
  listed(item: Item, context: ActionContext<Client>): object;
  /** Why the listing has incomplete attributes of an item; undefined when they are complete. */
  whyIncomplete?(item: Item): Error | undefined;
  /** `__ExtraContext`; undefined for none. @default AccountId and Region */
  extraContext?(item: Item, context: ActionContext<Client>): object | undefined;
  /**
   * The properties of CloudFormation's primary identifier, in order, for `__ExtraContext.Identifier`.
   * Mappings that read the type through Cloud Control identify its resources by it. @default none
   */
  readonly primaryIdentifier?: readonly Extract<keyof Shape, string>[];
  readonly errors?: KindErrors;
  readonly limits?: readonly PublishedLimit[];
  readonly actions: ActionMap<Client, Item>;
  /** Its resources are records of the past: `context.window` limits what is read. @default false */
  readonly hasHistory?: boolean;
  /** Undefined for a kind whose changes CloudTrail does not name. */
  readonly liveEvents?: LiveEventRules;
}
