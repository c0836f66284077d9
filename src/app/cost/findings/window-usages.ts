import type { UsageByName, WindowUsage } from '../../../cost/findings/window-usage.ts';
import type { Usage } from '../../../cost/usage/define-usage.ts';
import type { MetricSummary, ResourceUsage } from '../../../cost/usage/metric-summary.ts';
import { USAGES } from '../../../cost/usage/registry.generated.ts';
import type { RulesByKind } from './load-rules.ts';

/** The definitions of usage, by kind. */
export type UsageDefinitions = ReadonlyMap<string, Usage>;

/** Metrics that rules need, by kind. */
export type NeededMetrics = ReadonlyMap<string, ReadonlySet<string>>;

/** The usage that rules need: what is collected, and what is read. */
export function neededMetrics(rules: RulesByKind): NeededMetrics {
  return namesOf(rules, ({ usage }) => usage);
}

/** The usage whose percentiles rules need: they take more time than everything else. */
export function neededPercentiles(rules: RulesByKind): NeededMetrics {
  return namesOf(rules, ({ percentiles }) => percentiles ?? []);
}

interface UsageNeed {
  readonly usage: readonly string[];
  /** Related resources have none. */
  readonly percentiles?: readonly string[];
}

function namesOf(rules: RulesByKind, of: (need: UsageNeed) => readonly string[]): NeededMetrics {
  const metrics = new Map<string, Set<string>>();
  const need = (kind: string, names: readonly string[]): void => {
    if (names.length === 0) return;
    const known = metrics.get(kind) ?? new Set();
    metrics.set(kind, known);
    for (const name of names) known.add(name);
  };
  for (const [kind, own] of rules) {
    for (const rule of own) {
      need(kind, of(rule));
      for (const one of rule.related) need(one.kind, of(one));
    }
  }
  return metrics;
}

/** Loads the definitions of these kinds. */
export async function loadUsages(kinds: Iterable<string>): Promise<UsageDefinitions> {
  const usages = new Map<string, Usage>();
  for (const kind of kinds) {
    const usage = await USAGES[kind]?.usage();
    if (usage !== undefined) usages.set(kind, usage);
  }
  return usages;
}

/** What was measured of a resource, in the form that rules read. */
export function usageByName(
  measured: ResourceUsage | undefined,
  usages: UsageDefinitions,
  windowDays: number,
): UsageByName {
  if (measured === undefined) return {};
  const definition = usages.get(measured.kind);
  const named: Record<string, WindowUsage> = {};
  for (const [name, summary] of measured.metrics) {
    const metric = definition?.metrics[name];
    if (metric === undefined) continue;
    named[name] = windowUsage(summary, metric, windowDays);
  }
  return named;
}

function windowUsage(
  summary: MetricSummary,
  { metric, statistic, unit }: Usage['metrics'][string],
  windowDays: number,
): WindowUsage {
  return { ...summary, metric, statistic, unit, windowDays };
}
