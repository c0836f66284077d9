import { createReadStream } from 'node:fs';
import { ConfigurationError } from '../lib/errors.ts';
import { fileReason } from '../lib/file-reason.ts';

/** A configuration is small; anything larger is a mistake. Bytes. */
const LARGEST_FILE = 1_024 * 1_024;

/**
 * The text of a configuration file, which may be a pipe.
 *
 * @throws {ConfigurationError} when it cannot be read, is too large or not UTF-8.
 */
export async function readConfigurationText(file: string): Promise<string> {
  const content = await contentOf(file);
  if (content.length > LARGEST_FILE) {
    throw new ConfigurationError(`${file} is larger than 1 MiB (${LARGEST_FILE} bytes)`, {
      remedy: 'check the path: settings and mapping files may have up to 1 MiB',
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch (error) {
    throw new ConfigurationError(`${file} is not UTF-8 text`, {
      cause: error,
      remedy: 'save it as UTF-8',
    });
  }
}

/** Reads one byte more than allowed at most: a device never ends. */
async function contentOf(file: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of createReadStream(file, { end: LARGEST_FILE })) {
      chunks.push(chunk as Buffer); // no encoding was set
    }
  } catch (error) {
    throw new ConfigurationError(`cannot read ${file}: ${fileReason(error)}`, {
      cause: error,
      remedy: 'check the path and its permissions',
    });
  }
  return Buffer.concat(chunks);
}
