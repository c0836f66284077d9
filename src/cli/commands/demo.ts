import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { loadSettings, type Settings } from '../../config/settings.ts';
import { parseYaml } from '../../config/yaml-file.ts';
import { loadKind, OBJECT_KINDS } from '../../core/exporters/registry.ts';
import { actionNamesOf } from '../../core/exporters/action-names.ts';
import { convergeBlueprints } from '../../catalog/converge-blueprints.ts';
import { SANDBOX_KEY } from '../../sandbox/credentials.ts';
import { ESTATE_SIZES, type EstateKind } from '../../sandbox/estate/estate.ts';
import type { Fault } from '../../sandbox/faults.ts';
import { startEmbeddedPort, type EmbeddedPort } from '../../sandbox/port/embedded-port.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { NdjsonFileSink, NdjsonStreamSink } from '../../app/ndjson-sink.ts';
import type { Sink } from '../../ledger/sink.ts';
import { openStore } from '../../app/store/open-store.ts';
import { ResourceSink } from '../../store/resource-sink.ts';
import type { Store } from '../../store/store.ts';
import { demoQueries } from '../demo-queries.ts';
import { defaultBlueprints } from '../../app/default-blueprints.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { mappingFile, plansFromMapping, type MappingPlans } from '../../app/mapping-plans.ts';
import { parseFlags } from '../names.ts';
import { portSummary } from '../port-report.ts';
import { createEvaluator } from '../../app/evaluator.ts';
import { createPortClient } from '../../app/port-client.ts';
import { openPortRun } from '../../app/port-run.ts';
import { openState } from '../../app/state.ts';
import { LiveProgress, NO_PROGRESS } from '../progress.ts';
import { runSummary } from '../run-report.ts';
import { runtimeOpener } from '../../app/runtime.ts';
import { coloursFor, type Terminal } from '../terminal.ts';
import { runScope } from '../../app/run-scope.ts';
import { watchedRun, type RunOutputs, type WatchedRun } from '../watched-run.ts';

const Flags = z.object({
  seed: z.string(),
  size: z.enum(['small', 'large'], { error: 'must be small or large' }),
  output: z.string().optional(),
  report: z.string().optional(),
});

/** `longshore demo`: a small estate in which things go wrong on purpose, three times into a catalog. */
export async function runDemo(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const { stdout, env } = terminal;
  const colours = coloursFor(stdout, env);
  const say = (text: string): void => {
    stdout.write(`${text}\n\n`);
  };
  await using stage = await setStage(given, terminal);
  const { sandbox, port, estate } = stage;

  say(introduction(sandbox, port));
  sandbox.setFaults(firstFaults(sandbox));
  const outputs: RunOutputs = {
    openSink: () => sinkFor(given.output),
    openStore: () => stage.openStoreSink(),
    report: given.report,
  };
  const first = await stage.run(outputs);
  say(colours.bold('1. The first run reads everything, and fills the catalog.'));
  stdout.write(runSummary(first.ledger, first.elapsedMs, colours));
  stdout.write(`\n${portLines(first, colours)}\n`);

  const second = await stage.run({});
  say(colours.bold('2. The second run finds nothing changed: nothing is written.'));
  stdout.write(`${portLines(second, colours)}\n`);

  estate.shrink('AWS::SQS::Queue', 2);
  sandbox.setFaults([...firstFaults(sandbox), ...thirdFaults(sandbox)]);
  const third = await stage.run({});
  say(
    colours.bold(
      '3. Two queues are deleted in every region that has some, and one account denies everything.',
    ),
  );
  stdout.write(`${portLines(third, colours)}\n`);
  say(await demoQueries(stage.resources, colours, terminal.signal));
  stdout.write(`${conclusion(given)}\n`);
  // The faults are the point of the demo: it went well if they were found, and nothing else.
  const isAsExpected = [first, second, third].every(({ ledger }) => ledger.status === 'incomplete');
  const wrote = (second.port?.created ?? 0) + (second.port?.updated ?? 0);
  return isAsExpected && wrote === 0 && (third.port?.deleted ?? 0) > 0 ? EXIT.complete : EXIT.error;

  async function sinkFor(output: string | undefined): Promise<Sink | undefined> {
    if (output === undefined) return undefined;
    if (output === '-') return new NdjsonStreamSink(stdout, 'stdout');
    return NdjsonFileSink.open(output, terminal.signal);
  }
}

/** Everything that the runs of the demo share. */
interface Stage extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly port: EmbeddedPort;
  readonly estate: { shrink(kind: EstateKind, by: number): void };
  /** Takes what the first run reads. */
  readonly resources: Store;
  openStoreSink(): Promise<Sink>;
  run(outputs: RunOutputs): Promise<WatchedRun>;
}

