import { parse as parseYaml } from 'yaml';

/** The value of a variable that holds a list as text: JSON is YAML too. What is no YAML stays text, for the schema to refuse. */
export function yamlValue(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    const parsed: unknown = parseYaml(value);
    return parsed;
  } catch {
    return value;
  }
}
