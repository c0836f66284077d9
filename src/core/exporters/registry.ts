import { distance } from 'fastest-levenshtein';
import { ConfigurationError } from '../../lib/errors.ts';
import { nearest } from '../../lib/nearest.ts';
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

/** The kind, or any other CloudFormation type, that a user named; undefined for what can be neither. */
export function findObjectKind(name: string): ObjectKind | undefined {
  if (isObjectKind(name)) return name;
  return isResourceType(name) && !isMisspelt(name) ? name : undefined;
}

/**
 * The kind that a user named.
 *
 * @throws {ConfigurationError} naming the nearest kind.
 */
export function parseObjectKind(name: string): ObjectKind {
  const kind = findObjectKind(name);
  if (kind !== undefined) return kind;
  throw new ConfigurationError(unknownKind(name), {
    remedy: 'see `longshore kinds` for all of them; any other CloudFormation type may be named too',
  });
}

/** What to tell a user who named a kind that is not there. */
export function unknownKind(name: string): string {
  const similar = nearest(name, OBJECT_KINDS);
  return `unknown kind "${name}"${similar === undefined ? '' : `; did you mean ${similar}?`}`;
}

/** One letter beside a kind of ours: no type of CloudFormation's is as near to one. */
function isMisspelt(name: string): boolean {
  return OBJECT_KINDS.some((kind) => distance(kind.toLowerCase(), name.toLowerCase()) <= 1);
}
