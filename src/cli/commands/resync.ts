import type { Logger } from 'pino';
import { z } from 'zod';
import { loadSettings, type Settings } from '../../config/settings.ts';
import { readYamlFile } from '../../config/yaml-file.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { NdjsonFileSink, NdjsonStreamSink } from '../../app/ndjson-sink.ts';
import type { Sink } from '../../ledger/sink.ts';
import { exitCodeOf, type ExitCode } from '../exit.ts';
import { mappingFile, plansFromMapping } from '../../app/mapping-plans.ts';
import { AwsNameLookup, type NameLookup } from '../../app/name-lookup.ts';
import { accountIdsOf, listOf, parseFlags, regionsOf } from '../names.ts';
import { mappingForPort } from '../../app/port-mapping.ts';
import { createEvaluator } from '../../app/evaluator.ts';
import { createPortClient } from '../../app/port-client.ts';
import { openPortRun } from '../../app/port-run.ts';
import { openState } from '../../app/state.ts';
import {
  createLogger,
  LiveProgress,
  LoggedProgress,
  NO_PROGRESS,
  type Progress,
} from '../progress.ts';
import { runScope, type ScopeLimits } from '../../app/run-scope.ts';
import { runtimeOpener, type RuntimeOpener } from '../../app/runtime.ts';
import { secretsOf } from '../../app/secrets.ts';
import type { Terminal } from '../terminal.ts';
import { describeRun, watchedRun, type RunOutputs, type WatchedRun } from '../watched-run.ts';
import { dryRun } from './dry-run.ts';

/** Flags that say which part of the estate a command reads, and how. */
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

const Flags = ScopeFlags.extend({
  sink: z.enum(['ndjson', 'port'], { error: 'must be ndjson or port' }).default('ndjson'),
  output: z.string().optional(),
  report: z.string().optional(),
  dryRun: z.boolean().optional(),
  compare: z.boolean().optional(),
});

/** `longshore resync` */
export async function runResync(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const settings = await settingsOf(given, terminal);
  const logger = createLogger(terminal, settings);
  const open = opener(settings, logger, terminal);
  if (given.sink === 'port') {
    if (given.output !== undefined) {
      throw new ConfigurationError('--output and --sink port exclude each other', {
        remedy: 'leave out one of them',
      });
    }
    if (given.dryRun === true) {
      throw new ConfigurationError('--dry-run says what would be read, not what would be written', {
        remedy: 'use: longshore plan',
      });
    }
    return resyncIntoPort(given, settings, open, logger, terminal);
  }
  const lookup = new AwsNameLookup({ open, signal: terminal.signal });
  const mapping = await plansFromMapping(await mappingFile(given.config, terminal.cwd), {
    only: listOf(given.kinds),
    warn: (message) => {
      logger.warn({}, message);
    },
    lookup,
  });
  const limits = await limitsOf(given, lookup);
  const scope = runScope(limits, mapping, { settings, secrets: terminal.secrets });
  if (given.dryRun === true) return dryRun(scope, open, terminal);
  const progress = progressFor(given.output, logger, terminal);
  const openSink = (): Promise<Sink | undefined> => sinkFor(given.output, terminal);
  const run = await watchedRun(scope, { openSink, report: given.report }, open, progress, terminal);
  return end(run, logger, terminal);
}

async function resyncIntoPort(
  given: z.output<typeof Flags>,
  settings: Settings,
  open: RuntimeOpener,
  logger: Logger,
  terminal: Terminal,
): Promise<ExitCode> {
  const { cwd, signal, env } = terminal;
  using client = createPortClient(settings);
  const document = await mappingForPort(given.config, cwd, client, signal);
  const lookup = new AwsNameLookup({ open, signal });
  const kinds = listOf(given.kinds);
  const warn = (message: string): void => {
    logger.warn({}, message);
  };
  const mapping = await plansFromMapping(document, { only: kinds, warn, lookup });
  const limits = await limitsOf(given, lookup);
  const scope = runScope(limits, mapping, { settings, secrets: terminal.secrets });
  await using store = await openState(settings, cwd);
  await using evaluator = createEvaluator(settings, env);
  const outputs: RunOutputs = {
    report: given.report,
    openPort: (running) =>
      openPortRun({
        settings,
        scope,
        client,
        store,
        evaluator,
        cwd,
        signal: running,
        comparesWithPort: given.compare,
      }),
  };
  const progress = progressFor(undefined, logger, terminal);
  return end(await watchedRun(scope, outputs, open, progress, terminal), logger, terminal);
}

/** The settings of a command from its flags, the environment and the file that it names. */
export async function settingsOf(
  { settings: name, seed, concurrency, state }: z.output<typeof ScopeFlags>,
  { env, secrets }: Terminal,
): Promise<Settings> {
  const file = name === undefined ? undefined : await readYamlFile(name);
  const flags = { seed, concurrency, stateDirectory: state };
  const settings = loadSettings({ env, flags, file });
  secrets.add(...secretsOf(settings));
  return settings;
}

/** Opens AWS as the settings say; what is odd in them goes to the log. */
export function opener(
  settings: Settings,
  logger: Logger,
  { secrets }: Pick<Terminal, 'secrets'>,
): RuntimeOpener {
  const warn = (message: string): void => {
    logger.warn({}, message);
  };
  return runtimeOpener({ settings, secrets, warn });
}

/**
 * Which part of the estate the flags say.
 *
 * @throws {ConfigurationError} for a malformed account id, or a region that is not there.
 */
export async function limitsOf(
  { kinds, accounts, regions, acceptRemovals }: z.output<typeof ScopeFlags>,
  lookup: NameLookup,
): Promise<ScopeLimits> {
  return {
    kinds: listOf(kinds),
    accounts: accountIdsOf(accounts),
    regions: await regionsOf(regions, lookup),
    acceptsRemovals: acceptRemovals,
  };
}

function end(run: WatchedRun, logger: Logger, terminal: Terminal): ExitCode {
  const { stderr } = terminal;
  const { ledger, port } = run;
  if (stderr.isTTY === true) {
    stderr.write(describeRun(run, stderr, terminal));
  } else {
    const { status, totals, causes, histories } = ledger;
    logger.info(
      { status, ...totals, causes, histories, ...(port !== undefined && { port }) },
      'run ended',
    );
  }
  return exitCodeOf(ledger.status);
}

/** Shows how a run goes: on a terminal in place, else as log lines. */
export function progressFor(
  output: string | undefined,
  logger: Logger,
  { stdout, stderr }: Terminal,
): Progress {
  if (stderr.isTTY !== true) return new LoggedProgress(logger);
  return output === '-' && stdout.isTTY === true ? NO_PROGRESS : new LiveProgress(stderr);
}

async function sinkFor(
  output: string | undefined,
  { stdout, signal }: Terminal,
): Promise<Sink | undefined> {
  if (output === '-') return new NdjsonStreamSink(stdout, 'stdout');
  if (output !== undefined) return NdjsonFileSink.open(output, signal);
  // Nobody reads thousands of JSON lines on a screen; a pipe wants them.
  return stdout.isTTY === true ? undefined : new NdjsonStreamSink(stdout, 'stdout');
}
