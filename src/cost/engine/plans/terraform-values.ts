import { SECRET, UNKNOWN } from '../../models/unknown-value.ts';

/**
 * The values of a resource, with those that the configuration gives and only the change will tell as unknown, and the
 * sensitive ones as secret. What the provider computes by itself is left out.
 *
 * @param unknown the places of unknown values: `true` for all of it
 * @param sensitive the places of sensitive values
 * @param expressions what the configuration has for it
 */
export function terraformValues(
  values: unknown,
  unknown: unknown,
  sensitive: unknown,
  expressions: unknown,
): unknown {
  if (sensitive === true) return SECRET;
  if (unknown === true) return expressions === undefined ? undefined : UNKNOWN;
  if (Array.isArray(values)) {
    return values.map((value: unknown, index) =>
      terraformValues(
        value,
        elementOf(unknown, index),
        elementOf(sensitive, index),
        blockOf(expressions, index),
      ),
    );
  }
  if (!isObject(values)) return values ?? undefined;
  const found: Record<string, unknown> = {};
  let isSame = true;
  for (const name of Object.keys(values)) {
    const value =
      name === '__proto__'
        ? undefined
        : terraformValues(
            values[name],
            memberOf(unknown, name),
            memberOf(sensitive, name),
            memberOf(expressions, name),
          );
    if (value !== values[name]) isSame = false;
    if (value !== undefined) found[name] = value;
  }
  if (isObject(unknown)) {
    for (const name of Object.keys(unknown)) {
      if (name === '__proto__' || Object.hasOwn(values, name)) continue;
      const value = terraformValues(
        undefined,
        unknown[name],
        memberOf(sensitive, name),
        memberOf(expressions, name),
      );
      if (value === undefined) continue;
      isSame = false;
      found[name] = value;
    }
  }
  return isSame ? values : found;
}

/** A list of blocks may have another order than in the configuration: any block that sets a name counts then. */
function blockOf(expressions: unknown, index: number): unknown {
  if (!Array.isArray(expressions)) return expressions;
  const blocks: readonly unknown[] = expressions;
  const all = [...blocks, blocks[index]].filter(isObject);
  return Object.fromEntries(all.flatMap((block) => Object.entries(block)));
}

function elementOf(places: unknown, index: number): unknown {
  return Array.isArray(places) ? (places[index] as unknown) : places === true ? true : undefined;
}

function memberOf(places: unknown, name: string): unknown {
  if (places === true) return true;
  return isObject(places) && Object.hasOwn(places, name) ? places[name] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
