import type { ProjectedResource } from '../cost/engine/projection/project-plan.ts';
import { dayOf } from '../cost/engine/results/cost-result.ts';
import { plural } from '../lib/plural.ts';

/** Which costs rest on usage that was measured, and when. None: no lines. */
export function measuredLines(resources: readonly ProjectedResource[]): readonly string[] {
  const all = resources.flatMap(({ measured }) => measured ?? []);
  const [first] = all;
  if (first === undefined) return [];
  const time = `from ${dayOf(first.from)} to ${dayOf(first.until - 1)}`;
  return [`Usage of ${plural(all.length, 'resource')}: as measured ${time}.`];
}
