/** The type of an object whose top-level names begin in upper case. */
export type PascalKeys<Source> = {
  [Key in keyof Source as Key extends string ? Capitalize<Key> : never]: Source[Key];
};

/**
 * The same object with the first letter of each top-level name in upper case, for services that answer
 * in camelCase. Names further down stay as AWS writes them.
 */
export function pascalKeys<Source extends object>(source: Source): PascalKeys<Source> {
  const entries = Object.entries(source).map(([key, value]) => [capitalize(key), value] as const);
  return Object.fromEntries(entries) as PascalKeys<Source>; // what the type above says of the same keys
}

/**
 * The same with names at every depth, for structures that CloudFormation writes in PascalCase throughout. Not for
 * maps, whose keys are users' own.
 */
export function deepPascalKeys(source: unknown): unknown {
  if (Array.isArray(source)) return source.map(deepPascalKeys);
  if (typeof source !== 'object' || source === null || source instanceof Date) return source;
  const entries = Object.entries(source).map(([key, value]) => [
    capitalize(key),
    deepPascalKeys(value),
  ]);
  return Object.fromEntries(entries) as unknown;
}

function capitalize(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
