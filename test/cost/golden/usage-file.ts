import { z } from 'zod';

const Measured = z.union([z.string(), z.number()]);
const Levels = z.record(z.string(), z.unknown());

/** The usage of a resource in a usage file, by one name for each: a dot separates the levels. */
export function usageByName(
  usage: Readonly<Record<string, unknown>>,
  above = '',
): ReadonlyMap<string, string | number> {
  return new Map(
    Object.entries(usage).flatMap(([name, value]) => {
      const measured = Measured.safeParse(value);
      if (measured.success) return [[`${above}${name}`, measured.data] as const];
      return [...usageByName(Levels.parse(value), `${above}${name}.`)];
    }),
  );
}
