/** An answer of a camelCase service as a raw item names it. */
export function inPascalCase(answer: object): object {
  const entries = Object.entries(answer).map(([name, value]): [string, unknown] => [
    name.charAt(0).toUpperCase() + name.slice(1),
    value,
  ]);
  return Object.fromEntries(entries);
}
