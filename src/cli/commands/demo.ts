import { z } from 'zod';
import type { Batch } from '../../core/exporters/resource.ts';
import { loadSettings } from '../../config/settings.ts';
import { OBJECT_KINDS, loadKind } from '../../core/exporters/registry.ts';
import type { Kind } from '../../core/exporters/kind.ts';
import { handlerOf } from '../../resync/handler.ts';
import { readPlan } from '../../resync/read-plan.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { ESTATE_SIZES } from '../../sandbox/estate/estate.ts';
import { NdjsonFileSink, NdjsonStreamSink } from '../../sink/ndjson-sink.ts';
import type { Sink } from '../../sink/sink.ts';
import { exitCodeOf, EXIT, type ExitCode } from '../exit.ts';
import type { MappingPlans } from '../mapping-plans.ts';
import { parseFlags } from '../names.ts';
import { LiveProgress, NO_PROGRESS } from '../progress.ts';
import { runSummary } from '../run-report.ts';
import { createRuntime } from '../runtime.ts';
import { coloursFor, type Terminal } from '../terminal.ts';
import { read } from './resync.ts';

const Flags = z.object({
  seed: z.string(),
  output: z.string().optional(),
  report: z.string().optional(),
});

/** `longshore demo`: a resync of a small estate in which a few things go wrong, on purpose. */
export async function runDemo(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  await using sandbox = await startSandbox({
    estate: { seed: given.seed, ...ESTATE_SIZES.small, accounts: 4 },
    latencyMs: 20,
  });
  const colours = coloursFor(terminal.stdout, terminal.env);
  terminal.stdout.write(`${introduction(sandbox)}\n\n`);
  addFaults(sandbox);

  const settings = loadSettings({ env: { ...sandboxSettings(sandbox), AWS_MAX_ATTEMPTS: '4' } });
  for (const [name, value] of Object.entries(sandbox.environment)) process.env[name] = value;
  const mapping = await everything();
  const startedAt = Date.now();
  const ledger = await read(
    {
      mapping,
      accounts: undefined,
      regions: undefined,
      seed: given.seed,
      concurrency: settings.concurrency,
    },
    { openSink: () => sinkFor(given.output, terminal), report: given.report },
    (observer, signal) => createRuntime({ settings, signal, observer, warn: () => undefined }),
    terminal.stderr.isTTY ? new LiveProgress(terminal.stderr) : NO_PROGRESS,
    terminal,
  );
  if (!terminal.stderr.isTTY) {
    terminal.stdout.write(runSummary(ledger, Date.now() - startedAt, colours));
  }
  terminal.stdout.write(`\n${conclusion(given)}\n`);
  // The faults are the point of the demo: it went well if they were found, and nothing else.
  return ledger.status === 'incomplete' ? EXIT.complete : exitCodeOf(ledger.status);
}

async function sinkFor(output: string | undefined, { stdout }: Terminal): Promise<Sink> {
  if (output === undefined) return new SampleSink(stdout);
  return output === '-' ? new NdjsonStreamSink(stdout, 'stdout') : NdjsonFileSink.open(output);
}

/** How much of a resource a line shows, in characters. */
const SAMPLE_WIDTH = 118;

/** Shows the first resource of each kind at the end, when no progress is drawn any more. */
class SampleSink implements Sink {
  readonly #stream: NodeJS.WriteStream;
  readonly #samples = new Map<string, string>();

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  write({ resources: [first] }: Batch): Promise<void> {
    if (first !== undefined && !this.#samples.has(first.Type)) {
      const line = JSON.stringify(first);
      const isLong = line.length > SAMPLE_WIDTH;
      this.#samples.set(first.Type, isLong ? `${line.slice(0, SAMPLE_WIDTH)}…` : line);
    }
    return Promise.resolve();
  }

  finish(): Promise<void> {
    for (const line of this.#samples.values()) this.#stream.write(`${line}\n`);
    this.#stream.write('\n');
    return Promise.resolve();
  }

  abandon(): Promise<void> {
    return Promise.resolve();
  }
}

function introduction({ estate, endpoint }: Sandbox): string {
  return [
    `A made-up AWS organization of ${estate.accountIds.length} accounts in ${estate.regions.length} regions, served at ${endpoint}.`,
    'Three things are wrong with it: one account may not read a region, one is throttled by SQS,',
    'and one role may not read bucket encryption. Watch what becomes of them.',
  ].join('\n');
}

function addFaults(sandbox: Sandbox): void {
  const [, second = '', third = '', fourth = ''] = sandbox.estate.accountIds;
  sandbox.setFaults([
    { type: 'deny', account: second, region: 'eu-west-1', service: 'ec2' },
    { type: 'throttle', account: third, service: 'sqs' },
    { type: 'deny', account: fourth, service: 's3', operation: 'GetBucketEncryption' },
  ]);
}

function sandboxSettings(sandbox: Sandbox): Readonly<Record<string, string>> {
  return {
    OCEAN__INTEGRATION__CONFIG__ACCOUNT_ROLE_ARN: sandbox.roleArn(sandbox.managementAccountId),
  };
}

/** Every kind with its options. */
async function everything(): Promise<MappingPlans> {
  const kinds: Kind[] = [];
  for (const name of OBJECT_KINDS) kinds.push(await loadKind(name));
  const plans = kinds.map((kind) => {
    const includeActions = kind.actions.options.map((action) => action.name);
    const selector = { query: 'true', regionPolicy: { allow: [], deny: [] }, includeActions };
    return readPlan(handlerOf(kind), [selector]);
  });
  return { kinds, plans };
}

function conclusion({
  output,
  report,
}: {
  output?: string | undefined;
  report?: string | undefined;
}): string {
  const lines = [
    'Everything else was read to its last page. What could not be read is reported, never taken for gone.',
  ];
  if (output === undefined)
    lines.push('See the resources themselves: longshore demo --output resources.ndjson');
  if (report === undefined)
    lines.push('See every scope and call:      longshore demo --report report.json');
  return lines.join('\n');
}
