import { ConfigurationError } from '../../lib/errors.ts';
import { nearest, nearestWithin } from '../../lib/nearest.ts';
import { isResourceType, type ObjectKind } from './object-kind.ts';
import type { Kind } from './kind.ts';
import { KIND_LOADERS, type KnownKind } from './registry.generated.ts';

/** Every kind there is, sorted by name. Loading one loads its AWS client, so a run loads only its own. */
export const OBJECT_KINDS: readonly KnownKind[] = Object.keys(KIND_LOADERS).filter(isObjectKind);

/** Is `name` the name of a kind, to the letter? */
export function isObjectKind(name: string): name is KnownKind {
  return Object.hasOwn(KIND_LOADERS, name);
}

/** The kind's definition: our own, or that of any other CloudFormation type. */
export async function loadKind(kind: ObjectKind): Promise<Kind> {
  if (isObjectKind(kind)) return KIND_LOADERS[kind]();
  const { cloudControlKind } = await import('./cloud-control.ts');
  return cloudControlKind(kind);
}

/** Every kind's definition, for what is made of them all: docs, policy, spec. */
export async function loadAllKinds(): Promise<readonly Kind[]> {
  const kinds: Kind[] = [];
  for (const kind of OBJECT_KINDS) kinds.push(await loadKind(kind));
  return kinds;
}

/** What CloudFormation's registry says of a type; `unknown` when it could not be asked. */
export type TypeVerdict = 'exists' | 'missing' | 'unknown';

/**
 * The kind, or any other CloudFormation type, that a user named; undefined for what can be neither. What the
 * registry does not tell is judged by the name: one that is almost a kind of ours is taken for a misspelling.
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
 * @throws {ConfigurationError} naming the nearest kind.
 */
export function parseObjectKind(name: string, verdict: TypeVerdict = 'unknown'): ObjectKind {
  const kind = findObjectKind(name, verdict);
  if (kind !== undefined) return kind;
  throw new ConfigurationError(unknownKind(name, verdict), {
    remedy: 'see `longshore kinds` for all of them; any other CloudFormation type may be named too',
  });
}

/** What to tell a user who named a kind that is not there. */
export function unknownKind(name: string, verdict: TypeVerdict = 'unknown'): string {
  const similar = nearest(name, OBJECT_KINDS);
  const hint = similar === undefined ? '' : `; did you mean ${similar}?`;
  const isAsked = verdict === 'missing' && isResourceType(name);
  return `unknown kind "${name}"${hint}${isAsked ? ' (CloudFormation has no such resource type)' : ''}`;
}

/** Edits between a misspelt name and the kind that was meant. */
const MOST_SLIPS = 2;

/** Types of CloudFormation's that are this near to a kind of ours, and no misspelling of it. */
const NEIGHBOURS: ReadonlySet<string> = new Set([
  'AWS::EMR::Cluster',
  'AWS::PCS::Cluster',
  'AWS::PCS::Queue',
  'AWS::SCN::Instance',
]);

function isMisspelt(name: string): boolean {
  return !NEIGHBOURS.has(name) && nearestWithin(name, OBJECT_KINDS, MOST_SLIPS) !== undefined;
}
