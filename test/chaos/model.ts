import { isDeepStrictEqual } from 'node:util';
import type { StoredEntity } from '../../src/sandbox/port/model.ts';
import { BLUEPRINTS } from './mapping.ts';

/** Entities of a Port at one moment, by blueprint and identifier. */
export type Snapshot = ReadonlyMap<string, StoredEntity>;

/** A promise that was broken. */
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
  /** Blueprint and identifier; empty when it is about a whole run. */
  readonly entity: string;
  readonly detail: string;
}

export interface StepCheck {
  /** What Port had before the run, after everything else that the step did to it. */
  readonly before: Snapshot;
  readonly after: Snapshot;
  /** What Port shall have: what a run without any fault makes of the estate as it is now. */
  readonly expected: Snapshot;
  /** Has a person deliberately excluded this entity, though its resource exists? */
  excludes(entity: StoredEntity): boolean;
  /** May this part of the entity become empty, because somebody broke its expression? */
  empties(entity: StoredEntity, part: string): boolean;
}

/** The datasource of this integration, in any version: no more than that tells our entities from others'. */
const OWN = /^port-ocean\/aws-v3\/[^/]+\/my-aws-v3-integration\/exporter$/;

export function isOwn({ datasource }: StoredEntity): boolean {
  return OWN.test(datasource);
}

export function keyOf({ blueprint, identifier }: StoredEntity): string {
  return `${blueprint} ${identifier}`;
}

/** Of the blueprints that the mapping writes itself: in others there are only stubs of what is related to. */
export function snapshotOf(entities: Iterable<StoredEntity>): Snapshot {
  const written = [...entities].filter(({ blueprint }) => WRITTEN.has(blueprint));
  return new Map(written.map((entity) => [keyOf(entity), structuredClone(entity)]));
}

const WRITTEN = new Set<string>(Object.values(BLUEPRINTS));

/** What must hold after every run, whatever went wrong in it; undefined when it holds. */
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
 * What must hold when the faults are over; undefined when it holds.
 *
 * @param mayStay may entities of gone resources wait for a person's decision?
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

/** What an entity says, without what it does not say. */
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
