import type { Logger } from 'pino';
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
import { startEmbeddedPort, type EmbeddedPort } from '../../sandbox/port/embedded-port.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { NdjsonFileSink, NdjsonStreamSink } from '../../app/ndjson-sink.ts';
import type { Sink } from '../../ledger/sink.ts';
import { openStore } from '../../app/store/open-store.ts';
import { ResourceSink } from '../../store/resource-sink.ts';
import type { Store } from '../../store/store.ts';
import { Prices } from '../../app/cost/prices/open-prices.ts';
import type { NeedsByKind } from '../../cost/prices/price-selection.ts';
import { DEMO_PRICES } from '../demo-prices.ts';
import type { CollectReport } from '../../app/cost/collect/collect-report.ts';
import { loadRules } from '../../app/cost/findings/load-rules.ts';
import { findingsOf } from '../../app/cost/findings/run-findings.ts';
import { neededMetrics } from '../../app/cost/findings/window-usages.ts';
import { usageInto } from '../../app/cost/usage/run-usage.ts';
import { collectInto } from '../../app/cost/collect/run-collect.ts';
import { demoAnomalies } from '../demo-anomalies.ts';
import { demoBill } from '../demo-bill.ts';
import { demoCost } from '../demo-cost.ts';
import { demoFindings, type FindingsStage } from '../demo-findings.ts';
import { demoEstate, type DemoEstate } from '../demo-estate.ts';
import { demoQueries } from '../demo-queries.ts';
import { defaultBlueprints } from '../../app/default-blueprints.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { mappingFile, plansFromMapping, type MappingPlans } from '../../app/mapping-plans.ts';
import { DEMO_SIZES, oneOf } from '../flag-words.ts';
import { parseFlags } from '../names.ts';
import { portSummary } from '../port-report.ts';
import { createEvaluator } from '../../app/evaluator.ts';
import { createPortClient } from '../../app/port-client.ts';
import { openPortRun } from '../../app/port-run.ts';
import { openState } from '../../app/state.ts';
import { createLogger } from '../progress.ts';
import { progressFor } from '../progress-for.ts';
import { StatusArea } from '../status-area.ts';
import type { Style } from '../style.ts';
import { runSummary } from '../run-report.ts';
import { runtimeOpener } from '../../app/runtime.ts';
import { conclusion, firstFaults, introduction, thirdFaults } from './demo-text.ts';
import { styleFor, type Terminal } from '../terminal.ts';
import { wrap } from '../../lib/text-width.ts';
import { runScope } from '../../app/run-scope.ts';
import { watchedRun, type RunOutputs, type WatchedRun } from '../watched-run.ts';

/** The sandbox's paid calls cost nothing: the demo shows what they give. */
const SIMULATED_CAP_USD = '1';

const Flags = z.object({
  seed: z.string(),
  size: oneOf(DEMO_SIZES),
  output: z.string().optional(),
  report: z.string().optional(),
  cost: z.boolean().optional(),
});

/** `longshore demo`: reads a simulated organization with faults three times into a simulated Port. */
export async function runDemo(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const { stdout, stderr, env } = terminal;
  const out = given.output === '-' ? stderr : stdout; // keeps stdout free for resources
  const style = styleFor(out, env);
  const { colours } = style;
  const say = (text: string): void => {
    if (terminal.verbosity !== 'quiet') out.write(`${text}\n`);
  };
  await using stage = await setStage(given, terminal);
  const { sandbox, port, estate } = stage;

  say(`${introduction(sandbox, port, style)}\n`);
  sandbox.setFaults(firstFaults(sandbox));
  const { output, report } = given;
  const outputs: RunOutputs = {
    openSink: () => sinkFor(output),
    openStore: () => stage.openStoreSink(),
    output,
    report,
  };
  const first = await stage.run(outputs);
  say(colours.bold('1. The first run reads everything and fills the catalog.\n'));
  say(runSummary(first.ledger, first.elapsedMs, style));
  say(portLines(first, style));

  const second = await stage.run({});
  say(colours.bold('2. The second run finds no changes: nothing is written.\n'));
  say(portLines(second, style));

  estate.shrink('AWS::SQS::Queue', 2);
  sandbox.setFaults([...firstFaults(sandbox), ...thirdFaults(sandbox)]);
  const third = await stage.run({});
  const change =
    '3. Two queues are deleted in every region that has queues, and one account denies all calls.\n';
  say(colours.bold(wrap(change, style.width)));
  say(portLines(third, style));
  say(await demoQueries(stage.resources, style, terminal.signal));
  if (given.cost === true) {
    sandbox.setFaults([]); // the denied account has a capacity block
    say(await demoCost(stage, style, terminal));
    const { signal } = terminal;
    const bill = await demoBill(
      { ...stage, truth: sandbox.truth },
      { style, now: Date.now(), signal },
    );
    say(bill.text);
    const unusual = await demoAnomalies({ ...stage, truth: sandbox.truth }, { style, signal });
    say(unusual.text);
    const findings = await demoFindings({ ...stage, truth: sandbox.truth }, { style, signal });
    say(findings.text);
    if (!bill.isReconciled || !unusual.isExplained || !findings.isReconciled) return EXIT.error;
  }
  say(wrap(conclusion(given, env), style.width));
  // The demo succeeds if these faults were found, and no others.
  const isAsExpected = [first, second, third].every(({ ledger }) => ledger.status === 'incomplete');
  const wrote = (second.port?.created ?? 0) + (second.port?.updated ?? 0);
  return isAsExpected && wrote === 0 && (third.port?.deleted ?? 0) > 0 ? EXIT.complete : EXIT.error;

  async function sinkFor(output: string | undefined): Promise<Sink | undefined> {
    if (output === undefined) return undefined;
    if (output === '-') return new NdjsonStreamSink(stdout, 'stdout');
    return NdjsonFileSink.open(output, terminal.signal);
  }
}

