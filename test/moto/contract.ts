import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import type { Place } from './place.ts';

/** What the contract demands of one resource, from what AWS's own calls say of it. */
export interface Expected {
  readonly properties: Readonly<Record<string, unknown>>;
  /** `__ExtraContext`; undefined for none. */
  readonly context: Readonly<Record<string, unknown>> | undefined;
}

/** One kind in moto: how its resources are made, and what must come out of them. */
export interface KindContract {
  readonly kind: ObjectKind;
  /** Whose scope it is: a region, an account (asked at home), or the organization's management account. */
  readonly reach: 'region' | 'account' | 'organization';
  /** The properties that tell its resources apart within an account and region. */
  readonly key: readonly string[];
  /** The kinds that its resources are made of. */
  readonly after?: readonly ObjectKind[];
  /** Makes resources in a place, by AWS's own calls. None when another kind's do. */
  seed?(place: Place): Promise<void>;
  /** Every resource of a place (an account's home region, when that is its reach). */
  expected(place: Place): AsyncIterable<Expected>;
  /** Properties that only the listing tells: a single fetch does not have them. */
  readonly listedOnly?: readonly string[];
  /** What a single fetch must give, where AWS's call for one tells more than its list. @default the listed item */
  described?(place: Place, item: Expected): Promise<Expected>;
  /** The account that a single fetch asks. @default the one of the scope */
  fetchedIn?(item: Expected): string;
  /** What one resource is fetched by. */
  identifiers(item: Expected): readonly string[];
  /** Identifiers of a resource that is not there. */
  missing(place: Place): readonly string[];
}

/** `__ExtraContext` of most kinds. */
export function owner({ accountId, region }: Place): Readonly<Record<string, unknown>> {
  return { AccountId: accountId, Region: region };
}

/** Names in PascalCase: the first letter alone, and at the top level only. */
export function pascal(object: object | undefined): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object ?? {}).map(([name, value]) => [
      name.slice(0, 1).toUpperCase() + name.slice(1),
      value,
    ]),
  );
}

/** Without these fields. */
export function without(
  object: Readonly<Record<string, unknown>>,
  ...names: readonly string[]
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/** All pages of a list, one call at a time: `next` is the token that the call before gave. */
export async function* pages<Page>(
  call: (next: string | undefined) => Promise<Page>,
  nextOf: (page: Page) => string | undefined,
): AsyncGenerator<Page, void> {
  let next: string | undefined;
  do {
    const page = await call(next);
    yield page;
    next = nextOf(page);
  } while (next !== undefined && next !== '');
}

/** What a call gives, or undefined when AWS answers that nothing of the kind is configured. */
export async function unlessNotConfigured<Answer>(
  call: Promise<Answer>,
  code: string,
): Promise<Answer | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && error.name === code) return undefined;
    throw error;
  }
}

/** Numbers from 0, each as two letters could not tell them apart. */
export function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Tags as lists of `{ Key, Value }`. */
export const TAGS = [
  { Key: 'team', Value: 'orders' },
  { Key: 'Cost Centre', Value: '42: naïve/ünïcode' },
] as const;
