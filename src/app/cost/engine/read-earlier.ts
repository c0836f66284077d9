import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  earlierDocument,
  type EarlierDocument,
} from '../../../cost/engine/output/earlier-document.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import { fileReason } from '../../../lib/file-reason.ts';

/** Such a document of a hundred thousand resources has some 150 MB. */
const MOST_BYTES = 512 * 1024 * 1024;
const REMEDY = 'give a file that longshore cost projected --output json has written';

/**
 * Reads an earlier document from a file.
 *
 * @throws {ConfigurationError} when it cannot be read, or is another document
 */
export async function readEarlier(
  name: string,
  cwd: string,
  signal: AbortSignal,
): Promise<EarlierDocument> {
  const file = path.resolve(cwd, name);
  let value: unknown;
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES) throw new RangeError(`it has ${size} bytes`);
    value = JSON.parse(await readFile(file, { encoding: 'utf8', signal })) as unknown;
  } catch (error) {
    signal.throwIfAborted();
    throw new ConfigurationError(`--compare-to: could not read ${name}: ${fileReason(error)}`, {
      cause: error,
      remedy: REMEDY,
    });
  }
  const document = earlierDocument(value);
  if (!('problem' in document)) return document;
  throw new ConfigurationError(`--compare-to: ${name} cannot be compared: ${document.problem}`, {
    remedy: REMEDY,
  });
}
