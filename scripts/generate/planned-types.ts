import { FREE_TYPE_GROUPS } from '../../src/cost/engine/projection/free-types.ts';
import type { CostModel } from '../../src/cost/models/define-cost-model.ts';

/** The types of Terraform and Pulumi that are priced, and those that are free: a part of `docs/plans.md`. */
export function plannedTypesTable(models: readonly CostModel[]): string {
  const priced = models.map(({ kind, plan, usage }) => [
    names(plan.terraform),
    names(plan.pulumi),
    `\`${kind}\``,
    String(Object.keys(usage).length),
  ]);
  const free = FREE_TYPE_GROUPS.map(({ because, page, terraform, pulumi }) => [
    names(terraform),
    names(pulumi),
    `[${because}](${page})`,
  ]);
  return [
    rows(['Terraform', 'Pulumi', 'cost model', 'usage it can take'], priced),
    'Free, because something else is charged:',
    rows(['Terraform', 'Pulumi', 'why'], free),
  ].join('\n\n');
}

function names(types: readonly string[]): string {
  return types.map((type) => `\`${type}\``).join(', ');
}

function rows(headings: readonly string[], lines: readonly (readonly string[])[]): string {
  const all = [headings, headings.map(() => '---'), ...lines];
  return all.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
