import type { CostExample } from '../../src/cost/models/cost-example.ts';
import type { CostModel } from '../../src/cost/models/define-cost-model.ts';
import type { Rates } from '../../src/cost/models/define-rates.ts';
import { contextOf } from '../../src/cost/models/estimate.ts';
import { examplePrices } from '../../src/cost/models/example-prices.ts';
import { FREE_KINDS } from '../../src/cost/models/free-kinds.ts';

/** A cost model with its examples. */
export interface ModelWithExamples {
  readonly model: CostModel;
  readonly examples: readonly CostExample[];
}

interface ShownComponent {
  readonly name: string;
  readonly unit: string;
  /** Names in a usage file. */
  readonly usage: readonly string[];
}

/** `docs/cost-models.md` */
export function costModelsPage(
  models: readonly ModelWithExamples[],
  rates: readonly Rates[],
  kinds: readonly string[],
): string {
  const modelled = new Set(models.map(({ model }) => model.kind));
  const free = kinds.filter((kind) => kind in FREE_KINDS);
  const others = kinds.filter((kind) => !modelled.has(kind) && !(kind in FREE_KINDS));
  return `<!-- Generated from the cost models by \`npm run generate\`. Do not edit. -->

# Cost models

What AWS charges for each kind, by list price. A month has 730 hours. Of the ${kinds.length} [kinds](kinds.md),
${modelled.size} have a cost model, ${free.length} are free by themselves, and ${others.length} have no model yet: their
cost is unknown, never 0. [Adding a cost model](adding-a-cost-model.md) takes two files.
[Accuracy](cost-accuracy.md) compares the components with those of Infracost.

A resource is priced as if it were alone. Free tiers do not count: AWS grants them once a month to an account or an
organization, not to each resource, so the price of the first paid unit applies from the first unit on. Tiers by volume
apply to each resource alone, although AWS adds up the usage of an account: the sum over many resources is an upper
limit.

A component that needs usage is \`unpriced: usage\` until that usage is measured or given. Its names are those of a usage
file; a dot separates the levels: \`standard.storage_gb\` is \`storage_gb\` below \`standard\`.

| kind | components | of these, need usage | Terraform | AWS's prices |
| --- | --- | --- | --- | --- |
${models.map(row).join('\n')}

${models.map(section).join('\n')}

## Rates

Prices of services that have no resource to charge.

| name | prices | AWS's prices |
| --- | --- | --- |
${rates.map(({ name, prices, pricing }) => `| \`${name}\` | ${Object.keys(prices).length} kinds of rows of ${servicesOf(prices)} | [page](${pricing}) |`).join('\n')}

## Free kinds

AWS does not charge for these ${free.length} kinds by themselves.

| kind | reason | AWS's page |
| --- | --- | --- |
${free.map((kind) => `| \`${kind}\` | ${FREE_KINDS[kind]?.because ?? ''} | [page](${FREE_KINDS[kind]?.page ?? ''}) |`).join('\n')}

## Kinds without a cost model

Resources of these ${others.length} kinds are \`unpriced: no-model\`.

${others.map((kind) => `- \`${kind}\``).join('\n')}
`;
}

function row({ model, examples }: ModelWithExamples): string {
  const components = componentsOf(model, examples);
  const measured = components.filter(({ usage }) => usage.length > 0);
  const terraform = listed(model.plan.terraform);
  return `| [\`${model.kind}\`](#${anchor(model.kind)}) | ${components.length} | ${measured.length} | ${terraform} | [page](${model.pricing}) |`;
}

function section({ model, examples }: ModelWithExamples): string {
  const { kind, pricing, plan, usage } = model;
  const components = componentsOf(model, examples).map(
    (component) => `| ${component.name} | ${component.unit} | ${listed(component.usage)} |`,
  );
  const usages = Object.entries(usage).map(([name, text]) => `| \`${name}\` | ${text} |`);
  return `## ${kind}

[AWS's prices](${pricing}). Terraform: ${listed(plan.terraform) || 'none'}. Pulumi: ${listed(plan.pulumi) || 'none'}.

| component | unit | usage |
| --- | --- | --- |
${components.join('\n')}
${usages.length === 0 ? '' : `\n| usage | meaning |\n| --- | --- |\n${usages.join('\n')}\n`}`;
}

/** The components of all examples, as if all usage were measured. */
function componentsOf(
  model: CostModel,
  examples: readonly CostExample[],
): readonly ShownComponent[] {
  const shown = new Map<string, ShownComponent>();
  for (const example of examples) {
    const context = contextOf(model, {
      region: example.region,
      prices: examplePrices(model, example),
      usage: () => 1,
      ...(example.related !== undefined && { related: example.related }),
    });
    const resource = model.read(example.properties);
    if ('problem' in resource) throw new Error(`${model.kind}: ${resource.problem}`);
    for (const { name, price, quantity } of resource.components(context)) {
      const usage = typeof quantity === 'object' ? quantity.usage.split(' and ') : [];
      if (!shown.has(name)) shown.set(name, { name, unit: price.unit, usage });
    }
  }
  return [...shown.values()];
}

function servicesOf(prices: Rates['prices']): string {
  return [...new Set(Object.values(prices).map(({ service }) => `\`${service}\``))].join(', ');
}

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

function anchor(kind: string): string {
  return kind.toLowerCase().replaceAll(':', '');
}
