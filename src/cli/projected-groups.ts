import type { ProjectedCosts } from '../app/cost/engine/project-costs.ts';
import { resultRow } from '../cost/engine/output/result-json.ts';
import type { CostResult } from '../cost/engine/results/cost-result.ts';
import { EngineError } from '../cost/engine/results/engine-error.ts';
import { groupResults } from '../cost/engine/results/group-results.ts';
import { parseGrouping } from '../cost/engine/results/grouping.ts';
import { groupableResults } from '../cost/engine/results/projected-groups.ts';
import { ConfigurationError } from '../lib/errors.ts';
import { groupedText } from './grouped-text.ts';
import type { Style } from './style.ts';

/** How the resources of a plan are put together. */
export interface ProjectedGrouping {
  /** `tag:team=web` is a filter, and no grouping. */
  readonly filters: readonly string[];
  /** Undefined where nothing is grouped. */
  of(costs: ProjectedCosts): ProjectedGroups | undefined;
}

/** Groups in place of resources. */
export interface ProjectedGroups {
  readonly results: readonly CostResult[];
  row(result: CostResult): Readonly<Record<string, unknown>>;
  text(style: Style): string;
}

/**
 * What `--group-by` of a projection means.
 *
 * @throws {ConfigurationError} for a word that is not known, and for a comment
 * @throws {EngineError} for days and months: a projection has no time
 */
export function projectedGrouping(groupBy: string, output: string): ProjectedGrouping {
  const { grouping, filter } = parseGrouping(groupBy);
  const filters = filter === undefined ? [] : [filter];
  if (grouping.by === 'none') return { filters, of: () => undefined };
  if (grouping.by === 'period' || (grouping.by === 'field' && grouping.field === 'date')) {
    const remedy = 'group by days and months what has a time: longshore cost actual';
    throw new EngineError('no-timestamped-resources', 'a projection is for any month', remedy);
  }
  if (output === 'markdown') {
    throw new ConfigurationError('--group-by: a comment has no groups', {
      remedy: 'use --output table, json or ndjson',
    });
  }
  return {
    filters,
    of({ resources, totals }) {
      const results = groupResults(groupableResults(resources, totals), grouping);
      return {
        results,
        row: (result) => resultRow(result, { withConfidence: false }),
        text: (style) => groupedText(results, style),
      };
    },
  };
}