async function setStage(
  { seed, size }: Pick<z.output<typeof Flags>, 'seed' | 'size'>,
  terminal: Terminal,
): Promise<Stage> {
  const stack = new AsyncDisposableStackOf();
  const { estate, options } = shrinkingEstate(seed, size);
  const sandbox = stack.use(await startSandbox({ estate: options, latencyMs: 20 }));
  const port = stack.use(await startEmbeddedPort({ latencyMs: 5 }));
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-demo-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const settings = settingsFor(sandbox, port, { folder, seed });
  const client = createPortClient(settings);
  stack.defer(() => {
    client[Symbol.dispose]();
  });
  await convergeBlueprints(client, await defaultBlueprints(), terminal.signal);
  const evaluator = stack.use(createEvaluator(settings, {}));
  const store = stack.use(await openState(settings, folder));
  const resources = stack.use(await openStore(settings, folder));
  const { secrets } = terminal;
  const clients = { endpointOf: () => sandbox.endpoint };
  const mapping = await everything(terminal.cwd);
  const scope = runScope({}, mapping, { settings, secrets });
  return {
    sandbox,
    port,
    estate,
    resources,
    openStoreSink: () => ResourceSink.open(resources, { runId: 'demo', now: () => Date.now() }),
    run: (outputs) =>
      watchedRun(
        scope,
        {
          ...outputs,
          openPort: (signal) =>
            openPortRun({ settings, scope, client, store, evaluator, signal, cwd: folder }),
        },
        runtimeOpener({ settings, secrets, clients, warn: () => undefined }),
        terminal.stderr.isTTY === true ? new LiveProgress(terminal.stderr) : NO_PROGRESS,
        terminal,
      ),
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

/** An estate of which the last resources of a kind can vanish while it is served. */
function shrinkingEstate(
  seed: string,
  size: 'small' | 'large',
): {
  readonly estate: Stage['estate'];
  readonly options: Parameters<typeof startSandbox>[0]['estate'];
} {
  const gone = new Map<EstateKind, number>();
  const counts = size === 'small' ? { ...ESTATE_SIZES.small, accounts: 4 } : ESTATE_SIZES.large;
  return {
    estate: {
      shrink(kind, by) {
        gone.set(kind, (gone.get(kind) ?? 0) + by);
      },
    },
    options: { seed, ...counts, shrinkBy: (kind) => gone.get(kind) ?? 0 },
  };
}

/** Closes what was opened, the last first. */
class AsyncDisposableStackOf implements AsyncDisposable {
  readonly #closers: (() => Promise<void> | void)[] = [];

  use<Thing extends AsyncDisposable>(thing: Thing): Thing {
    this.defer(async () => {
      await thing[Symbol.asyncDispose]();
    });
    return thing;
  }

  defer(close: () => Promise<void> | void): void {
    this.#closers.push(close);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const close of this.#closers.reverse()) await close();
  }
}

function portLines({ port }: WatchedRun, colours: ReturnType<typeof coloursFor>): string {
  return port === undefined ? '' : portSummary(port, colours);
}

function introduction({ estate, endpoint }: Sandbox, { baseUrl }: EmbeddedPort): string {
  return [
    `A made-up AWS organization of ${estate.accountIds.length} accounts in ${estate.regions.length} regions, served at ${endpoint},`,
    `and a made-up Port at ${baseUrl}. Three things are wrong: one account may not list instances`,
    'in a region, one is throttled by SQS, and one role may not read bucket encryption. Watch what becomes of them.',
  ].join('\n');
}

function firstFaults({ estate }: Sandbox): readonly Fault[] {
  const [, second = '', third = '', fourth = ''] = estate.accountIds;
  return [
    { type: 'deny', account: second, region: 'eu-west-1', operation: 'DescribeInstances' },
    { type: 'throttle', account: third, service: 'sqs' },
    { type: 'deny', account: fourth, service: 's3', operation: 'GetBucketEncryption' },
  ];
}

function thirdFaults({ estate }: Sandbox): readonly Fault[] {
  const [, second = ''] = estate.accountIds;
  return ['sqs', 's3', 'ec2', 'ecs', 'tagging'].map((service) => ({
    type: 'deny',
    account: second,
    service,
  }));
}

function settingsFor(
  sandbox: Sandbox,
  port: EmbeddedPort,
  { folder, seed }: { readonly folder: string; readonly seed: string },
): Settings {
  return loadSettings({
    env: {
      ...port.environment,
      OCEAN__INTEGRATION__CONFIG__AWS_ACCESS_KEY_ID: SANDBOX_KEY.accessKeyId,
      OCEAN__INTEGRATION__CONFIG__AWS_SECRET_ACCESS_KEY: SANDBOX_KEY.secretAccessKey,
      OCEAN__INTEGRATION__CONFIG__ACCOUNT_ROLE_ARN: sandbox.roleArn(sandbox.managementAccountId),
      AWS_MAX_ATTEMPTS: '4',
      LONGSHORE_STATE_DIRECTORY: folder,
      LONGSHORE_PORT_SHARE: '1',
    },
    flags: { seed },
  });
}

/** The default mapping, with as many of every kind's options as a mapping may name. */
async function everything(cwd: string): Promise<MappingPlans> {
  const { file, value } = await mappingFile(undefined, cwd);
  const options = new Map<string, readonly string[]>();
  for (const name of OBJECT_KINDS) {
    const names = actionNamesOf(await loadKind(name));
    options.set(name, names.options.slice(0, names.most));
  }
  const Document = z.looseObject({
    resources: z.array(z.looseObject({ kind: z.string(), selector: z.looseObject({}) })),
  });
  const document = Document.parse(value);
  const resources = document.resources.map((block) => ({
    ...block,
    selector: { ...block.selector, includeActions: options.get(block.kind) ?? [] },
  }));
  const text = JSON.stringify({ ...document, resources });
  const nothingIgnored = (message: string): void => {
    throw new Error(message); // the names are the kinds' own
  };
  return plansFromMapping(parseYaml(file, text), { warn: nothingIgnored });
}

function conclusion({
  output,
  report,
}: {
  output?: string | undefined;
  report?: string | undefined;
}): string {
  const lines = [
    'What could not be read is reported, never taken for gone: only what a complete scope no longer has is deleted.',
  ];
  if (output === undefined) {
    lines.push('See the resources themselves: longshore demo --output resources.ndjson');
  }
  if (report === undefined) {
    lines.push('See every scope and call:      longshore demo --report report.json');
  }
  lines.push('Store your own resources:      longshore resync --sink store');
  return lines.join('\n');
}
