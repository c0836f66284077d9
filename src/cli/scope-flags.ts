import type { Logger } from 'pino';
import { z } from 'zod';
import { plansFromMapping } from '../app/mapping-plans.ts';
import { AwsNameLookup, type NameLookup } from '../app/name-lookup.ts';
import { runScope, type RunScope, type ScopeLimits } from '../app/run-scope.ts';
import { runtimeOpener, type RuntimeOpener } from '../app/runtime.ts';
import { secretsOf } from '../app/secrets.ts';
import { loadSettings, type Settings } from '../config/settings.ts';
import { readYamlFile } from '../config/read-yaml-file.ts';
import type { YamlFile } from '../config/yaml-file.ts';
import { accountIdsOf, listOf, regionsOf } from './names.ts';
import { createLogger } from './progress.ts';
import { StatusArea } from './status-area.ts';
import type { Terminal } from './terminal.ts';

/** Flags that limit what a command reads and how it reads. */
export const ScopeFlags = z.object({
  config: z.string().optional(),
  settings: z.string().optional(),
  kinds: z.string().optional(),
  accounts: z.string().optional(),
  regions: z.string().optional(),
  seed: z.string().optional(),
  concurrency: z.string().optional(),
  state: z.string().optional(),
  acceptRemovals: z.boolean().optional(),
});
export type ScopeFlags = z.output<typeof ScopeFlags>;

/** Dependencies of a command that reads AWS. */
export interface ReadingCommand {
  readonly settings: Settings;
  readonly logger: Logger;
  /** Where progress is drawn; the log goes above it. */
  readonly area: StatusArea;
  /** Opens AWS with these settings. */
  readonly open: RuntimeOpener;
}

/** Prepares a command from its flags, the environment and the settings file. */
export async function readingCommand(
  flags: ScopeFlags,
  terminal: Terminal,
): Promise<ReadingCommand> {
  const settings = await settingsOf(flags, terminal);
  const area = new StatusArea(terminal.stderr);
  const logger = createLogger(terminal, settings, { area });
  const { secrets } = terminal;
  const open = runtimeOpener({ settings, secrets, failsFast: true, warn: warnOf(logger) });
  return { settings, logger, area, open };
}

/**
 * The scope that the flags and the mapping select.
 *
 * @throws {ConfigurationError} for a malformed account id, an unknown region or an invalid mapping
 */
export async function scopeToRead(
  flags: ScopeFlags,
  document: YamlFile,
  { settings, logger, open }: ReadingCommand,
  { secrets, signal, cwd }: Terminal,
): Promise<RunScope> {
  const lookup = new AwsNameLookup({ open, signal });
  const only = listOf(flags.kinds);
  const warn = warnOf(logger);
  const mapping = await plansFromMapping(document, { only, warn, lookup });
  return runScope(await limitsOf(flags, lookup), mapping, { settings, secrets, cwd, warn });
}

async function settingsOf(
  { settings: name, seed, concurrency, state }: ScopeFlags,
  { env, secrets }: Terminal,
): Promise<Settings> {
  const file = name === undefined ? undefined : await readYamlFile(name);
  const flags = { seed, concurrency, stateDirectory: state };
  const settings = loadSettings({ env, flags, file });
  secrets.add(...secretsOf(settings));
  return settings;
}

async function limitsOf(
  { kinds, accounts, regions, acceptRemovals }: ScopeFlags,
  lookup: NameLookup,
): Promise<ScopeLimits> {
  return {
    kinds: listOf(kinds),
    accounts: accountIdsOf(accounts),
    regions: await regionsOf(regions, lookup),
    acceptsRemovals: acceptRemovals,
  };
}

/** Logs a warning without fields. */
export function warnOf(logger: Logger): (message: string) => void {
  return (message) => {
    logger.warn({}, message);
  };
}
