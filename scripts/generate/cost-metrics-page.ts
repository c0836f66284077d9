import { NAME_LABELS, PLACE_LABELS, type Metric } from '../../src/cost/metrics/metric.ts';
import type { MetricsModule } from '../../src/cost/metrics/metrics-module.ts';
import { kindsOf } from '../../src/cost/metrics/metrics-modules.ts';
import { modulePermissions } from '../../src/cost/metrics/module-permissions.ts';
import type { Kind } from '../../src/core/exporters/kind.ts';

/** What a module reads that AWS charges for. */
const PAID: Readonly<Record<NonNullable<MetricsModule['paid']>, string>> = {
  's3-rates':
    'The rates come from Cost Explorer, which AWS charges for: they are read once a day, and only when this service is listed.',
  'capacity-blocks':
    'Prices of capacity blocks come from Cost Explorer, which AWS charges for: they are read only when they are enabled. Without them, instances in capacity blocks have no series.',
};

/** `docs/cost-metrics.md` */
export function costMetricsPage(modules: readonly MetricsModule[], kinds: readonly Kind[]): string {
  const count = modules.flatMap(({ metrics }) => metrics).length;
  const places = PLACE_LABELS.map((label) => `\`${label}\``).join(' and ');
  const names = [...NAME_LABELS].map((label) => `\`${label}\``).join(', ');
  return `<!-- Generated from the definitions of the metrics by \`npm run generate\`. Do not edit. -->

# Cost metrics

The ${count} cost metrics for Prometheus, by service. All are gauges in USD, and their names end in the unit. Every
metric has the labels ${places}; each table lists the others. A month has 730 hours.

- Prices are AWS's list prices, except where a section says otherwise. Of a price with tiers, the first paid tier counts.
- Something without a known price in USD has no series: it is counted by its reason, and the log names it once, or with
  many others the first 5. A series is never 0 for that, and never has the price of another region.
- Series are built from the inventory and the price tables that are there: a scrape reads neither AWS nor the store.
- When a service cannot be built, its last series stay, and the others go on.
- These labels hold names, which the page can leave out: ${names}. Short hashes take their place.

[Operating](operating.md#cost-metrics) lists the metrics about them. [Adding a
module](adding-a-cost-model.md#6-show-it-to-prometheus) takes one file.

| service | what it shows | metrics |
| --- | --- | --- |
${modules.map(row).join('\n')}

${modules.map((module) => section(module, kinds)).join('\n')}`;
}

function row({ flag, title, metrics }: MetricsModule): string {
  return `| [\`${flag}\`](#${flag.toLowerCase()}) | ${title} | ${metrics.length} |`;
}

function section(module: MetricsModule, kinds: readonly Kind[]): string {
  const { flag, title, collector, metrics, models, rates, paid } = module;
  const read = kindsOf([module]).map((kind) => `\`${kind}\``);
  const needs = [...models, ...rates].flatMap(({ prices }) => Object.values(prices));
  const services = [...new Set(needs.map(({ service }) => `\`${service}\``))];
  const pages = [...new Set([...models, ...rates].map(({ pricing }) => pricing))];
  const facts = [
    `${title}.`,
    `Its operational metrics have the collector \`${collector}\`.`,
    read.length > 0 ? `It reads resources of ${list(read)}.` : 'It reads no resources.',
    services.length > 0 ? `Prices: ${list(services)} of AWS's price list.` : '',
    pages.length > 0 ? `AWS's prices: ${list(pages.map(link))}.` : '',
    paid === undefined ? '' : PAID[paid],
    `IAM actions: ${actionsOf(module, kinds)
      .map((action) => `\`${action}\``)
      .join(', ')}.`,
  ];
  return `## ${flag}

${facts.filter((fact) => fact !== '').join(' ')}

| metric | further labels | value |
| --- | --- | --- |
${metrics.map(metricRow).join('\n')}
`;
}

function actionsOf(module: MetricsModule, kinds: readonly Kind[]): readonly string[] {
  const { resources, prices, paid } = modulePermissions([module], kinds, true);
  return [...resources, ...prices, ...paid].sort();
}

function metricRow({ name, labels, help }: Metric): string {
  const further = labels.map((label) => `\`${label}\``).join(', ');
  return `| \`${name}\` | ${further || '–'} | ${help} |`;
}

function link(page: string): string {
  return `[${/aws\.amazon\.com\/(.+?)\/?$/.exec(page)?.[1] ?? page}](${page})`;
}

function list(texts: readonly string[]): string {
  return texts.length < 2
    ? texts.join('')
    : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`;
}
