import type { Logger } from 'pino';
import { z } from 'zod';
import type { CallObserver } from '../../aws/call-observer.ts';
import { loadSettings } from '../../config/settings.ts';
import { readYamlFile } from '../../config/yaml-file.ts';
import { DISCOVERY_KINDS } from '../../ledger/scope.ts';
import { Ledger } from '../../ledger/ledger.ts';
import { LongshoreError } from '../../lib/errors.ts';
import { NO_STORE, ReportFile } from '../../ledger/report.ts';
import { ResyncHandlers } from '../../resync/handler.ts';
import { resync } from '../../resync/resync.ts';
import type { RunEvent } from '../../resync/run-event.ts';
import { NdjsonFileSink, NdjsonStreamSink } from '../../sink/ndjson-sink.ts';
import type { Sink } from '../../sink/sink.ts';
import { exitCodeOf, type ExitCode } from '../exit.ts';
import { plansFromMapping } from '../mapping-plans.ts';
import { accountIdsOf, listOf, parseFlags } from '../names.ts';
import {
  createLogger,
  LiveProgress,
  LoggedProgress,
  NO_PROGRESS,
  type Progress,
} from '../progress.ts';
import { runSummary } from '../run-report.ts';
import { createRuntime, type Runtime } from '../runtime.ts';
import { coloursFor, type Terminal } from '../terminal.ts';
import type { RunScope } from '../run-scope.ts';
import { dryRun } from './dry-run.ts';

const Flags = z.object({
  config: z.string().optional(),
  settings: z.string().optional(),
  kinds: z.string().optional(),
  accounts: z.string().optional(),
  regions: z.string().optional(),
  output: z.string().optional(),
  report: z.string().optional(),
  dryRun: z.boolean().optional(),
  seed: z.string().optional(),
  concurrency: z.string().optional(),
});

/** `longshore resync` */
export async function runResync(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const file = given.settings === undefined ? undefined : await readYamlFile(given.settings);
  const { seed, concurrency } = given;
  const settings = loadSettings({ env: terminal.env, flags: { seed, concurrency }, file });
  const mapping = await plansFromMapping(
    given.config,
    listOf(given.kinds),
    terminal.cwd,
    new ResyncHandlers(),
  );
  const regions = listOf(given.regions);
  const scope: RunScope = {
    mapping,
    accounts: accountIdsOf(given.accounts),
    regions: regions === undefined ? undefined : new Set(regions),
    seed: settings.seed,
    concurrency: settings.concurrency,
  };
  const logger = createLogger(terminal, settings.logLevel);
  const warn = (message: string): void => {
    logger.warn({}, message);
  };
  const open = (observer: CallObserver, signal: AbortSignal): Runtime =>
    createRuntime({ settings, signal, observer, warn });
  if (given.dryRun === true) return dryRun(scope, open, terminal);

  const progress = progressFor(given.output, logger, terminal);
  const openSink = (): Promise<Sink | undefined> => sinkFor(given.output, terminal);
  const ledger = await read(scope, { openSink, report: given.report }, open, progress, terminal);
  if (!terminal.stderr.isTTY) {
    logger.info({ status: ledger.status, ...ledger.totals, causes: ledger.causes }, 'run ended');
  }
  return exitCodeOf(ledger.status);
}

function progressFor(
  output: string | undefined,
  logger: Logger,
  { stdout, stderr }: Terminal,
): Progress {
  if (!stderr.isTTY) return new LoggedProgress(logger);
  return output === '-' && stdout.isTTY ? NO_PROGRESS : new LiveProgress(stderr);
}

/** Where a run's results go. */
export interface RunOutputs {
  /** Called once; without a sink, resources are only counted. */
  openSink(): Promise<Sink | undefined>;
  /** The file for the ledger. */
  readonly report?: string | undefined;
}

/** Reads the estate into its outputs, and shows how it went. */
export async function read(
  scope: RunScope,
  outputs: RunOutputs,
  open: (observer: CallObserver, signal: AbortSignal) => Runtime,
  progress: Progress,
  terminal: Terminal,
): Promise<Ledger> {
  const stop = new AbortController();
  const signal = AbortSignal.any([terminal.signal, stop.signal]);
  const report = outputs.report === undefined ? undefined : await ReportFile.open(outputs.report);
  const sink = await outputs.openSink();
  const startedAt = Date.now();
  const ledger = new Ledger(new Date(startedAt), report ?? NO_STORE);
  const observer: CallObserver = ({ service, operation, number, error }) => {
    ledger.countCall(`${service}:${operation}`, {
      isRetry: number > 1,
      isThrottle: error?.class === 'throttled',
      isError: error !== undefined,
    });
  };
  using runtime = open(observer, signal);
  try {
    await drain(events(scope, runtime, observer, signal), ledger, sink, progress);
    progress.end();
    throwIfNothingWasOpened(ledger);
    if (ledger.status === 'cancelled') await sink?.abandon();
    else await sink?.finish();
  } catch (error) {
    stop.abort(error);
    await sink?.abandon();
    ledger.fail();
    throw error;
  } finally {
    progress.end();
    await report?.finish(ledger, new Date());
  }
  if (terminal.stderr.isTTY) {
    const colours = coloursFor(terminal.stderr, terminal.env);
    terminal.stderr.write(runSummary(ledger, Date.now() - startedAt, colours));
  }
  return ledger;
}

function events(
  { mapping, accounts, regions, seed, concurrency }: RunScope,
  runtime: Runtime,
  observer: CallObserver,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, void> {
  return resync({
    plans: mapping.plans,
    directory: runtime.discovery,
    discoveryCalls: () => runtime.discoveryCalls(),
    clients: runtime.clients,
    clock: runtime.clock,
    observer,
    signal,
    accounts,
    regions,
    seed,
    scopesInFlight: concurrency * 2, // some of them wait for a rate limit, and hold no request
  });
}

async function drain(
  stream: AsyncIterable<RunEvent>,
  ledger: Ledger,
  sink: Sink | undefined,
  progress: Progress,
): Promise<void> {
  for await (const event of stream) {
    progress.event(event);
    if (event.type === 'batch') await sink?.write(event.batch);
    else await ledger.record(event.record);
  }
}

async function sinkFor(
  output: string | undefined,
  { stdout }: Terminal,
): Promise<Sink | undefined> {
  if (output === '-') return new NdjsonStreamSink(stdout, 'stdout');
  if (output !== undefined) return NdjsonFileSink.open(output);
  // Nobody reads thousands of JSON lines on a screen; a pipe wants them.
  return stdout.isTTY ? undefined : new NdjsonStreamSink(stdout, 'stdout');
}

/** Thrown when a run could not open a single account: it has read nothing, which is more than a gap. */
class NothingReadError extends LongshoreError {
  readonly code = 'nothing-read';
  readonly audience = 'operator';
}

function throwIfNothingWasOpened(ledger: Ledger): void {
  const opened = ledger.kinds.find(({ kind }) => kind === 'credentials')?.complete ?? 0;
  if (opened > 0 || ledger.status !== 'incomplete') return;
  ledger.fail();
  const cause = ledger.causes.find(({ kind }) => DISCOVERY_KINDS.some((step) => step === kind));
  throw new NothingReadError(`no account could be read: ${cause?.message ?? 'none was found'}`, {
    remedy: cause?.remedy ?? 'check the settings of accounts and the mapping',
  });
}
