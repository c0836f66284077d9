import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocument } from 'yaml';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A file of the repository as text. */
export function readText(name: string): string {
  return readFileSync(path.join(ROOT, name), 'utf8');
}

/** A YAML or JSON file of the repository. For CloudFormation's tags (`!If`), only the value is kept. */
export function readData(name: string): unknown {
  const document = parseDocument(readText(name), { logLevel: 'silent' });
  if (document.errors.length > 0) throw new Error(`${name}: ${document.errors.join('\n')}`);
  return document.toJS();
}

/**
 * The value at a path in parsed data.
 *
 * @throws when there is no value, so that a test cannot compare undefined with undefined
 */
export function at(data: unknown, ...place: readonly (string | number)[]): unknown {
  let value = data;
  for (const key of place) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) {
      throw new Error(`nothing at ${place.join('.')}`);
    }
    value = (value as Readonly<Record<string | number, unknown>>)[key];
  }
  return value;
}

/** The version in `package.json`. */
export function packageVersion(): unknown {
  return at(readData('package.json'), 'version');
}
