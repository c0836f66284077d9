import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readYamlFile } from '../../../config/read-yaml-file.ts';
import { parseSpec, type PriceSpec } from '../../../cost/engine/projection/local-spec.ts';
import { ConfigurationError, messageOf } from '../../../lib/errors.ts';

/** All price files are read at once; a folder with more is not one of price files. */
const MOST_SPECS = 10_000;
const ENDING = /\.ya?ml$/;

/**
 * The YAML price files of a folder, by name without ending. One that cannot be read is a warning: the next one counts.
 *
 * @throws {ConfigurationError} when the folder cannot be read
 */
export async function readSpecs(
  folder: string | undefined,
  cwd: string,
  warn: (message: string) => void,
): Promise<ReadonlyMap<string, PriceSpec>> {
  const specs = new Map<string, PriceSpec>();
  if (folder === undefined) return specs;
  const place = path.resolve(cwd, folder);
  const names = await readdir(place).catch((error: unknown) => {
    throw new ConfigurationError(`--spec-dir: could not read ${place}: ${messageOf(error)}`, {
      cause: error,
      remedy: 'give a folder with YAML price files',
    });
  });
  const files = names.filter((name) => ENDING.test(name)).sort();
  if (files.length > MOST_SPECS) {
    throw new ConfigurationError(`--spec-dir: ${place} has ${files.length} files`, {
      remedy: `give a folder with at most ${MOST_SPECS} price files`,
    });
  }
  for (const file of files) {
    try {
      const spec = parseSpec((await readYamlFile(path.join(place, file))).value);
      if ('problem' in spec) warn(`${file} is not used: it is not a price file: ${spec.problem}`);
      else specs.set(file.replace(ENDING, ''), spec);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      warn(`this price file is not used: ${error.message}`);
    }
  }
  return specs;
}
