import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ConfigurationError, messageOf } from '../lib/errors.ts';
import { Blueprint } from '../port/blueprints.ts';

/** The blueprints that come with Longshore. */
const PACKAGED = fileURLToPath(new URL('../../.port/resources/blueprints.json', import.meta.url));

/**
 * Default blueprints from a file.
 *
 * @throws {ConfigurationError} when it cannot be read, or is no list of blueprints
 */
export async function defaultBlueprints(file = PACKAGED): Promise<readonly Blueprint[]> {
  try {
    return z.array(Blueprint).parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new ConfigurationError(`${file}: not a list of blueprints: ${messageOf(error)}`, {
      cause: error,
      remedy: 'give a JSON list of blueprints, as Port’s API takes them',
    });
  }
}
