import { commentLines } from '../new-kind/comment-lines.ts';
import type { KindNames } from '../new-kind/kind-names.ts';

/** What is known of a new rule. */
export interface NewRule {
  readonly name: string;
  /** Of the kind. */
  readonly properties: readonly string[];
  /** Names of the kind's usage. */
  readonly metrics: readonly string[];
}

/** The rule: it compiles; comments mark what to write. */
export function ruleSource(names: KindNames, { name, properties, metrics }: NewRule): string {
  const [metric] = metrics;
  const usage =
    metric === undefined
      ? ''
      : `  usage: ['${metric}'], // to be chosen, of ${metrics.join(', ')}\n`;
  const check =
    metric === undefined
      ? `property('to be chosen', 'value', false)`
      : `check.that('${metric}', usage.${metric}, 'sum', 'at most', { value: 0 })`;
  return `
import { z } from 'zod';
${metric === undefined ? "import { property } from '../check.ts';\n" : ''}import { defineFinding } from '../define-finding.ts';

const Properties = z.object({
  // To be chosen: the properties that decide, of
${commentLines(properties)}
});

/** To be written: what it finds. */
export const ${constantOf(name)} = defineFinding({
  name: '${name}',
  title: 'To be written',
  kind: '${names.kind}',
  service: '${names.service}',
  type: 'idle', // to be chosen
  change: 'end', // to be chosen: end, reduce, commit or spot
  effort: 'low',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/', // to be looked up
  properties: Properties,
${usage}  judge(_, { ${metric === undefined ? 'resource' : 'resource, usage, check'} }) {
    return {
      checks: [${check}], // to be written: all of them must be met
      found: () => ({
        description: \`To be written for \${resource.id}.\`,
        remedy: { title: 'To be written' },
        saving: { saves: 'everything' },
      }),
    };
  },
});
`;
}

/** Its examples: the conformance tests fail until they are filled in. */
export function exampleSource({ title }: KindNames): string {
  return `
import type { FindingExample } from '../finding-example.ts';

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'an example of ${title}', // to be written
    resource: { properties: {} },
    verdict: 'yes',
    saving: '0', // to be worked out by hand
  },
];
`;
}

/** `sqs-unused-queue` becomes `SqsUnusedQueue`. */
function constantOf(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
