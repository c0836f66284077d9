import { readFile } from 'node:fs/promises';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { ConfigurationError, messageOf } from '../lib/errors.ts';

/** A place in a file, both from 1. */
export interface FilePosition {
  readonly line: number;
  readonly column: number;
}

/** A configuration file that has been read. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  /** Where a value stands: its own place, or that of the nearest value around it. */
  locate(path: readonly PropertyKey[]): FilePosition;
}

/** A configuration is small; anything larger is a mistake. Bytes. */
const LARGEST_FILE = 4 * 1_024 * 1_024;

/**
 * Reads a YAML or JSON file.
 *
 * @throws {ConfigurationError} when it cannot be read, or with line and column of everything malformed.
 */
export async function readYamlFile(file: string): Promise<YamlFile> {
  return parseYaml(file, await textOf(file));
}

/**
 * Parses a YAML or JSON text.
 *
 * @throws {ConfigurationError} with line and column of everything malformed.
 */
export function parseYaml(file: string, text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
  });
  const positionOf = (offset: number): FilePosition => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  if (document.errors.length > 0) {
    const errors = document.errors.map((error) => {
      const { line, column } = positionOf(error.pos[0]);
      return `${file}:${line}:${column} ${error.message}`;
    });
    throw new ConfigurationError(errors.join('\n'), { remedy: 'correct the YAML at these places' });
  }
  return {
    file,
    value: valueOf(file, () => document.toJS({ maxAliasCount: 100 }) as unknown),
    locate(path) {
      for (let length = path.length; length >= 0; length -= 1) {
        const node = document.getIn(path.slice(0, length), true);
        if (isNode(node) && node.range) return positionOf(node.range[0]);
      }
      return { line: 1, column: 1 };
    },
  };
}

function valueOf(file: string, read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    throw new ConfigurationError(`${file}: ${messageOf(error)}`, {
      cause: error,
      remedy: 'use fewer YAML aliases',
    });
  }
}

async function textOf(file: string): Promise<string> {
  let content: Buffer;
  try {
    content = await readFile(file);
  } catch (error) {
    throw new ConfigurationError(`cannot read ${file}: ${messageOf(error)}`, {
      cause: error,
      remedy: 'check the path and its permissions',
    });
  }
  if (content.length > LARGEST_FILE) {
    throw new ConfigurationError(`${file} is larger than ${LARGEST_FILE} bytes`, {
      remedy: 'name a configuration file',
    });
  }
  return content.toString('utf8');
}
