import type { Logger } from 'pino';
import { z } from 'zod';
import { createEvaluator } from '../../app/evaluator.ts';
import { mappingFile } from '../../app/mapping-plans.ts';
import { NdjsonFileSink, NdjsonStreamSink } from '../../app/ndjson-sink.ts';
import { createPortClient } from '../../app/port-client.ts';
import { mappingForPort } from '../../app/port-mapping.ts';
import { openPortRun } from '../../app/port-run.ts';
import { openState } from '../../app/state.ts';
import type { Sink } from '../../ledger/sink.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { exitCodeOf, type ExitCode } from '../exit.ts';
import { parseFlags } from '../names.ts';
import { progressFor } from '../progress.ts';
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
  const command = await readingCommand(given, terminal);
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
    return resyncIntoPort(given, command, terminal);
  }
  const { logger, open } = command;
  const document = await mappingFile(given.config, terminal.cwd);
  const scope = await scopeToRead(given, document, command, terminal);
  if (given.dryRun === true) return dryRun(scope, open, terminal);
  const progress = progressFor(given.output, logger, terminal);
  const openSink = (): Promise<Sink | undefined> => sinkFor(given.output, terminal);
  const run = await watchedRun(scope, { openSink, report: given.report }, open, progress, terminal);
  return end(run, logger, terminal);
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
  const run = { settings, scope, client, store, evaluator, cwd, comparesWithPort: given.compare };
  const outputs: RunOutputs = {
    report: given.report,
    openPort: (running) => openPortRun({ ...run, signal: running }),
  };
  const progress = progressFor(undefined, logger, terminal);
  return end(await watchedRun(scope, outputs, open, progress, terminal), logger, terminal);
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

async function sinkFor(
  output: string | undefined,
  { stdout, signal }: Terminal,
): Promise<Sink | undefined> {
  if (output === '-') return new NdjsonStreamSink(stdout, 'stdout');
  if (output !== undefined) return NdjsonFileSink.open(output, signal);
  // Nobody reads thousands of JSON lines on a screen; a pipe wants them.
  return stdout.isTTY === true ? undefined : new NdjsonStreamSink(stdout, 'stdout');
}
