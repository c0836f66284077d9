import { z } from 'zod';
import { secretsOf } from '../app/secrets.ts';
import { loadSettings, type Settings } from '../config/settings.ts';
import { readYamlFile } from '../config/read-yaml-file.ts';
import type { Terminal } from './terminal.ts';

/** Flags that say which store a command reads. */
export const StoreFlags = z.object({
  settings: z.string().optional(),
  state: z.string().optional(),
});

/** The settings of a command that needs the store, and no mapping. */
export async function storeSettings(
  {
    settings: name,
    state,
    prices,
    acceptLostPrices,
  }: z.output<typeof StoreFlags> & {
    readonly prices?: string | undefined;
    readonly acceptLostPrices?: boolean | undefined;
  },
  { env, secrets, stderr }: Pick<Terminal, 'env' | 'secrets' | 'stderr'>,
): Promise<Settings> {
  const file = name === undefined ? undefined : await readYamlFile(name);
  const settings = loadSettings({
    env,
    file,
    flags: {
      stateDirectory: state,
      pricesFile: prices,
      acceptLostPrices: acceptLostPrices === true ? 'true' : undefined,
    },
  });
  secrets.add(...secretsOf(settings));
  for (const problem of settings.warnings) stderr.write(`setting ignored: ${problem}\n`);
  return settings;
}
