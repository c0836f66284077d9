import type { z } from 'zod';
import { ConfigurationError } from '../lib/errors.ts';
import type { YamlFile } from './yaml-file.ts';

/** What is wrong in a file as one error: a line for each issue, with the place where it stands. */
export function describeIssues(
  error: z.ZodError,
  file: Pick<YamlFile, 'file' | 'locate'>,
): ConfigurationError {
  const lines = error.issues.map((issue) => {
    const { line, column } = file.locate(issue.path);
    const place = pathText(issue.path);
    return `${file.file}:${line}:${column} ${place === '' ? '' : `${place}: `}${issue.message}`;
  });
  return new ConfigurationError([...new Set(lines)].join('\n'), {
    remedy: 'correct the file at these places',
  });
}

/** `resources[0].selector.query` */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}
