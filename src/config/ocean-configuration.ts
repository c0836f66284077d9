import { z } from 'zod';
import { ConfigurationError } from '../lib/errors.ts';
import type { YamlFile } from './yaml-file.ts';

/** A value of the integration's configuration, and where it was set. */
interface Configured {
  readonly value: unknown;
  readonly from: string;
}

const WHOLE = 'OCEAN__INTEGRATION__CONFIG';
const ConfigYaml = z.object({
  integration: z.object({ config: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});

/**
 * The integration's configuration as Ocean finds it: environment variables of any case, one variable
 * that holds all of it as JSON, and `config.yaml`, with `{{ from env NAME }}` filled in. Keys are
 * camelCase, whichever way they were written.
 *
 * @throws {ConfigurationError} when the JSON or the file is malformed.
 */
export function oceanConfiguration(
  env: Readonly<Record<string, string | undefined>>,
  file: YamlFile | undefined,
): ReadonlyMap<string, Configured> {
  const configured = new Map<string, Configured>();
  for (const [key, value] of Object.entries(fileConfiguration(file))) {
    const filled = filledFrom(env, value);
    const { line, column } = file?.locate(['integration', 'config', key]) ?? { line: 1, column: 1 };
    const from = `${file?.file ?? 'config.yaml'}:${line}:${column} integration.config.${key}`;
    if (filled !== undefined && filled !== null && filled !== '')
      configured.set(camel(key), { value: filled, from });
  }
  for (const [name, value] of Object.entries(env)) {
    if (name.toUpperCase() !== WHOLE || value === undefined || value === '') continue;
    for (const [key, member] of Object.entries(jsonObject(name, value))) {
      configured.set(camel(key), { value: member, from: `${name}.${key}` });
    }
  }
  for (const [name, value] of Object.entries(env)) {
    const key = name.toUpperCase().startsWith(`${WHOLE}__`) ? name.slice(WHOLE.length + 2) : '';
    if (key !== '' && value !== undefined && value !== '')
      configured.set(camel(key), { value, from: name });
  }
  return configured;
}

function fileConfiguration(file: YamlFile | undefined): Readonly<Record<string, unknown>> {
  if (file === undefined) return {};
  const parsed = ConfigYaml.safeParse(file.value ?? {});
  if (parsed.success) return parsed.data.integration?.config ?? {};
  const { line, column } = file.locate(parsed.error.issues[0]?.path ?? []);
  throw new ConfigurationError(
    `${file.file}:${line}:${column} integration.config must be a map of settings`,
    {
      remedy: "write it as in Ocean's config.yaml",
    },
  );
}

function filledFrom(env: Readonly<Record<string, string | undefined>>, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const name = /^\{\{\s*from env (\w+)\s*\}\}$/.exec(value)?.[1];
  return name === undefined ? value : env[name];
}

function jsonObject(name: string, text: string): Readonly<Record<string, unknown>> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    throw new ConfigurationError(`${name} is not a JSON object`, {
      remedy: 'write it as JSON, or set each setting by a variable of its own',
    });
  }
}

/** `ACCOUNT_ROLE_ARN`, `account_role_arn` and `accountRoleArn` are one name. */
function camel(key: string): string {
  const isSnake = key.includes('_') || key === key.toUpperCase();
  const name = isSnake ? key.toLowerCase() : key;
  return name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
