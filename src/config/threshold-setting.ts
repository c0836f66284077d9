import { z } from 'zod';
import { ownSetting, settingList, type Setting } from './setting.ts';

interface NumberThreshold {
  readonly setting: string;
  readonly meaning: string;
  readonly default: number;
  readonly least: number;
  readonly most: number;
}

interface WordsThreshold {
  readonly setting: string;
  readonly meaning: string;
  readonly default: readonly string[];
}

/** A setting for a number that decides the verdict of a finding. */
export function numberThreshold(
  name: string,
  { setting, meaning, default: value, least, most }: NumberThreshold,
): Setting<number> {
  const error = `must be a number from ${least} to ${most}`;
  const schema = z.preprocess(
    (given) => (typeof given === 'string' && given.trim() !== '' ? Number(given) : given),
    z.number({ error }).min(least, { error }).max(most, { error }).default(value),
  );
  return ownSetting(name, {
    env: [setting],
    description: meaning,
    schema,
    defaultText: String(value),
  });
}

/** A setting for words that decide the verdict of a finding. */
export function wordsThreshold(
  name: string,
  { setting, meaning, default: words }: WordsThreshold,
): Setting<readonly string[]> {
  const schema = settingList
    .transform((given) => given ?? words)
    .pipe(z.array(z.string()).readonly());
  return ownSetting(name, {
    env: [setting],
    description: meaning,
    schema,
    defaultText: words.join(','),
    specType: 'array',
  });
}
