import type { z } from 'zod';
import { ConfigurationError } from '../lib/errors.ts';
import { pathText } from './describe-issues.ts';
import { isOceans, OceanConfiguration, type Configured } from './ocean-configuration.ts';
import type { Setting } from './setting.ts';
import type { YamlFile } from './yaml-file.ts';

/** Where settings come from, the strongest first. */
export interface SettingSources {
  /** Command-line flags by the name of their setting. */
  readonly flags?: Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ocean's `config.yaml`. */
  readonly file?: YamlFile | undefined;
}

/**
 * The value of each setting by its name, and, for those that were set, where.
 *
 * @param check tells what is wrong with settings that are each right by themselves
 * @throws {ConfigurationError} naming every setting that is wrong, and where it was set. Values are
 * never told: some are secrets.
 */
export function resolveSettings(
  settings: readonly Setting<unknown>[],
  sources: SettingSources,
  check: (origins: ReadonlyMap<string, string>) => readonly string[],
): Readonly<Record<string, unknown>> {
  const ocean = new OceanConfiguration(sources.env, sources.file);
  const problems = [...ocean.problems];
  const values: Record<string, unknown> = {};
  const origins = new Map<string, string>();
  for (const setting of settings) {
    const { value, from } = find(setting, sources, ocean);
    if (value !== undefined) origins.set(setting.name, from);
    const parsed = setting.schema.safeParse(value);
    if (parsed.success) values[setting.name] = parsed.data;
    else problems.push(...describe(parsed.error, from));
  }
  problems.push(...check(origins));
  if (problems.length === 0) return values;
  throw new ConfigurationError(problems.join('\n'), { remedy: 'correct these settings' });
}

function find(
  { name, env: variables }: Setting<unknown>,
  { env, flags = {} }: SettingSources,
  ocean: OceanConfiguration,
): Configured {
  const flag = flags[name];
  if (flag !== undefined) return { value: flag, from: `--${kebab(name)}` };
  for (const variable of variables) {
    const found = isOceans(variable) ? ocean.get(variable) : variableOf(env, variable);
    if (found !== undefined) return found;
  }
  return { value: undefined, from: variables[0] ?? name };
}

function variableOf(env: SettingSources['env'], name: string): Configured | undefined {
  const value = env[name] ?? '';
  return value.trim() === '' ? undefined : { value, from: name };
}

function describe({ issues }: z.ZodError, from: string): readonly string[] {
  return issues.map(({ path, message }) => `${from}${pathText(path)}: ${message}`);
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
