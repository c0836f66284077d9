/** An output without its empty lists, for services that omit them. */
export function withoutEmptyLists(output: object): object {
  const entries = Object.entries(output).filter(
    ([, value]) => !Array.isArray(value) || value.length > 0,
  );
  return Object.fromEntries(entries);
}
