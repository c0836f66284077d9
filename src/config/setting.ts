import { z } from 'zod';

/** One setting: its names, what it means, and how its text is read. */
export interface Setting<Value> {
  /** camelCase, as in Ocean's `config.yaml` and in `.port/spec.yaml`. */
  readonly name: string;
  /** Environment variables, the first that is set counts. */
  readonly env: readonly string[];
  readonly description: string;
  /** Part of the integration's configuration: shown in Port's installer. */
  readonly isIntegration: boolean;
  readonly isSecret: boolean;
  /** As it is documented; undefined for none. */
  readonly defaultText: string | undefined;
  readonly schema: z.ZodType<Value>;
  /** The type in `.port/spec.yaml`. */
  readonly specType: 'string' | 'integer' | 'array';
}

/** A list that an environment variable writes with commas, or as JSON. */
export const listText = z.preprocess(
  (value) => {
    if (typeof value !== 'string') return value;
    if (value.trimStart().startsWith('[')) return jsonOf(value);
    const parts = value.split(',').map((part) => part.trim());
    return [...new Set(parts.filter((part) => part !== ''))];
  },
  z.array(z.string(), { error: 'must be a list of text: a JSON array, or separated by commas' }),
);

/** A whole number, which an environment variable writes as text. */
export function wholeNumber(least: number, most: number): z.ZodType<number> {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
