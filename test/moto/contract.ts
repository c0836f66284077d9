import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import type { Place } from './place.ts';

/** The contract's requirements for one resource, derived from the responses to plain AWS calls. */
export interface Expected {
  readonly properties: Readonly<Record<string, unknown>>;
  /** `__ExtraContext`; undefined for none. */
  readonly context: Readonly<Record<string, unknown>> | undefined;
}

/** One kind in moto: how its resources are created, and the expected items. */
export interface KindContract {
  readonly kind: ObjectKind;
  /** Its scope: a region, an account (in the home region), or the organization's management account. */
  readonly reach: 'region' | 'account' | 'organization';
  /** The properties that identify its resources within an account and region. */
  readonly key: readonly string[];
  /** The kinds that its resources depend on. */
  readonly after?: readonly ObjectKind[];
  /** Creates resources in a place with plain AWS calls. None if another kind's calls do so. */
  seed?(place: Place): Promise<void>;
  /** Every resource in a place (an account's home region, if that is its scope). */
  expected(place: Place): AsyncIterable<Expected>;
  /** Properties that only the list call returns: a single fetch does not have them. */
  readonly listedOnly?: readonly string[];
  /** The expected result of a single fetch, if that call returns more than the list call. @default the listed item */
  described?(place: Place, item: Expected): Promise<Expected>;
  /** The account for a single fetch. @default the one of the scope */
  fetchedIn?(item: Expected): string;
  /** The identifiers that fetch a resource. */
  identifiers(item: Expected): readonly string[];
  /** Identifiers of a missing resource. */
  missing(place: Place): readonly string[];
}

/** `__ExtraContext` of most kinds. */
export function owner({ accountId, region }: Place): Readonly<Record<string, unknown>> {
  return { AccountId: accountId, Region: region };
}

/** Names in PascalCase: only the first letter, and only at the top level. */
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

/** All pages of a list, one call at a time: `next` is the token from the previous call. */
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

/** The result of a call, or undefined if AWS responds that nothing is configured. */
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

/** Numbers from 0, each as two letters. */
export function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Tags as lists of `{ Key, Value }`. */
export const TAGS = [
  { Key: 'team', Value: 'orders' },
  { Key: 'Cost Centre', Value: '42: naïve/ünïcode' },
] as const;
