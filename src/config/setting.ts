import { Cron } from 'croner';
import { z } from 'zod';

/** One setting: its names, its meaning, and how its text is parsed. */
export interface Setting<Value> {
  /** camelCase, as in Ocean's `config.yaml` and in `.port/spec.yaml`. */
  readonly name: string;
  /**
   * Environment variables; the first one that is set counts. Ocean's (`OCEAN__…`) also name a place in
   * `config.yaml`.
   */
  readonly env: readonly string[];
  /** The command-line flag, without dashes, if it is not the name in kebab-case. */
  readonly flag?: string;
  readonly description: string;
  /** Part of the integration's configuration: shown in Port's installer. */
  readonly isIntegration: boolean;
  readonly isSecret: boolean;
  /** Only the user and password of a URL are secret; the rest may be shown. */
  readonly isSecretUrl?: true;
  /** As documented; undefined for none. */
  readonly defaultText: string | undefined;
  readonly schema: z.ZodType<Value>;
  /** The type in `.port/spec.yaml`. */
  readonly specType: 'string' | 'integer' | 'array' | 'boolean';
}

/** The definition of a setting; the rest is derived. */
interface SettingOptions<Value> {
  readonly env: readonly string[];
  readonly flag?: string;
  readonly description: string;
  readonly schema: z.ZodType<Value>;
  readonly secret?: true | 'password-of-url';
  readonly defaultText?: string;
  readonly specType?: Setting<Value>['specType'];
}

/** A setting of Longshore itself, of the SDK's, or of Ocean's core. */
export function ownSetting<Value>(name: string, options: SettingOptions<Value>): Setting<Value> {
  const { env, flag, description, schema, secret, defaultText, specType = 'string' } = options;
  return {
    name,
    env,
    ...(flag !== undefined && { flag }),
    description,
    schema,
    specType,
    defaultText,
    isSecret: secret !== undefined,
    ...(secret === 'password-of-url' && { isSecretUrl: true }),
    isIntegration: false,
  };
}

/** A setting of the integration: Ocean's environment name follows from its own. */
export function integrationSetting<Value>(
  name: string,
  options: Omit<SettingOptions<Value>, 'env'>,
): Setting<Value> {
  const snake = name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  const env = [`OCEAN__INTEGRATION__CONFIG__${snake}`];
  return { ...ownSetting(name, { ...options, env }), isIntegration: true };
}

/** Text that is not empty. YAML reads digits without quotes as a number, and loses leading zeros. */
export const settingText = z
  .string({ error: 'must be text; put a number in quotes' })
  .min(1, { error: 'must not be empty' });

/** Times, as a cron expression in UTC. */
export const settingCron = settingText.refine(isCronExpression, {
  error: 'must be a cron expression that will be due, like 0 */2 * * *',
});

function isCronExpression(text: string): boolean {
  try {
    const cron = new Cron(text, { paused: true, timezone: 'UTC' });
    const next = cron.nextRun(); // none for a past date, or the 30th of February
    cron.stop();
    return next !== null;
  } catch {
    return false;
  }
}

/** A list, in an environment variable with commas or as JSON. An empty one counts as unset. */
export const settingList = z.preprocess(
  listOf,
  z
    .array(settingText, { error: 'must be a list of text: a JSON array, or separated by commas' })
    .readonly()
    .optional(),
);

/** A whole number, as text in an environment variable. */
export function wholeNumber(least: number, most: number): z.ZodType<number> {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.preprocess(
    (value) =>
      typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : value,
    z.int({ error }).min(least, { error }).max(most, { error }),
  );
}

/** A boolean, as `true` or `false` in an environment variable. */
export const settingFlag = z.preprocess(
  (value) => (typeof value === 'string' ? (FLAGS[value.trim().toLowerCase()] ?? value) : value),
  z.boolean({ error: 'must be true or false' }),
);
const FLAGS: Readonly<Record<string, boolean>> = {
  true: true,
  '1': true,
  yes: true,
  on: true,
  false: false,
  '0': false,
  no: false,
  off: false,
};

/** A share: above 0 and up to 1. */
export const settingShare = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value),
  z
    .number({ error: 'must be a number above 0 and up to 1' })
    .gt(0, { error: 'must be a number above 0 and up to 1' })
    .max(1, { error: 'must be a number above 0 and up to 1' }),
);

/** The address of an API, without the slash at its end. */
export const settingUrl = z
  .url({ protocol: /^https?$/, error: 'must be a URL that begins with https:// or http://' })
  .transform((url) => url.replace(/\/+$/, ''))
  .pipe(z.string());

function listOf(value: unknown): unknown {
  const list = typeof value === 'string' ? listOfText(value) : value;
  if (!Array.isArray(list)) return list;
  const items = list.map((item: unknown) => (typeof item === 'string' ? item.trim() : item));
  const named = new Set(items.filter((item) => item !== ''));
  return named.size === 0 ? undefined : [...named];
}

function listOfText(text: string): unknown {
  if (!text.trimStart().startsWith('[')) return text.split(',');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
