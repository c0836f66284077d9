import { ConfigurationError } from '../../lib/errors.ts';
import { nearest } from '../../lib/nearest.ts';
import type { Kind } from './kind.ts';
import { KIND_LOADERS, type KnownKind } from './registry.generated.ts';

/** Every kind there is, sorted by name. Loading one loads its AWS client, so a run loads only its own. */
export const OBJECT_KINDS: readonly KnownKind[] = Object.keys(KIND_LOADERS).filter(isObjectKind);

/** Is `name` the name of a kind, to the letter? */
export function isObjectKind(name: string): name is KnownKind {
  return Object.hasOwn(KIND_LOADERS, name);
}

/** The kind's definition. */
export function loadKind(kind: KnownKind): Promise<Kind> {
  return KIND_LOADERS[kind]();
}

/** Every kind's definition, for what is made of them all: docs, policy, spec. */
export async function loadAllKinds(): Promise<readonly Kind[]> {
  const kinds: Kind[] = [];
  for (const kind of OBJECT_KINDS) kinds.push(await loadKind(kind));
  return kinds;
}

/**
 * The kind that a user named.
 *
 * @throws {ConfigurationError} naming the nearest kind.
 */
export function parseObjectKind(name: string): KnownKind {
  if (isObjectKind(name)) return name;
  throw new ConfigurationError(unknownKind(name), {
    remedy: 'see `longshore kinds` for all of them',
  });
}

/** What to tell a user who named a kind that is not there. */
export function unknownKind(name: string): string {
  const similar = nearest(name, OBJECT_KINDS);
  return `unknown kind "${name}"${similar === undefined ? '' : `; did you mean ${similar}?`}`;
}
