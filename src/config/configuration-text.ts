import { createReadStream } from 'node:fs';
import { ConfigurationError, messageOf } from '../lib/errors.ts';

/** A configuration is small; anything larger is a mistake. Bytes. */
const LARGEST_FILE = 1_024 * 1_024;

/** A system error about a file, as text. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
};

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
    throw new ConfigurationError(`cannot read ${file}: ${reasonOf(error)}`, {
      cause: error,
      remedy: 'check the path and its permissions',
    });
  }
  return Buffer.concat(chunks);
}

function reasonOf(error: unknown): string {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? messageOf(error);
}
