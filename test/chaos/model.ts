import { isDeepStrictEqual } from 'node:util';
import type { StoredEntity } from '../../src/sandbox/port/model.ts';
import { BLUEPRINTS } from './mapping.ts';

/** Entities of a Port at one moment, by blueprint and identifier. */
export type Snapshot = ReadonlyMap<string, StoredEntity>;

/** A broken guarantee. */
export interface Violation {
  readonly rule:
    | 'missing'
    | 'recreated'
    | 'blanked'
    | 'wrong value'
    | 'reappeared'
    | "another's entity"
    | 'not exact'
    | 'crash';
  /** Blueprint and identifier; empty for a whole run. */
  readonly entity: string;
  readonly detail: string;
}

export interface StepCheck {
  /** Port before the run, after all other changes in the step. */
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** The expected Port: the result of a run without faults for the current resources. */
  readonly expected: Snapshot;
  /** Did a user deliberately exclude this entity, though its resource exists? */
  excludes(entity: StoredEntity): boolean;
  /** Can this part of the entity become empty, because a user broke its expression? */
  empties(entity: StoredEntity, part: string): boolean;
}

/** The datasource of this integration, in any version: only this distinguishes our entities from others'. */
const OWN = /^port-ocean\/aws-v3\/[^/]+\/my-aws-v3-integration\/exporter$/;

export function isOwn({ datasource }: StoredEntity): boolean {
  return OWN.test(datasource);
}

export function keyOf({ blueprint, identifier }: StoredEntity): string {
  return `${blueprint} ${identifier}`;
}

/** Entities in blueprints that the mapping writes: others contain only missing targets that Port created. */
export function snapshotOf(entities: Iterable<StoredEntity>): Snapshot {
  const written = [...entities].filter(({ blueprint }) => WRITTEN.has(blueprint));
  return new Map(written.map((entity) => [keyOf(entity), structuredClone(entity)]));
}

const WRITTEN = new Set<string>(Object.values(BLUEPRINTS));

/** The rules after every run, with any faults; undefined if they hold. */
export function checkStep(check: StepCheck): Violation | undefined {
  for (const [key, before] of check.before) {
    const violation = isOwn(before) ? checkOwn(key, before, check) : checkOther(key, before, check);
    if (violation !== undefined) return violation;
  }
  for (const [key, entity] of check.after) {
    if (check.before.has(key) || check.expected.has(key)) continue;
    if (isOwn(entity)) return { rule: 'reappeared', entity: key, detail: 'its resource is gone' };
  }
  return undefined;
}

/**
 * The rules after the faults have ended; undefined if they hold.
 *
 * @param mayStay can entities of deleted resources be withheld for a user's decision?
 */
export function checkExact(
  { after, expected }: Pick<StepCheck, 'after' | 'expected'>,
  mayStay: boolean,
): Violation | undefined {
  for (const [key, entity] of expected) {
    const found = after.get(key);
    if (found === undefined || !isOwn(found))
      return { rule: 'not exact', entity: key, detail: 'is not in Port' };
    for (const [part, value] of partsOf(entity)) {
      const own = partsOf(found).get(part) ?? null;
      if (!isDeepStrictEqual(own, value))
        return { rule: 'not exact', entity: key, detail: differs(part, own, value) };
    }
    for (const [part, value] of partsOf(found)) {
      if (!partsOf(entity).has(part) && value !== null)
        return { rule: 'not exact', entity: key, detail: differs(part, value, null) };
    }
  }
  for (const [key, entity] of after) {
    const isExtra = isOwn(entity) && !expected.has(key);
    if (isExtra && !mayStay)
      return { rule: 'not exact', entity: key, detail: 'its resource is gone' };
  }
  return undefined;
}

function checkOwn(
  key: string,
  before: StoredEntity,
  { after, expected, excludes, empties }: StepCheck,
): Violation | undefined {
  const actual = expected.get(key);
  if (actual === undefined || excludes(before)) return undefined;
  const now = after.get(key);
  if (now === undefined) return { rule: 'missing', entity: key, detail: 'its resource exists' };
  if (now.createdAt !== before.createdAt)
    return { rule: 'recreated', entity: key, detail: 'it was deleted in between' };
  const [right, current] = [partsOf(actual), partsOf(now)];
  for (const [part, value] of partsOf(before)) {
    const own = current.get(part) ?? null;
    const awsValue = right.get(part) ?? null;
    if (isDeepStrictEqual(own, value) || isDeepStrictEqual(own, awsValue)) continue;
    if (own === null && empties(before, part)) continue;
    const rule = own === null ? 'blanked' : 'wrong value';
    return { rule, entity: key, detail: differs(part, own, awsValue) };
  }
  return undefined;
}

function checkOther(
  key: string,
  before: StoredEntity,
  { after, expected }: StepCheck,
): Violation | undefined {
  const now = after.get(key);
  const mayBeWritten = expected.has(key); // its resource exists: the run writes it again
  const isSame = isDeepStrictEqual(now, before);
  if (isSame || (mayBeWritten && now !== undefined)) return undefined;
  const detail = now === undefined ? 'was deleted' : 'was changed';
  return { rule: "another's entity", entity: key, detail: `of ${before.datasource} ${detail}` };
}

/** The content of an entity, without empty values. */
function partsOf({ title, properties, relations }: StoredEntity): ReadonlyMap<string, unknown> {
  const parts: readonly (readonly [string, unknown])[] = [
    ['title', title],
    ...Object.entries(properties).map(([name, value]) => [`properties.${name}`, value] as const),
    ...Object.entries(relations).map(([name, value]) => [`relations.${name}`, value] as const),
  ];
  return new Map(parts.filter(([, value]) => value !== null && value !== undefined));
}

function differs(part: string, own: unknown, right: unknown): string {
  return `${part} is ${JSON.stringify(own)}, and not ${JSON.stringify(right)}`;
}
