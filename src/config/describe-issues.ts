import type { z } from 'zod';
import { ConfigurationError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';
import { valueAt } from './value-at.ts';
import type { YamlFile } from './yaml-file.ts';

/** One problem, and its place in the file or part. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** The problem is in the key, not in its value. */
  readonly isOfKey?: true;
}

/**
 * Validates a file, or a part of it, with a schema.
 *
 * @throws {ConfigurationError} with a line for each issue and its place
 */
export function parsePart<Output>(schema: z.ZodType<Output>, part: YamlFile): Output {
  const parsed = schema.safeParse(part.value);
  if (!parsed.success) throw describeIssues(parsed.error, part);
  return parsed.data;
}

/**
 * The issues of a schema in a file, or in a part of it, as one error.
 *
 * @param knownKeys suggestions for unknown keys
 */
export function describeIssues(
  error: z.ZodError,
  file: YamlFile,
  knownKeys: readonly string[] = [],
): ConfigurationError {
  const findings = telling(error.issues).flatMap((issue) =>
    findingsOf(issue, file.value, knownKeys),
  );
  return describeFindings(findings, file);
}

/** The problems in a file, or in a part of it, as one error: a line for each, with its place. */
export function describeFindings(findings: readonly Finding[], file: YamlFile): ConfigurationError {
  const lines = findings.map(({ path, message, isOfKey }) => {
    const { line, column } = isOfKey === true ? file.locateKey(path) : file.locate(path);
    const place = pathText([...file.path, ...path]);
    return `${file.file}:${line}:${column} ${place === '' ? '' : `${place}: `}${message}`;
  });
  return new ConfigurationError([...new Set(lines)].join('\n'), {
    remedy: 'correct the file at these places',
  });
}

/** For a value of the wrong type, only that issue: its length does not matter if a list is required. */
function telling(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const wrong = new Set(
    issues.filter(({ code }) => code === 'invalid_type').map(({ path }) => pathText(path)),
  );
  return issues.filter(({ code, path }) => code === 'invalid_type' || !wrong.has(pathText(path)));
}

/**
 * An issue in the user's terms: unknown keys one by one, of a union only the matching branch, and for a
 * misspelt name the nearest one.
 *
 * @param value the whole parsed value
 */
function findingsOf(
  issue: z.core.$ZodIssue,
  value: unknown,
  knownKeys: readonly string[],
): readonly Finding[] {
  const { path, message } = issue;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `unknown key${hint(key, knownKeys)}`,
      isOfKey: true,
    }));
  }
  if (issue.code === 'invalid_value') {
    const names = issue.values.filter((name) => typeof name === 'string');
    return [{ path, message: `${message}${hint(valueAt(value, path), names)}` }];
  }
  if (issue.code === 'invalid_union') {
    const meant = meantBranch(issue.errors) ?? [];
    const inner = meant.map((one) => ({ ...one, path: [...path, ...one.path] }));
    if (inner.length > 0) return inner.flatMap((one) => findingsOf(one, value, knownKeys));
  }
  return [{ path, message: inPlainWords(issue) }];
}

/** Zod's names of types, in YAML's terms. */
const PLAIN: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

/** For a schema without its own message: zod's message is for programmers. */
function inPlainWords({ code, message, ...issue }: z.core.$ZodIssue): string {
  const isZods = code === 'invalid_type' && message.startsWith('Invalid input');
  const expected = isZods && 'expected' in issue ? PLAIN[String(issue.expected)] : undefined;
  return expected === undefined ? message : `must be ${expected}`;
}

/** The only branch whose type matches the value: its issues are more specific than "no branch matches". */
function meantBranch(
  branches: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  const fitting = branches.filter(
    (issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

function hint(name: unknown, candidates: readonly string[]): string {
  const similar = typeof name === 'string' ? nearest(name, candidates) : undefined;
  return similar === undefined ? '' : `; did you mean ${similar}?`;
}

/** `resources[0].selector.query`, and `properties["a.b"]` */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const name = String(part);
    if (!/^[\w$-]+$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text === '' ? name : `${text}.${name}`;
  }, '');
}
