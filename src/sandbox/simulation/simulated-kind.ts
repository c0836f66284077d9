import type { Estate, EstateKind } from '../estate/estate.ts';
import type { Handler } from '../services/handler.ts';
import { Place } from './place.ts';

/** How CloudTrail names a resource in the record of one call. */
export interface SimulatedTrail {
  /** `detail.requestParameters`. @default none */
  readonly requestParameters?: Readonly<Record<string, unknown>>;
  /** `detail.responseElements`. @default none */
  readonly responseElements?: Readonly<Record<string, unknown>>;
}

/** A resource by its CloudFormation model. */
export interface SimulatedModel {
  /** Its primary identifier; several values are joined by `|`. */
  readonly Identifier: string;
  /** All its properties that Cloud Control can read. */
  readonly Properties: object;
}

/** A raw item that the definition must produce for a resource. */
export interface SimulatedItem {
  /** The identifiers of the resource. */
  readonly identifiers: readonly string[];
  /** Its properties, with every optional action. */
  readonly properties: object;
  /** Its `__ExtraContext`; null for none. @default the account's id, the region, and the model's identifier */
  readonly extraContext?: object | null;
  /**
   * The resource as Cloud Control describes it, for CloudFormation types without a kind in Ocean. @default
   * none
   */
  readonly model?: SimulatedModel;
  /** Properties that a single fetch adds, because the listing omits them. @default nothing */
  readonly onlyFetched?: object;
  /** Every CloudTrail record that names only this resource. @default none: CloudTrail does not name it */
  readonly trails?: readonly SimulatedTrail[];
  /** Properties that only the listing has, not a single fetch. @default none */
  readonly onlyListed?: readonly string[];
}

/** One resource: AWS's replies, and the expected items. Both are built on demand. */
export interface SimulatedResource {
  /** Its names, by form: `{ QueueUrl, QueueArn }`. Each contains the place's number. */
  readonly names: Readonly<Record<string, string>>;
  /** Its tags, as in the tagging API. */
  readonly tags?: readonly { readonly Key: string; readonly Value: string }[];
  /** AWS's reply to each operation, as if it were the only resource; undefined for "not configured". */
  readonly replies: Readonly<Record<string, () => object | undefined>>;
  /** Operations that must be called for this resource because its listing omits their fields. */
  readonly unlisted?: readonly string[];
  readonly items: () => readonly SimulatedItem[];
}

/** A token bucket, as AWS publishes it. */
export interface SimulatedLimit {
  readonly burst: number;
  readonly refillPerSecond: number;
  /** Operations of one group share one bucket. @default the operation's own */
  readonly group?: string;
  /** The bucket of calls without a page size. */
  readonly unpaginated?: { readonly burst: number; readonly refillPerSecond: number };
}

/** An input member, and the names that it accepts: `{ clusters: ['clusterName', 'clusterArn'] }`. */
type Naming = Readonly<Record<string, readonly string[]>>;

/** An account and region, and the parent for a kind with one. */
export interface Where {
  readonly estate: Estate;
  readonly accountId: string;
  readonly region: string;
  readonly parent?: Place | undefined;
}

export type Input = Readonly<Record<string, unknown>>;

/** The caller of a request, and the region it was sent to. */
export interface Caller {
  readonly accountId: string;
  readonly region: string;
}

/**
 * Facts about an operation that neither the SDK's model nor the replies contain. Undeclared inputs are
 * rejected. Errors are named as in the SDK's model, or as `Code 404: message` if they are not modelled.
 */
export interface CallRule {
  /**
   * The member that names one or several resources. @default the first required one, with the name of the
   * same form
   */
  readonly of?: Naming;
  /** The member that names the parent. */
  readonly within?: Naming;
  /** The largest page size; infinite for a listing without pages. An operation without it does not list. */
  readonly most?: number;
  /** The smallest page size. @default 1 */
  readonly least?: number;
  /** The actual maximum of a page, if larger sizes are accepted. @default most */
  readonly gives?: number;
  /** Requests that are answered completely, however small the server's pages are. */
  readonly whole?: (input: Input) => boolean;
  /** The default page size; `cut`: as many as fit, and no token. @default most */
  readonly unasked?: number | 'all' | 'cut';
  /** The most names in one call. */
  readonly batch?: number;
  /**
   * Further members, and their simulated values; any value if there are none. A function if they depend on
   * the caller: `{ registryId: ({ accountId }) => [accountId] }`.
   */
  readonly takes?: Readonly<
    Record<string, readonly unknown[] | ((caller: Caller) => readonly unknown[])>
  >;
  /** Output members that are only returned when an input member has, or contains, a value. */
  readonly onlyIf?: Readonly<Record<string, readonly [member: string, value: unknown]>>;
  /**
   * Splits the list in one resource's reply, its tags, into pages: of this size, or of a smaller requested
   * one.
   */
  readonly pagesOf?: number;
  /** A batch call's result for unknown names. @default it fails, as for a single one */
  readonly missing?: (names: readonly string[]) => object;
  /** Whether a name belongs to this kind, when several kinds serve the operation. @default yes */
  readonly claims?: (name: string) => boolean;
  /** The resources that a listing returns for its input. */
  readonly where?: (place: Place, input: Input) => boolean;
  /** Replaces the engine, for an operation that fits no rule; its inputs are still checked. */
  readonly handler?: Handler;
  /** The output for the input. */
  readonly shape?: (output: object, input: Input, caller: Caller) => object;
  /** The error for a missing resource. @default the kind's */
  readonly gone?: string;
  /** The error if the reply is undefined. */
  readonly unset?: string;
  /**
   * The error for a name that is not an ARN, if only ARNs are accepted. @default as for a missing resource
   */
  readonly malformed?: string;
  /** The error for too large a batch. @default the service's error for a page size */
  readonly tooMany?: string;
  /** The error for an empty batch, or no name. @default the service's error for a page size */
  readonly tooFew?: string;
  /** The error when the parent has no resources of this kind: of listings and of batches. */
  readonly none?: string;
  /** The required IAM action. @default `service:Operation` */
  readonly permission?: string;
  /** AWS's published limit. */
  readonly limit?: SimulatedLimit;
}

