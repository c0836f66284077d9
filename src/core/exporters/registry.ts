import { ConfigurationError } from '../../lib/errors.ts';
import { nearest, nearestWithin } from '../../lib/nearest.ts';
import { isResourceType, type ObjectKind } from './object-kind.ts';
import type { Kind } from './kind.ts';
import {
  isLongshoreKind,
  loadLongshoreKind,
  LONGSHORE_KINDS,
  type LongshoreKind,
} from './longshore-kinds.ts';
import { KIND_LOADERS, type KnownKind } from './registry.generated.ts';

/** All kinds of AWS, sorted by name. Loading one loads its AWS client, so a run loads only its own. */
export const OBJECT_KINDS: readonly KnownKind[] = Object.keys(KIND_LOADERS).filter(isAwsKind);

/** Is `name` exactly the name of a kind, AWS's or Longshore's own? */
export function isObjectKind(name: string): name is KnownKind | LongshoreKind {
  return isAwsKind(name) || isLongshoreKind(name);
}

function isAwsKind(name: string): name is KnownKind {
  return Object.hasOwn(KIND_LOADERS, name);
}

/** The kind's definition: our own, or that of any other CloudFormation type. */
export async function loadKind(kind: ObjectKind): Promise<Kind> {
  if (isAwsKind(kind)) return KIND_LOADERS[kind]();
  if (isLongshoreKind(kind)) return loadLongshoreKind(kind);
  const { cloudControlKind } = await import('./cloud-control.ts');
  return cloudControlKind(kind);
}

/** The definitions of several kinds. */
export async function loadKinds(names: readonly ObjectKind[]): Promise<readonly Kind[]> {
  const kinds: Kind[] = [];
  for (const name of names) kinds.push(await loadKind(name));
  return kinds;
}

/** The definitions of all kinds, for generated docs, policy and spec. */
export function loadAllKinds(): Promise<readonly Kind[]> {
  return loadKinds(OBJECT_KINDS);
}

/** The answer of CloudFormation's registry about a type; `unknown` when it could not be asked. */
export type TypeVerdict = 'exists' | 'missing' | 'unknown';

/**
 * The kind, or any other CloudFormation type, that a user named; undefined if it cannot be either. Without an
 * answer from the registry, a name that is similar to one of our kinds is treated as misspelt.
 */
export function findObjectKind(
  name: string,
  verdict: TypeVerdict = 'unknown',
): ObjectKind | undefined {
  if (isObjectKind(name)) return name;
  if (!isResourceType(name) || verdict === 'missing') return undefined;
  return verdict === 'exists' || !isMisspelt(name) ? name : undefined;
}

/**
 * The kind that a user named.
 *
 * @throws {ConfigurationError} suggesting the nearest kind.
 */
export function parseObjectKind(name: string, verdict: TypeVerdict = 'unknown'): ObjectKind {
  const kind = findObjectKind(name, verdict);
  if (kind !== undefined) return kind;
  throw new ConfigurationError(unknownKind(name, verdict), {
    remedy: 'longshore kinds lists them; any other CloudFormation type works too',
  });
}

/** The message for an unknown kind. */
export function unknownKind(name: string, verdict: TypeVerdict = 'unknown'): string {
  const similar = nearest(name, [...OBJECT_KINDS, ...LONGSHORE_KINDS]);
  const hint = similar === undefined ? '' : `; did you mean ${similar}?`;
  const isAsked = verdict === 'missing' && isResourceType(name);
  return `unknown kind "${name}"${hint}${isAsked ? ' (CloudFormation has no such resource type)' : ''}`;
}

/** Edits between a misspelt name and the kind that was meant. */
const MOST_SLIPS = 2;

/** CloudFormation types that resemble one of our kinds but are not misspelt. */
const NEIGHBOURS: ReadonlySet<string> = new Set([
  'AWS::EMR::Cluster',
  'AWS::PCS::Cluster',
  'AWS::PCS::Queue',
  'AWS::SCN::Instance',
]);

function isMisspelt(name: string): boolean {
  return !NEIGHBOURS.has(name) && nearestWithin(name, OBJECT_KINDS, MOST_SLIPS) !== undefined;
}
