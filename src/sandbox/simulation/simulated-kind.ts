import type { Estate, EstateKind } from '../estate/estate.ts';
import type { Handler } from '../services/handler.ts';
import { Place } from './place.ts';

/** How CloudTrail names a resource in its record of one call. */
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
  /** What the resource is fetched by. */
  readonly identifiers: readonly string[];
  /** Its properties, with every optional action. */
  readonly properties: object;
  /** Its `__ExtraContext`; null for none. @default the account's id, the region, and the model's identifier */
  readonly extraContext?: object | null;
  /** The resource as Cloud Control describes it, for CloudFormation types that Ocean has no kind of. @default none */
  readonly model?: SimulatedModel;
  /** What a single fetch adds to them, because the listing leaves it out. @default nothing */
  readonly onlyFetched?: object;
  /** Every form in which CloudTrail names it, and it alone. @default none: CloudTrail does not name it */
  readonly trails?: readonly SimulatedTrail[];
  /** The properties that AWS gives in a listing alone: a single fetch does not have them. @default none */
  readonly onlyListed?: readonly string[];
}

/** One resource: AWS's replies, and the items expected from them. Replies and items are built when they are asked for. */
export interface SimulatedResource {
  /** What it is called, by form: `{ QueueUrl, QueueArn }`. Each holds the place's number. */
  readonly names: Readonly<Record<string, string>>;
  /** Its tags, as the tagging API has them. */
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
  /** Operations of one group draw from one bucket. @default the operation's own */
  readonly group?: string;
  /** The bucket of calls without a page size. */
  readonly unpaginated?: { readonly burst: number; readonly refillPerSecond: number };
}

/** An input member, and the names that it takes: `{ clusters: ['clusterName', 'clusterArn'] }`. */
type Naming = Readonly<Record<string, readonly string[]>>;

/** An account and region; below a parent, for a kind that has one. */
export interface Where {
  readonly estate: Estate;
  readonly accountId: string;
  readonly region: string;
  readonly parent?: Place | undefined;
}

export type Input = Readonly<Record<string, unknown>>;

/** Whose request it is, and which region it was sent to. */
export interface Caller {
  readonly accountId: string;
  readonly region: string;
}

/**
 * Facts about an operation that the SDK's model and the replies do not give. Undeclared inputs are refused.
 * Errors are named as the SDK models them, or as `Code 404: message` where it does not.
 */
export interface CallRule {
  /** The member that names one resource, or several. @default the first required one, by the name like it */
  readonly of?: Naming;
  /** The member that names the parent. */
  readonly within?: Naming;
  /**
   * The largest page that can be asked for; infinite for a listing without pages. An operation without it does
   * not list.
   */
  readonly most?: number;
  /** The smallest page that can be asked for. @default 1 */
  readonly least?: number;
  /** Most that a page holds, where more can be asked for. @default most */
  readonly gives?: number;
  /** Requests that are answered whole, however large the server's pages are. */
  readonly whole?: (input: Input) => boolean;
  /** The page when no size is asked for; `cut`: as many as fit, and no token. @default most */
  readonly unasked?: number | 'all' | 'cut';
  /** Most names in one call. */
  readonly batch?: number;
  /**
   * Further members, and the values that are simulated; any value where there are none. A function where
   * they depend on the caller: `{ registryId: ({ accountId }) => [accountId] }`.
   */
  readonly takes?: Readonly<
    Record<string, readonly unknown[] | ((caller: Caller) => readonly unknown[])>
  >;
  /** Output members that are there only when an input member has, or holds, a value. */
  readonly onlyIf?: Readonly<Record<string, readonly [member: string, value: unknown]>>;
  /** Cuts the list in one resource's reply, its tags, into pages: of this size, or of a smaller one asked for. */
  readonly pagesOf?: number;
  /** What a batch call answers for unknown names. @default it fails, as for a single one */
  readonly missing?: (names: readonly string[]) => object;
  /** Whether a name belongs to this kind, when several kinds serve the operation. @default yes */
  readonly claims?: (name: string) => boolean;
  /** Which resources a listing gives, as its input narrows it. */
  readonly where?: (place: Place, input: Input) => boolean;
  /** Answers instead of the engine, for an operation that fits no rule; its inputs are checked all the same. */
  readonly handler?: Handler;
  /** The output, as the input asks for it. */
  readonly shape?: (output: object, input: Input, caller: Caller) => object;
  /** The error for a resource that is not there. @default the kind's */
  readonly gone?: string;
  /** The error where the reply is undefined. */
  readonly unset?: string;
  /** The error for a name that is not an ARN, where only ARNs are taken. @default as for one that is not there */
  readonly malformed?: string;
  /** The error for a batch of too many. @default how the service refuses a page size */
  readonly tooMany?: string;
  /** The error for a batch of none, or for no name. @default how the service refuses a page size */
  readonly tooFew?: string;
  /** The error when the parent has no resources of this kind: of listings and of batches. */
  readonly none?: string;
  /** The IAM action that it needs. @default `service:Operation` */
  readonly permission?: string;
  /** AWS's published limit. */
  readonly limit?: SimulatedLimit;
}

/** A kind as the sandbox simulates it, apart from how Longshore reads it. */
export type SimulatedKind = CountedKind | UncountedKind;

/** A kind that an estate counts. */
interface CountedKind extends Simulation {
  readonly kind: EstateKind;
  readonly count?: undefined;
}

/** A kind that counts its resources itself, from other numbers of the estate. */
export interface UncountedKind extends Simulation {
  readonly kind: string;
  /** How many there are in a place. */
  readonly count: (where: Where) => number;
}

interface Simulation {
  /** The SDK's package of its service, whose model says how requests and replies look. */
  readonly client: () => Promise<object>;
  /** The kind whose resources these belong to. */
  readonly parent?: SimulatedKind;
  /** One listing for all regions of an account. @default region */
  readonly listedBy?: 'account' | 'region';
  /** The error for a resource that is not there. */
  readonly gone: string;
  /** The number of the resource that a name is of, where names do not hold it. @default the numbers in it */
  readonly numberIn?: (name: string) => number;
  /** As the tagging API filters it: `dynamodb:table`. */
  readonly tagged?: string;
  /** The only region whose tagging API knows them, for resources that are global. @default each one's own */
  readonly taggedIn?: string;
  /** Refuses a call for one resource, for a reason of the service's own. */
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
  /** The operation that tells of one resource's parts: `GetPipeline`. None where the listing does. */
  readonly toldBy?: string;
  itemsAt(place: Place): readonly SimulatedItem[];
}

/** A kind that answers an operation, and by what rule. */
export interface Served {
  readonly kind: SimulatedKind;
  readonly rule: CallRule;
}

/** Does an input ask for a member of the output? It does for all that come without being asked for. */
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

/** The places of a kind below a parent, or of one that has none. */
export function* placesBelow(kind: SimulatedKind, where: Where): Generator<Place, void> {
  const count = countAt(kind, where);
  const { estate, accountId, region, parent } = where; // spread, places would cost more than what they make
  for (let n = 0; n < count; n += 1)
    yield new Place({ estate, kind: kind.kind, accountId, region, n, parent });
}

/** How many there are below a parent, or in an account and region. */
export function countAt({ kind, count }: SimulatedKind, where: Where): number {
  if (count !== undefined) return count(where);
  const { estate, accountId, region, parent } = where;
  return parent === undefined
    ? estate.countOf(kind, accountId, region)
    : estate.countPerParent(kind, accountId, region);
}

/** Every item that a kind's resources in one region of an account must give. */
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