/** A kind in the sandbox, independent of how Longshore reads it. */
export type SimulatedKind = CountedKind | UncountedKind;

/** A kind with a count in an estate. */
interface CountedKind extends Simulation {
  readonly kind: EstateKind;
  readonly count?: undefined;
}

/** A kind that computes its count from other numbers of the estate. */
export interface UncountedKind extends Simulation {
  readonly kind: string;
  /** The number of resources in a place. */
  readonly count: (where: Where) => number;
}

interface Simulation {
  /** The SDK's package of its service, whose model defines requests and responses. */
  readonly client: () => Promise<object>;
  /** The kind whose resources these belong to. */
  readonly parent?: SimulatedKind;
  /** One listing for all regions of an account. @default region */
  readonly listedBy?: 'account' | 'region';
  /** The error for a missing resource. */
  readonly gone: string;
  /** The number of a name's resource, if names do not contain it. @default the numbers in it */
  readonly numberIn?: (name: string) => number;
  /** As the tagging API filters it: `dynamodb:table`. */
  readonly tagged?: string;
  /** The only region whose tagging API has them, for global resources. @default each one's own */
  readonly taggedIn?: string;
  /** Rejects a call for one resource, for a service-specific reason. */
  refuses?(place: Place, caller: Caller): void;
  /** By `service:Operation`. */
  readonly calls: Readonly<Record<string, CallRule>>;
  /** The resource of a place. */
  at(place: Place): SimulatedResource;
}

/** A kind whose resources are parts of another's: it has no calls of its own. */
export interface SimulatedPart {
  readonly kind: string;
  readonly partOf: SimulatedKind;
  /** The operation that returns one resource's parts: `GetPipeline`. Undefined if the listing does. */
  readonly toldBy?: string;
  itemsAt(place: Place): readonly SimulatedItem[];
}

/** A kind that answers an operation, and its rule. */
export interface Served {
  readonly kind: SimulatedKind;
  readonly rule: CallRule;
}

/** Does an input request a member of the output? True for members that are always returned. */
export function isAskedFor(member: string, { onlyIf }: CallRule, input: Input): boolean {
  const condition = onlyIf?.[member];
  if (condition === undefined) return true;
  const [asking, wanted] = condition;
  return [input[asking]].flat().includes(wanted);
}

/** The places of a kind in one region of an account. */
export function* placesIn(
  kind: SimulatedKind,
  scope: Omit<Where, 'parent'>,
): Generator<Place, void> {
  if (kind.parent === undefined) {
    yield* placesBelow(kind, scope);
    return;
  }
  for (const parent of placesIn(kind.parent, scope)) yield* placesBelow(kind, { ...scope, parent });
}

/** The places of a kind below a parent, or of a kind without parents. */
export function* placesBelow(kind: SimulatedKind, where: Where): Generator<Place, void> {
  const count = countAt(kind, where);
  const { estate, accountId, region, parent } = where; // not spread: copying many places would cost more than creating them
  for (let n = 0; n < count; n += 1)
    yield new Place({ estate, kind: kind.kind, accountId, region, n, parent });
}

/** The number below a parent, or in an account and region. */
export function countAt({ kind, count }: SimulatedKind, where: Where): number {
  if (count !== undefined) return count(where);
  const { estate, accountId, region, parent } = where;
  return parent === undefined
    ? estate.countOf(kind, accountId, region)
    : estate.countPerParent(kind, accountId, region);
}

/** Every expected item of a kind's resources in one region of an account. */
export function* itemsIn(
  kind: SimulatedKind | SimulatedPart,
  scope: Omit<Where, 'parent'>,
): Generator<{ readonly place: Place; readonly item: SimulatedItem }, void> {
  const whole = 'partOf' in kind ? kind.partOf : kind;
  for (const place of placesIn(whole, scope)) {
    const items = 'partOf' in kind ? kind.itemsAt(place) : kind.at(place).items();
    for (const item of items) yield { place, item };
  }
}

/** An item's `__ExtraContext`, read in an account and region; null for none. */
export function contextOf(
  { extraContext, model }: SimulatedItem,
  AccountId: string,
  Region: string,
): object | null {
  if (extraContext !== undefined) return extraContext;
  return { AccountId, Region, ...(model !== undefined && { Identifier: model.Identifier }) };
}
