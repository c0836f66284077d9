import { commentLines } from '../new-kind/comment-lines.ts';
import type { KindNames } from '../new-kind/kind-names.ts';

/** The cost model: it compiles; comments mark what to look up. */
export function modelSource(names: KindNames, properties: readonly string[]): string {
  const pricing = `https://aws.amazon.com/${names.folder}/pricing/`;
  return `
import { z } from 'zod';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { defineCostModel } from '../define-cost-model.ts';

const Properties = z.object({
  // To be chosen: the properties that the cost depends on, of
${commentLines(properties)}
});

/** @see ${pricing} */
export const ${names.constant}Cost = defineCostModel({
  kind: '${names.kind}',
  pricing: '${pricing}', // to be looked up
  properties: Properties,
  prices: {
    // To be looked up: the rows of the price list.
    hours: {
      service: 'Amazon${names.service}',
      family: 'Compute',
      usageType: 'Hours',
      key: [],
      unit: 'Hrs',
    },
  },
  // To be looked up: resource types of Terraform and Pulumi, and the properties' names there.
  plan: { terraform: [], pulumi: [], properties: {} },
  components: (_, { price }) => [
    { name: 'hours', price: price('hours'), quantity: HOURS_PER_MONTH },
  ],
});
`;
}

/** Its example: the conformance tests fail until it is filled in. */
export function exampleSource({ title }: KindNames): string {
  return `
import type { CostExample } from '../cost-example.ts';

export const EXAMPLES: readonly CostExample[] = [
  {
    title: 'an example of a ${title}',
    region: 'eu-west-1',
    properties: {},
    rows: [], // to be written: the rows of the price list that it needs
    monthly: { hours: '0' }, // to be worked out by hand
  },
];
`;
}
