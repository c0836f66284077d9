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

/** A YAML or JSON file of the repository. Of CloudFormation's tags (`!If`), only the value is kept. */
export function readData(name: string): unknown {
  const document = parseDocument(readText(name), { logLevel: 'silent' });
  if (document.errors.length > 0) throw new Error(`${name}: ${document.errors.join('\n')}`);
  return document.toJS();
}

/**
 * What stands at a place in parsed data.
 *
 * @throws when there is nothing: a test must not compare nothing with nothing
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
