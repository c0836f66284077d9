import type { Kind } from './kind.ts';

/** A path of the raw item that a mapping reads, `['Properties', 'Tags']`; an empty one for all of it. */
export type ReadPath = readonly string[];

/**
 * The options whose properties a mapping reads: a property costs its calls only if it is read.
 *
 * @param reads undefined when unknown: then all options are needed
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
