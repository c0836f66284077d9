import type { Kind } from './kind.ts';

/** A path of the raw item that a mapping reads, `['Properties', 'Tags']`; an empty one for all of it. */
export type ReadPath = readonly string[];

/**
 * The options of a kind that a mapping needs, since it reads properties that these add: a property costs its
 * calls where it is read, and nothing where it is not.
 *
 * @param reads undefined when it is not known what the mapping reads: then all of them are needed
 */
export function optionsFor(
  { actions }: Pick<Kind, 'actions'>,
  reads: readonly ReadPath[] | undefined,
): readonly string[] {
  return actions.options
    .filter(({ adds }) =>
      adds.some((property) => reads?.some((path) => mayRead(path, property)) ?? true),
    )
    .map(({ name }) => name);
}

function mayRead([root, name]: ReadPath, property: string): boolean {
  if (root === undefined) return true;
  return root === 'Properties' && (name === undefined || name === property);
}
