import type { Usage } from '../../../cost/usage/define-usage.ts';
import { pricedMetrics } from '../../../cost/usage/priced-metrics.ts';
import { loadRules } from '../findings/load-rules.ts';
import { neededMetrics } from '../findings/window-usages.ts';

/** The metrics that findings and cost models need, by kind: each that is read is paid. */
export async function neededUsage(
  usages: ReadonlyMap<string, Usage>,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const judged = neededMetrics(await loadRules());
  return new Map(
    [...usages].map(([kind, { gives }]) => [
      kind,
      new Set([...(judged.get(kind) ?? []), ...pricedMetrics(gives)]),
    ]),
  );
}
