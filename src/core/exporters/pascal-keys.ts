/** The type of an object with top-level keys in upper case. */
export type PascalKeys<Source> = {
  [Key in keyof Source as Key extends string ? Capitalize<Key> : never]: Source[Key];
};

/**
 * The same object with the first letter of each top-level key in upper case, for services that answer in
 * camelCase. Nested keys stay unchanged.
 */
export function pascalKeys<Source extends object>(source: Source): PascalKeys<Source> {
  const entries = Object.entries(source).map(([key, value]) => [capitalize(key), value] as const);
  return Object.fromEntries(entries) as PascalKeys<Source>; // as the type above declares for the same keys
}

/**
 * The same for keys at every depth, for structures that CloudFormation writes in PascalCase throughout. Not
 * for maps, whose keys are chosen by users.
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
