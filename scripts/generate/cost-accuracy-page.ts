import { z } from 'zod';
import { DIFFERENCES, type ListedDifference } from '../../test/cost/golden/differences.ts';

/** The counts of the test: `test/cost/golden/compared.json`. */
const Compared = z.record(
  z.string(),
  z.object({ resources: z.number(), components: z.number(), different: z.number() }),
);

type Counts = z.output<typeof Compared>[string];

/** The page that compares the cost models with Infracost: the counts, and each difference with its reason. */
export function costAccuracyPage(compared: string): string {
  const cases = Object.entries(Compared.parse(JSON.parse(compared)));
  const modelled = cases.filter(([, { resources }]) => resources > 0);
  const others = cases.filter(([, { resources }]) => resources === 0);
  const total = totalOf(modelled.map(([, counts]) => counts));
  const equal = total.components - total.different;
  return `<!-- Generated from the differences between Longshore and Infracost by \`npm run generate\`. Do not edit. -->

# Accuracy of the cost models

[Infracost](https://www.infracost.io/) estimates Terraform plans. Its repository has ${cases.length} test cases for AWS: a
configuration, a usage file, and the components that it counts. Longshore reads the same configurations and usage files
with its own [cost models](cost-models.md), and compares each component of each resource that it has a model for: name,
unit and quantity, to the last digit that Infracost prints.

Of ${total.components} components of ${total.resources} resources, ${equal} are equal and ${total.different} differ, each
for a reason below. A test fails for a difference that is not listed, and for a listed one that no longer exists. It
runs where the cases are: set \`LONGSHORE_TEST_DATA\` to the folder that has them.

| case | resources | components | equal | different |
| --- | --: | --: | --: | --: |
${[...modelled, ['total', total] as const].map(([name, counts]) => rowOf(name, counts)).join('\n')}

These ${others.length} cases have no resource with a cost model: ${others.map(([name]) => `\`${name}\``).join(', ')}.

## Differences

| case | components | reason |
| --- | --: | --- |
${reasonRows().join('\n')}

## Each component

\`usage\` is a component that needs usage which the case does not give; \`unknown\` one that needs a property which the
configuration does not have; \`none\` means that the component does not exist.

| resource | component | Infracost | Longshore |
| --- | --- | --: | --: |
${DIFFERENCES.flatMap(componentRows).join('\n')}
`;
}

function rowOf(name: string, { resources, components, different }: Counts): string {
  return `| ${name} | ${resources} | ${components} | ${components - different} | ${different} |`;
}

function totalOf(counts: readonly Counts[]): Counts {
  const sum = (of: keyof Counts): number => counts.reduce((total, one) => total + one[of], 0);
  return {
    resources: sum('resources'),
    components: sum('components'),
    different: sum('different'),
  };
}

/** One row for each reason of a case. */
function reasonRows(): readonly string[] {
  const counts = new Map<string, number>();
  for (const { case: name, reason, resources, components } of DIFFERENCES) {
    const key = `${name} | ${reason}`;
    const count = resources.length * Object.keys(components).length;
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return [...counts].map(([key, count]) => `| ${key.replace(' | ', ` | ${count} | `)} |`);
}

/** One row for each component; resources that differ alike share it. */
function componentRows({ resources, components }: ListedDifference): readonly string[] {
  const [first = '', ...more] = resources;
  const resource = more.length === 0 ? `\`${first}\`` : `\`${first}\` and ${more.length} more`;
  return Object.entries(components).map(
    ([name, [theirs, ours]]) => `| ${resource} | ${name} | ${theirs} | ${ours} |`,
  );
}
