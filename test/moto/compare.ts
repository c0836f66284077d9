import type { Expected, KindContract } from './contract.ts';

/** A raw item as Longshore emits it. */
export interface ActualItem {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly __ExtraContext?: Readonly<Record<string, unknown>>;
}

/** An expected item and its place. */
export interface PlacedItem extends Expected {
  readonly accountId: string;
  readonly region: string;
}

/** A field that differs. */
export interface Mismatch {
  readonly kind: string;
  readonly accountId: string;
  readonly region: string;
  readonly resource: string;
  /** `State.Name`, `Tags[0].Value`; empty for a whole resource. */
  readonly field: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Represents a missing value. */
const ABSENT = Symbol('absent');

const MILLISECONDS = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3}000)?Z$/;
const MICROSECONDS = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/;

/** Every field in which `actual` differs from `expected`, including missing and extra ones. */
export function compare(
  { kind, key, reach }: Pick<KindContract, 'kind' | 'key' | 'reach'>,
  expected: readonly PlacedItem[],
  actual: readonly ActualItem[],
): readonly Mismatch[] {
  const found: Mismatch[] = [];
  const left = new Map<string, ActualItem[]>();
  for (const item of actual) {
    const name = nameOf(key, reach, item.Properties, item.__ExtraContext);
    left.set(name, [...(left.get(name) ?? []), item]);
  }
  for (const { accountId, region, properties, context } of expected) {
    const wanted = plain({ ...(context !== undefined && { context }), properties });
    const name = nameOf(key, reach, properties, context);
    const [item, ...others] = left.get(name) ?? [];
    left.set(name, others);
    const at = { kind, accountId, region, resource: resourceOf(key, properties) };
    if (item === undefined) {
      found.push({ ...at, field: '', expected: 'the resource', actual: 'nothing' });
      continue;
    }
    const { Properties, __ExtraContext } = item;
    const got = {
      ...(__ExtraContext !== undefined && { context: __ExtraContext }),
      properties: Properties,
    };
    for (const [field, one, other] of differences('', wanted, got)) {
      const short = field.replace(/^properties\./, '').replace(/^context/, '__ExtraContext');
      found.push({ ...at, field: short, expected: one, actual: other });
    }
  }
  for (const { Properties, __ExtraContext } of [...left.values()].flat()) {
    found.push({
      kind,
      accountId: nameIn(__ExtraContext, 'AccountId'),
      region: nameIn(__ExtraContext, 'Region'),
      resource: resourceOf(key, Properties),
      field: '',
      expected: 'no such resource, or only one',
      actual: 'a resource',
    });
  }
  return found;
}

/** For display. */
export function describeMismatch(mismatch: Mismatch): string {
  const { kind, accountId, region, resource, field, expected, actual } = mismatch;
  return [
    `${kind} in ${accountId} ${region}: ${resource}`,
    `  ${field === '' ? '(the resource)' : field}`,
    `    expected: ${field === '' ? String(expected) : text(expected)}`,
    `    actual:   ${field === '' ? String(actual) : text(actual)}`,
  ].join('\n');
}

/** AWS's responses in the contract's format: timestamps as text, bytes as base64, without undefined members. */
export function plain(value: unknown): unknown {
  if (value instanceof Date)
    return value
      .toISOString()
      .replace(/\.000Z$/, 'Z')
      .replace(/(\.\d{3})Z$/, '$1000Z');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => name !== '$metadata' && member !== undefined)
      .map(([name, member]) => [name, plain(member)]),
  );
}

/** The fields of a plain item, with one entry per list: `Tags[].Key`. */
export function fieldsOf(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value) && value.length > 0)
    return value.flatMap((member) => fieldsOf(member, `${path}[]`));
  if (!isObject(value)) return [path];
  return Object.entries(value).flatMap(([name, member]) =>
    fieldsOf(member, path === '' ? name : `${path}.${name}`),
  );
}

type Difference = readonly [field: string, expected: unknown, actual: unknown];

function differences(path: string, expected: unknown, actual: unknown): readonly Difference[] {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return listDifferences(path, sorted(expected), sorted(actual));
  }
  if (isObject(expected) && isObject(actual)) {
    const names = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
    return names.flatMap((name) =>
      differences(
        path === '' ? name : `${path}.${name}`,
        memberOf(expected, name),
        memberOf(actual, name),
      ),
    );
  }
  if (Object.is(expected, actual) || sameMillisecond(expected, actual)) return [];
  return [[path, expected, actual]];
}

/**
 * A time that AWS sent in microseconds. The SDK rounded the expected one to a `Date`, up or down; Longshore keeps
 * the original.
 */
function sameMillisecond(expected: unknown, actual: unknown): boolean {
  if (typeof expected !== 'string' || typeof actual !== 'string') return false;
  if (!MILLISECONDS.test(expected) || !MICROSECONDS.test(actual)) return false;
  return Math.abs(Date.parse(expected) - Date.parse(actual)) <= 1;
}

function listDifferences(
  path: string,
  expected: readonly unknown[],
  actual: readonly unknown[],
): readonly Difference[] {
  const length = Math.max(expected.length, actual.length);
  return Array.from({ length }, (_, index) =>
    differences(
      `${path}[${index}]`,
      index < expected.length ? expected[index] : ABSENT,
      index < actual.length ? actual[index] : ABSENT,
    ),
  ).flat();
}

/** Tags have no order. */
function sorted(list: readonly unknown[]): readonly unknown[] {
  const keyOf = (tag: unknown): unknown => (isObject(tag) ? (tag['Key'] ?? tag['key']) : undefined);
  if (!list.every((tag) => typeof keyOf(tag) === 'string')) return list;
  return [...list].sort((one, other) => (String(keyOf(one)) < String(keyOf(other)) ? -1 : 1));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function memberOf(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : ABSENT;
}

/** Identifies a resource among others of its kind. */
function nameOf(
  key: readonly string[],
  reach: KindContract['reach'],
  properties: Readonly<Record<string, unknown>>,
  context: Readonly<Record<string, unknown>> | undefined,
): string {
  const values = key.map((name) => properties[name]);
  const place = [context?.['AccountId'], ...(reach === 'region' ? [context?.['Region']] : [])];
  return JSON.stringify([...place, ...values]);
}

function resourceOf(key: readonly string[], properties: Readonly<Record<string, unknown>>): string {
  return key.map((name) => String(properties[name])).join(' ');
}

function nameIn(context: Readonly<Record<string, unknown>> | undefined, name: string): string {
  const value = context?.[name];
  return typeof value === 'string' ? value : '';
}

function text(value: unknown): string {
  if (value === ABSENT || value === undefined) return '(absent)';
  return JSON.stringify(value); // in quotes, to distinguish "30" from 30
}
