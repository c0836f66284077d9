import type { z } from 'zod';
import { ConfigurationError } from '../lib/errors.ts';
import type { NameLookup } from '../app/name-lookup.ts';
import { regionProblems } from '../app/region-problems.ts';

/** Splits a comma-separated flag: `a, b,,a` is a and b. */
export function listOf(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const names = text.split(',').map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ''))];
}

/**
 * The account ids in `--accounts`, or in another flag with account ids.
 *
 * @throws {ConfigurationError} for anything that is not twelve digits.
 */
export function accountIdsOf(
  text: string | undefined,
  flag = '--accounts',
): ReadonlySet<string> | undefined {
  const ids = listOf(text);
  const wrong = ids?.find((id) => !/^\d{12}$/.test(id));
  if (wrong !== undefined) {
    throw new ConfigurationError(`${flag}: "${wrong}" is not an account id`, {
      remedy: 'an account id has twelve digits; several are separated by commas',
    });
  }
  return ids === undefined ? undefined : new Set(ids);
}

/**
 * The regions in `--regions`, or in another flag with regions.
 *
 * @throws {ConfigurationError} for an unknown region, suggesting the nearest.
 */
export async function regionsOf(
  text: string | undefined,
  lookup: NameLookup,
  flag = '--regions',
): Promise<ReadonlySet<string> | undefined> {
  const names = listOf(text);
  if (names === undefined) return undefined;
  const problems = await regionProblems(names, lookup);
  if (problems.length > 0) {
    throw new ConfigurationError(problems.map((problem) => `${flag}: ${problem}`).join('\n'), {
      remedy: 'name regions as AWS does, such as eu-west-1; several are separated by commas',
    });
  }
  return new Set(names);
}

/**
 * Validates a command's flags.
 *
 * @throws {ConfigurationError} naming the flag.
 */
export function parseFlags<Flags>(schema: z.ZodType<Flags>, flags: object): Flags {
  const parsed = schema.safeParse(flags);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(
    (issue) => `--${kebab(issue.path.join('.'))}: ${issue.message}`,
  );
  throw new ConfigurationError(issues.join('\n'), { remedy: 'run the command with --help' });
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
