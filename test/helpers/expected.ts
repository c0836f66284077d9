/** One text for one value: keys sorted, undefined dropped, points in time as the contract writes them. */
export function canonical(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** A value as raw items have it: undefined dropped, points in time as the contract writes them. */
export function asRaw(value: object): object {
  return JSON.parse(canonical(value)) as object;
}

function sorted(value: unknown): unknown {
  if (value instanceof Date) {
    const iso = value.toISOString();
    return value.getTime() % 1_000 === 0 ? iso.replace('.000Z', 'Z') : iso.replace('Z', '000Z');
  }
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    entries
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
