import type { MetricsModule, MetricsOptions } from './metrics-module.ts';
import type { MetricsSource } from './metrics-source.ts';
import type { MetricsSnapshot } from './snapshot.ts';

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
/** signature; implementation follows */
export declare function buildSnapshot(modules: readonly MetricsModule[], source: MetricsSource, options: BuildOptions): Promise<MetricsSnapshot>;
