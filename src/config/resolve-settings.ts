import type { z } from 'zod';
import { ConfigurationError } from '../lib/errors.ts';
import { pathText } from './describe-issues.ts';
import { KnownNames } from './known-names.ts';
import { OceanConfiguration, type Configured, type Unfilled } from './ocean-configuration.ts';
import { isServiceVariable, misspeltVariables } from './own-variables.ts';
import type { Setting } from './setting.ts';
import { isOceans } from './setting-names.ts';
import type { YamlFile } from './yaml-file.ts';

/** Sources of settings, in order of precedence. */
export interface SettingSources {
  /** Command-line flags by the name of their setting. */
  readonly flags?: Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ocean's `config.yaml`. */
  readonly file?: YamlFile | undefined;
}

/** Facts about settings besides their values, for checks across settings. */
export interface SettingOrigins {
  /** Where each setting that has a value was set, by its name. */
  readonly set: ReadonlyMap<string, string>;
  /** Templates with a variable that is not set, by the name of their setting. */
  readonly unfilled: ReadonlyMap<string, Unfilled>;
}

/** Valid settings. */
export interface ResolvedSettings {
  /** The value of each setting by its name. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly origins: SettingOrigins;
  /** Names without effect that were probably meant to have one. */
  readonly warnings: readonly string[];
}

/**
 * The value of each setting.
 *
 * @param check returns problems between settings that are each valid
 * @throws {ConfigurationError} naming every invalid setting, every unknown name, and where each was set.
 * Never contains values: some are secrets.
 */
export function resolveSettings(
  settings: readonly Setting<unknown>[],
  sources: SettingSources,
  check: (origins: SettingOrigins) => readonly string[],
): ResolvedSettings {
  const ocean = new OceanConfiguration(sources.env, sources.file, new KnownNames(settings));
  const problems = [...ocean.problems, ...misspeltVariables(sources.env, settings)];
  const values: Record<string, unknown> = {};
  const origins = { set: new Map<string, string>(), unfilled: new Map<string, Unfilled>() };
  for (const setting of settings) {
    const { value, from } = findSetting(setting, sources, ocean);
    if (value !== undefined) origins.set.set(setting.name, from);
    const unfilled = setting.env.filter(isOceans).map((name) => ocean.unfilled(name));
    for (const template of unfilled) {
      if (template !== undefined) origins.unfilled.set(setting.name, template);
    }
    const parsed = setting.schema.safeParse(value);
    if (parsed.success) values[setting.name] = parsed.data;
    else problems.push(...describe(parsed.error, from));
  }
  problems.push(...check(origins));
  if (problems.length === 0) return { values, origins, warnings: ocean.warnings };
  throw new ConfigurationError(problems.join('\n'), { remedy: 'correct these settings' });
}

/** A setting's unparsed value and its source; without a value, the variable that would set it. */
export function findSetting(
  { name, env: variables, flag = kebab(name) }: Setting<unknown>,
  { env, flags = {} }: SettingSources,
  ocean: OceanConfiguration,
): Configured {
  const value = flags[name];
  if (value !== undefined) return { value, from: `--${flag}` };
  for (const variable of variables) {
    const found = isOceans(variable) ? ocean.get(variable) : variableOf(env, variable);
    if (found !== undefined) return found;
  }
  return { value: undefined, from: variables[0] ?? name };
}

function variableOf(env: SettingSources['env'], name: string): Configured | undefined {
  const value = env[name] ?? '';
  const isSet = value.trim() !== '' && !isServiceVariable(name, value);
  return isSet ? { value, from: name } : undefined;
}

function describe({ issues }: z.ZodError, from: string): readonly string[] {
  return issues.map(({ path, message }) => `${from}${pathText(path)}: ${message}`);
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
