import { isMap, isNode, isScalar, LineCounter, parseDocument, type YAMLError } from 'yaml';
import { ConfigurationError } from '../lib/errors.ts';
import { valueAt } from './value-at.ts';
import { findTooDeep, structureProblems, type YamlProblem } from './yaml-structure.ts';

/** A place in a file, counted from 1. */
export interface FilePosition {
  readonly line: number;
  readonly column: number;
}

/** A configuration file that has been read, or a part of it. */
export interface YamlFile {
  readonly file: string;
  /** The path of the part; empty for the whole file. */
  readonly path: readonly PropertyKey[];
  readonly value: unknown;
  /** The place of a value, or of the nearest value around it. */
  locate(path: readonly PropertyKey[]): FilePosition;
  /** The place of a value's key; without a key, as `locate`. */
  locateKey(path: readonly PropertyKey[]): FilePosition;
}

/** Our messages, where the library's are about the library or have no remedy. */
const MESSAGES: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document begins here: only one is read',
  NON_STRING_KEY: 'a key must be text; put a value that begins with "{" in quotes',
};

/** A file that is not YAML has errors in every line: only the first ones are reported. */
const MOST_PROBLEMS = 50;

/**
 * Parses a YAML 1.2 or JSON text, with the merge keys (`<<`) of YAML 1.1. Duplicate keys, unknown tags and
 * aliases that multiply the size of the value are errors.
 *
 * @throws {ConfigurationError} with line and column of everything malformed.
 */
export function parseYaml(file: string, text: string): YamlFile {
  const lines = lineCounterOf(text);
  const positionOf = (offset: number): FilePosition => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const refuse = (problems: readonly YamlProblem[]): void => {
    if (problems.length === 0) return;
    const inOrder = [...problems].sort((one, other) => one.offset - other.offset);
    const messages = inOrder.slice(0, MOST_PROBLEMS).map(({ offset, message }) => {
      const { line, column } = positionOf(offset);
      return `${file}:${line}:${column} ${message}`;
    });
    const more = problems.length - messages.length;
    if (more > 0) messages.push(`${file}: and ${more} more`);
    throw new ConfigurationError([...new Set(messages)].join('\n'), {
      remedy: 'correct the YAML at these places',
    });
  };
  refuse(findTooDeep(text));
  const document = parseDocument(text, {
    prettyErrors: false,
    uniqueKeys: false, // structureProblems finds duplicates in linear time
    stringKeys: true,
    merge: true,
    logLevel: 'error',
  });
  const unknownTags = document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED');
  refuse([...document.errors, ...unknownTags].map(problemOf));
  refuse(structureProblems(document.contents));
  const locate: YamlFile['locate'] = (path) => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return positionOf(node.range[0]);
    }
    return { line: 1, column: 1 };
  };
  return {
    file,
    path: [],
    value: document.toJS({ maxAliasCount: -1 }) as unknown, // structureProblems has counted them
    locate,
    locateKey(path) {
      const parent = path.length <= 1 ? document.contents : document.getIn(path.slice(0, -1), true);
      const keys = isMap(parent) ? parent.items.map(({ key }) => key) : [];
      const key = keys.find((found) => isScalar(found) && found.value === path.at(-1));
      return isScalar(key) && key.range ? positionOf(key.range[0]) : locate(path);
    },
  };
}

/** The part of a file at a path: its problems are reported with their place in the whole file. */
export function partOf(whole: YamlFile, ...path: readonly PropertyKey[]): YamlFile {
  return {
    file: whole.file,
    path: [...whole.path, ...path],
    value: valueAt(whole.value, path),
    locate: (inner) => whole.locate([...path, ...inner]),
    locateKey: (inner) => whole.locateKey([...path, ...inner]),
  };
}

function problemOf({ code, message, pos }: YAMLError): YamlProblem {
  return { offset: pos[0], message: MESSAGES[code] ?? message };
}

/** Counts lines itself, because a text that is rejected before parsing has places too. */
function lineCounterOf(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) {
    lines.addNewLine(end + 1);
  }
  return lines;
}
