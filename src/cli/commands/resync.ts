import type { Logger } from 'pino';
import { z } from 'zod';
import { createEvaluator } from '../../app/evaluator.ts';
import { mappingFile } from '../../app/mapping-plans.ts';
import { NdjsonFileSink, NdjsonStreamSink } from '../../app/ndjson-sink.ts';
import { createPortClient } from '../../app/port-client.ts';
import { runEndFields } from '../../app/run-log.ts';
import { mappingForPort } from '../../app/port-mapping.ts';
import { openPortRun } from '../../app/port-run.ts';
import type { RunScope } from '../../app/run-scope.ts';
import { openState } from '../../app/state.ts';
import { storeBesidePort, storeForRun } from '../../app/store/run-store.ts';
import type { Sink } from '../../ledger/sink.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { exitCodeOf, type ExitCode } from '../exit.ts';
import { oneOf, SINKS } from '../flag-words.ts';
import { parseFlags } from '../names.ts';
import { progressFor } from '../progress-for.ts';
import {
  readingCommand,
  ScopeFlags,
  scopeToRead,
  type ReadingCommand,
  warnOf,
} from '../scope-flags.ts';
import type { Terminal } from '../terminal.ts';
import { describeRun, watchedRun, type RunOutputs, type WatchedRun } from '../watched-run.ts';
import { dryRun } from './dry-run.ts';
import { storeDryRun } from './store-dry-run.ts';

const Flags = ScopeFlags.extend({
  sink: oneOf(SINKS),
  output: z.string().optional(),
  report: z.string().optional(),
  dryRun: z.boolean().optional(),
  compare: z.boolean().optional(),
  json: z.boolean().optional(),
});

/** `longshore resync` */
export async function runResync(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const command = await readingCommand(given, terminal);
  if (given.sink !== 'ndjson' && given.output !== undefined) {
    throw new ConfigurationError(`--output cannot be used with --sink ${given.sink}`, {
      remedy: 'leave out one of them',
    });
  }
  if (given.json === true && (given.sink !== 'store' || given.dryRun !== true)) {
    throw new ConfigurationError('--json is only for --sink store --dry-run', {
      remedy: 'leave it out, or add both',
    });
  }
  if (given.sink === 'port') {
    if (given.dryRun === true) {
      throw new ConfigurationError(
        '--dry-run cannot be used with --sink port: it shows what would be read',
        {
          remedy: 'to see what would be written, run: longshore plan',
        },
      );
    }
    return resyncIntoPort(given, command, terminal);
  }
  const { logger, open } = command;
  const document = await mappingFile(given.config, terminal.cwd);
  const scope = await scopeToRead(given, document, command, terminal);
  if (given.sink === 'store') {
    return given.dryRun === true
      ? end(await storeDryRun(given, scope, command, terminal), logger, terminal)
      : resyncIntoStore(given, scope, command, terminal);
  }
  if (given.dryRun === true) return dryRun(scope, open, terminal);
  const output = given.output ?? (terminal.stdout.isTTY === true ? undefined : '-');
  const progress = await progressFor(output, command, terminal);
  const openSink = (): Promise<Sink | undefined> => sinkFor(output, terminal);
  const outputs = { openSink, output, report: given.report };
  return end(await watchedRun(scope, outputs, open, progress, terminal), logger, terminal);
}

async function resyncIntoStore(
  { report }: z.output<typeof Flags>,
  scope: RunScope,
  command: ReadingCommand,
  terminal: Terminal,
): Promise<ExitCode> {
  const { settings, logger, open } = command;
  const { cwd, signal } = terminal;
  await using store = await storeForRun({ settings, cwd, logger, open, signal });
  const { openStored } = store;
  const outputs: RunOutputs = { report, sink: 'store', openSink: () => store.sink(), openStored };
  const progress = await progressFor(undefined, command, terminal);
  return end(await watchedRun(scope, outputs, open, progress, terminal), logger, terminal);
}

async function resyncIntoPort(
  given: z.output<typeof Flags>,
  command: ReadingCommand,
  terminal: Terminal,
): Promise<ExitCode> {
  const { settings, logger, open } = command;
  const { cwd, signal, env } = terminal;
  using client = createPortClient(settings, {
    firstContact: { failsFast: true, warn: warnOf(logger) },
  });
  const document = await mappingForPort(given.config, cwd, client, signal);
  const scope = await scopeToRead(given, document, command, terminal);
  await using store = await openState(settings, cwd);
  await using evaluator = createEvaluator(settings, env);
  await using resources = storeBesidePort({ settings, cwd, logger, open, signal });
  const run = { settings, scope, client, store, evaluator, cwd, comparesWithPort: given.compare };
  const outputs: RunOutputs = {
    report: given.report,
    openPort: (running) => openPortRun({ ...run, signal: running }),
    openStore: () => resources.sink(),
    openStored: resources.openStored,
  };
  const progress = await progressFor(undefined, command, terminal);
  return end(await watchedRun(scope, outputs, open, progress, terminal), logger, terminal);
}

function end(run: WatchedRun, logger: Logger, terminal: Terminal): ExitCode {
  const { stderr, verbosity } = terminal;
  const { ledger, port } = run;
  if (stderr.isTTY !== true) {
    const { status, totals, causes, causesOmitted, histories } = ledger;
    const ended = { status, totals, causes, causesOmitted, histories, port };
    logger.info({ ...totals, ...runEndFields(ended) }, 'run ended');
  } else if (verbosity !== 'quiet') {
    stderr.write(describeRun(run, stderr, terminal));
  }
  return exitCodeOf(ledger.status);
}

async function sinkFor(
  output: string | undefined,
  { stdout, signal }: Terminal,
): Promise<Sink | undefined> {
  if (output === '-') return new NdjsonStreamSink(stdout, 'stdout');
  return output === undefined ? undefined : NdjsonFileSink.open(output, signal);
}