/** State shared by the demo's runs. */
interface Stage extends AsyncDisposable, Omit<FindingsStage, 'truth'> {
  readonly sandbox: Sandbox;
  readonly port: EmbeddedPort;
  readonly estate: DemoEstate;
  /** Takes what the first run reads. */
  readonly resources: Store;
  openStoreSink(): Promise<Sink>;
  /** Prices that are marked as simulated. */
  openPrices(needs: NeedsByKind): Promise<Prices>;
  /** Puts a month of the simulated bill into the store. */
  collectBill(month: string): Promise<CollectReport>;
  run(outputs: RunOutputs): Promise<WatchedRun>;
}

async function setStage(
  { seed, size, output, cost = false }: z.output<typeof Flags>,
  terminal: Terminal,
): Promise<Stage> {
  const stack = new AsyncDisposableStackOf();
  const { estate, options } = demoEstate(seed, size, cost);
  const sandbox = stack.use(
    await startSandbox({ estate: options, latencyMs: 20, ledger: { runaway: true } }),
  );
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
  const resources = stack.use(await openStore(settings, folder, 'bulk'));
  const { secrets } = terminal;
  const area = new StatusArea(terminal.stderr);
  const logger = demoLogger(terminal, settings, area);
  const clients = { endpointOf: () => sandbox.endpoint };
  const mapping = await everything(terminal.cwd);
  const scope = runScope({}, mapping, {
    ...{ settings, secrets, cwd: folder },
    warn: () => undefined,
  });
  return {
    sandbox,
    port,
    estate,
    resources,
    openPrices: (needs) =>
      Prices.open({
        settings,
        cwd: folder,
        needs,
        store: resources,
        open: runtimeOpener({ settings, secrets, clients, warn: () => undefined }),
        asksApi: false, // files are faster than an API of ten calls a second
        isSimulated: true,
        signal: terminal.signal,
      }),
    collectBill: (month) =>
      collectInto(resources, resources, {
        ...{ settings, cwd: folder, from: month, to: month, isAgain: false },
        sources: new Set(['focus-1.2']),
        openWith: (its) =>
          runtimeOpener({ settings: its, secrets, clients, warn: () => undefined }),
        observer: () => undefined,
        signal: terminal.signal,
        now: () => Date.now(),
      }),
    collectUsage: async () =>
      usageInto(resources, resources, {
        ...{ settings, cwd: folder, filter: {}, signal: terminal.signal, now: () => Date.now() },
        metrics: neededMetrics(await loadRules()),
        open: runtimeOpener({ settings, secrets, clients, warn: () => undefined }),
        observer: () => undefined,
      }),
    evaluateFindings: async () => {
      await findingsOf(resources, { settings, cwd: folder, signal: terminal.signal });
    },
    openStoreSink: () => ResourceSink.open(resources, { runId: 'demo', now: () => Date.now() }),
    run: async (outputs) =>
      watchedRun(
        scope,
        {
          ...outputs,
          openPort: (signal) =>
            openPortRun({ settings, scope, client, store, evaluator, signal, cwd: folder }),
        },
        runtimeOpener({ settings, secrets, clients, warn: () => undefined }),
        await progressFor(output, { logger, area }, terminal),
        terminal,
      ),
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

/** Without `--verbose`, only errors: the demo's text already describes its faults. */
function demoLogger(terminal: Terminal, settings: Settings, area: StatusArea): Logger {
  const { verbosity } = terminal;
  const isVerbose = verbosity === 'verbose';
  return createLogger({ ...terminal, verbosity: isVerbose ? verbosity : 'quiet' }, settings, {
    area,
  });
}

/** Closes everything in reverse order of opening. */
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

function portLines({ port }: WatchedRun, style: Style): string {
  return port === undefined ? '' : portSummary(port, style);
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
      LONGSHORE_PRICE_LIST_URL: sandbox.endpoint,
      LONGSHORE_PRICES_FILE: DEMO_PRICES,
      LONGSHORE_SPEND_CAP_USD: SIMULATED_CAP_USD,
      // The demo's store has seen its volumes for seconds: that they are not attached now has to do.
      LONGSHORE_UNATTACHED_DAYS: '0',
    },
    flags: { seed },
  });
}

/** The default mapping, with every optional action that a mapping may select. */
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
    throw new Error(message); // the names come from the kinds themselves
  };
  return plansFromMapping(parseYaml(file, text), { warn: nothingIgnored });
}
