import { setTimeout as sleep } from 'node:timers/promises';
import { plansFromMapping } from '../../src/app/mapping-plans.ts';
import { createEvaluator } from '../../src/app/evaluator.ts';
import { openPortRun } from '../../src/app/port-run.ts';
import { openState } from '../../src/app/state.ts';
import { readEstate } from '../../src/app/read-estate.ts';
import { runScope } from '../../src/app/run-scope.ts';
import { runtimeOpener } from '../../src/app/runtime.ts';
import { parseYaml } from '../../src/config/yaml-file.ts';
import { loadSettings, type Settings } from '../../src/config/settings.ts';
import { systemClock } from '../../src/lib/clock.ts';
import type { Sink } from '../../src/ledger/sink.ts';
import { LongshoreError } from '../../src/lib/errors.ts';
import { PortClient } from '../../src/port/port-client.ts';
import { SecretMask } from '../../src/lib/secret-mask.ts';
import type { SyncReport } from '../../src/catalog/sync-report.ts';

/** A run's connection to Port, which a test can break. */
export type WatchedSink = Required<Pick<Sink, 'event' | 'finish'>>;

export interface SyncOptions {
  readonly env: Readonly<Record<string, string>>;
  /** The mapping, as YAML. */
  readonly mapping: string;
  /** The run has no faults, and can take its time. */
  readonly isPatient: boolean;
  readonly flags?: Readonly<{ kinds?: string; accounts?: string; regions?: string }>;
  readonly acceptRemovals?: boolean;
  readonly comparesWithPort?: boolean;
  readonly signal?: AbortSignal;
  /** Inserts a deliberate bug into the program. */
  sabotage?(sink: WatchedSink): WatchedSink;
}

/** How a run ended. */
export interface SyncResult {
  /** `complete`, `incomplete`, `cancelled`, or the code of the error. */
  readonly status: string;
  /** The reason, as text. */
  readonly message?: string;
  /** An error that no run may have. */
  readonly crash: string | undefined;
  readonly report: SyncReport | undefined;
}

/** No run of such a small organization takes this long, with any faults, in milliseconds. */
const LONGEST_RUN_MS = 90_000;
/** Short waits, because no step tests timeouts. */
const PORT_ATTEMPTS = 3;
const PORT_TIMEOUT_MS = 2_000;

/** A run into Port through the same code as `longshore resync --sink port`, in this process. */
export async function runSync(options: SyncOptions): Promise<SyncResult> {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])]);
  const ended = new AbortController();
  const run = sync(options, signal).finally(() => {
    ended.abort();
  });
  const late = sleep(LONGEST_RUN_MS, undefined, { signal: ended.signal }).then(
    () => ({ status: 'hung', crash: 'the run does not end', report: undefined }),
    () => run,
  );
  const result = await Promise.race([run, late]);
  stop.abort();
  return result;
}

const ignored = (): void => undefined;

async function sync(options: SyncOptions, signal: AbortSignal): Promise<SyncResult> {
  let report: SyncReport | undefined;
  try {
    const settings = loadSettings({ env: options.env });
    using client = portClientOf(settings, options.isPatient);
    const kinds = options.flags?.kinds?.split(',');
    const document = parseYaml('the mapping', options.mapping);
    const mapping = await plansFromMapping(document, { only: kinds, warn: ignored });
    const limits = {
      kinds,
      accounts: setOf(options.flags?.accounts),
      regions: setOf(options.flags?.regions),
      acceptsRemovals: options.acceptRemovals,
    };
    const secrets = new SecretMask();
    const scope = runScope(limits, mapping, { settings, secrets, cwd: '/', warn: ignored });
    await using store = await openState(settings, '/');
    await using evaluator = createEvaluator(settings, {});
    const ledger = await readEstate({
      scope,
      signal,
      open: runtimeOpener({ settings, secrets, warn: ignored }),
      async sinks(running) {
        const { comparesWithPort } = options;
        const catalog = await openPortRun({
          ...{ settings, scope, client, store, evaluator, comparesWithPort, cwd: '/' },
          signal: running,
        });
        const watched: WatchedSink = {
          event: (event) => catalog.event(event),
          async finish(run) {
            await catalog.finish(run);
            ({ report } = catalog);
          },
        };
        return [options.sabotage?.(watched) ?? watched];
      },
    });
    return { status: ledger.status, crash: undefined, report };
  } catch (error) {
    return { ...endOf(error, signal), report };
  }
}

function setOf(names: string | undefined): ReadonlySet<string> | undefined {
  return names === undefined ? undefined : new Set(names.split(','));
}

function endOf(
  error: unknown,
  signal: AbortSignal,
): Pick<SyncResult, 'status' | 'message' | 'crash'> {
  if (error instanceof LongshoreError)
    return { status: error.code, message: error.message, crash: undefined };
  if (signal.aborted) return { status: 'cancelled', crash: undefined };
  const crash = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: 'crashed', crash };
}

function portClientOf({ port, integration }: Settings, isPatient: boolean): PortClient {
  const { baseUrl, clientId = '', clientSecret = '', share } = port;
  return new PortClient({
    ...{ baseUrl, clientId, clientSecret, integration, share },
    version: 'chaos',
    clock: systemClock,
    random: () => 0.1,
    ...(!isPatient && { answerTimeoutMs: PORT_TIMEOUT_MS, maxAttempts: PORT_ATTEMPTS }),
  });
}
