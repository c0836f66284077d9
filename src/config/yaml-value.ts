import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';

const load = createRequire(import.meta.url);

/** The value of a variable that holds a list as text: JSON is YAML too. What is no YAML stays text, for the schema to refuse. */
export function yamlValue(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    const parsed: unknown = parser().parse(value);
    return parsed;
  } catch {
    return value;
  }
}

/** Loaded when it is needed: most commands are given no such variable, and start in the time that it takes. */
function parser(): typeof Yaml {
  return load('yaml') as typeof Yaml;
}
