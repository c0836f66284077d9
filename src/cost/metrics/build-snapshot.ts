import { messageOf } from '../../lib/errors.ts';
import type { MetricsModule, MetricsOptions } from './metrics-module.ts';
import type { MetricsSource } from './metrics-source.ts';
import { ModuleBuild } from './module-build.ts';
import { MetricsSnapshot, type ModulePart } from './snapshot.ts';

/** One that hangs must not hold up the others. */
const MODULES_AT_ONCE = 4;
const MODULE_TIMEOUT_MS = 5 * 60_000;

export interface BuildOptions extends MetricsOptions {
  /** The last snapshot: a module that fails keeps its series from there. */
  readonly previous?: MetricsSnapshot | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** False replaces names by short hashes. @default true */
  readonly names?: boolean;
  /** How long one module may take, in milliseconds. @default 300,000 */
  readonly moduleTimeoutMs?: number;
}

/**
 * Builds all series. A module that fails, or takes too long, keeps its last series and reports why; the others go
 * on.
 *
 * @throws the signal's reason, when it is aborted
 */
export async function buildSnapshot(
  modules: readonly MetricsModule[],
  source: MetricsSource,
  options: BuildOptions,
): Promise<MetricsSnapshot> {
  const parts = new Map<string, ModulePart>();
  const waiting = modules.values();
  const builder = async (): Promise<void> => {
    for (const module of waiting) parts.set(module.flag, await partOf(module, source, options));
  };
  await Promise.all(Array.from({ length: MODULES_AT_ONCE }, builder));
  options.signal.throwIfAborted();
  const inOrder = modules.flatMap(({ flag }) => parts.get(flag) ?? []);
  return new MetricsSnapshot(options.now(), inOrder);
}

async function partOf(
  module: MetricsModule,
  source: MetricsSource,
  options: BuildOptions,
): Promise<ModulePart> {
  const { signal, previous, moduleTimeoutMs = MODULE_TIMEOUT_MS } = options;
  const timeout = new AbortController();
  const timer = setTimeout(() => {
    timeout.abort(new Error(`${module.flag} took more than ${moduleTimeoutMs / 1_000} s`));
  }, moduleTimeoutMs);
  const build = new ModuleBuild(module, source, {
    ...options,
    signal: AbortSignal.any([signal, timeout.signal]),
  });
  try {
    return await build.run();
  } catch (error) {
    signal.throwIfAborted();
    const problem = error instanceof Error ? error : new Error(messageOf(error));
    return keptPart(module, previous?.part(module.flag), problem);
  } finally {
    clearTimeout(timer);
  }
}

/** What the page had of a module before it failed. */
function keptPart(
  { flag, collector }: MetricsModule,
  before: ModulePart | undefined,
  problem: Error,
): ModulePart {
  const empty = { series: 0, unpriced: new Map(), unpricedKeys: [], duplicates: 0 };
  const none = { ...empty, builtAt: undefined, durationMs: new Map() };
  return {
    report: { ...none, ...before?.report, flag, collector, problem },
    families: before?.families ?? [],
  };
}
