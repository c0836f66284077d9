import { kindsOf } from '../../src/cost/metrics/metrics-modules.ts';
import { PLACE_LABELS } from '../../src/cost/metrics/metric.ts';
import type { MetricsModule } from '../../src/cost/metrics/metrics-module.ts';
import { PRICE_PERMISSIONS } from '../../src/cost/prices/permissions.ts';
import type { Kind } from '../../src/core/exporters/kind.ts';

/** `docs/cost-metrics.md` */
export function costMetricsPage(modules: readonly MetricsModule[], kinds: readonly Kind[]): string {
  return `<!-- Generated from the metrics modules by \`npm run generate\`. Do not edit. -->

# Cost metrics

What \`longshore exporter\` and \`longshore serve\` show to Prometheus, by module: \`-aws.services\` or
\`LONGSHORE_COST_METRICS\` enables them. All metrics are gauges in USD, and all have the labels
${PLACE_LABELS.map((label) => `\`${label}\``).join(' and ')}. A month has 730 hours. What has no price has no series, and is
counted in [\`longshore_cost_unpriced_resources\`](operating.md#cost-metrics).
[Adding a module](adding-a-cost-model.md#6-show-it-to-prometheus) takes one file.
[Migrating from cloudcost-exporter](migrating-from-cloudcost-exporter.md) lists what differs from there.

| module | shows | reads |
| --- | --- | --- |
${modules.map((module) => `| [\`${module.flag}\`](#${module.flag.toLowerCase()}) | ${module.title} | ${sourceOf(module)} |`).join('\n')}

${modules.map((module) => section(module, kinds)).join('\n')}`;
}

function section(module: MetricsModule, kinds: readonly Kind[]): string {
  const { flag, collector, title, metrics } = module;
  const rows = metrics.map(
    ({ name, help, labels }) => `| \`${name}\` | ${help} | ${listed(labels)} |`,
  );
  return `## ${flag}

${title}. In operational metrics, its \`collector\` is \`${collector}\`. IAM actions: ${listed(actionsOf(module, kinds))}.

| metric | value | further labels |
| --- | --- | --- |
${rows.join('\n')}
`;
}

function sourceOf({ ofResource, models, paid }: MetricsModule): string {
  if (paid === 's3-rates') return 'Cost Explorer, which AWS charges for';
  if (ofResource === undefined) return 'the price list';
  return `the price list, and ${listed(models.map(({ kind }) => kind))}`;
}

function actionsOf(module: MetricsModule, kinds: readonly Kind[]): readonly string[] {
  if (module.paid === 's3-rates') return ['ce:GetCostAndUsage'];
  const read = kindsOf([module]);
  const own = kinds
    .filter(({ kind }) => read.includes(kind))
    .flatMap((kind) => [
      ...kind.list.permissions,
      ...kind.actions.defaults.flatMap(({ permissions }) => permissions),
    ]);
  const spot = PRICE_PERMISSIONS.free.filter(
    (action) => action.startsWith('pricing:') || module.flag === 'EC2',
  );
  const blocks = module.paid === 'capacity-blocks' ? PRICE_PERMISSIONS.paid : [];
  return [...new Set([...own, ...spot, ...blocks])].sort();
}

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
