import { z } from 'zod';
import type { FindingRule } from '../../src/cost/findings/define-finding.ts';
import type { FindingExample } from '../../src/cost/findings/finding-example.ts';

/** A rule with its examples. */
export interface RuleWithExamples {
  readonly rule: FindingRule;
  readonly examples: readonly FindingExample[];
}

/** The rules, for `docs/findings.md`: one row each. */
export function findingsTable(rules: readonly RuleWithExamples[]): string {
  const rows = rules.map(({ rule }) => {
    const { name, title, kind, type, change, usage, thresholds, effort, risk, see } = rule;
    const settings = thresholds.map(({ setting }) => `\`${setting}\``).join(', ');
    const metrics = usage.map((one) => `\`${one}\``).join(', ');
    return `| \`${name}\` | ${title} | \`${kind}\` | \`${type}\` | ${change} | ${metrics} | ${settings} | ${effort}, ${risk} | [page](${see}) |`;
  });
  return [
    `There are ${rules.length} rules.`,
    '',
    '| rule | finds | kind | type | change | usage | settings | effort, risk | AWS |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** The verdicts of each rule's examples, for `docs/findings.md`. */
export function findingExamples(rules: readonly RuleWithExamples[]): string {
  return rules
    .map(({ rule, examples }) => {
      const rows = examples.map(({ title, verdict, reason, saving }) => {
        const said = verdict === 'none' ? 'not about it' : verdict;
        const why = reason === undefined ? '' : `: ${reason}`;
        return `| ${title} | ${said}${why} | ${saving ?? ''} |`;
      });
      return [
        `### ${rule.name}`,
        '',
        '| example | verdict | saves a month |',
        '| --- | --- | --- |',
        ...rows,
      ].join('\n');
    })
    .join('\n\n');
}

const Counts = z.record(z.string(), z.number());
const Precision = z.array(
  z.object({
    rule: z.string(),
    yes: z.number(),
    right: z.number(),
    wasted: z.number(),
    found: z.number(),
    missed: Counts,
    unknown: Counts,
  }),
);

/** How right the rules are in the simulated organization, for `docs/findings.md`. */
export function precisionTable(json: string): string {
  const share = (part: number, whole: number): string =>
    whole === 0 ? '–' : `${Math.round((part / whole) * 100)} %`;
  const sum = (counts: z.output<typeof Counts>): number =>
    Object.values(counts).reduce((all, one) => all + one, 0);
  const because = (counts: z.output<typeof Counts>): string =>
    Object.entries(counts)
      .map(([reason, count]) => `${count}: ${reason}`)
      .join(', ');
  const rows = Precision.parse(JSON.parse(json)).map((one) => {
    const { rule, yes, right, wasted, found, missed, unknown } = one;
    const recall = share(found, found + sum(missed));
    return `| \`${rule}\` | ${yes} | ${share(right, yes)} | ${wasted} | ${found} | ${because(unknown)} | ${because(missed)} | ${recall} |`;
  });
  return [
    '| rule | yes | precision | wasted | of these yes | of these unknown | of these no | recall where there is evidence |',
    '| --- | ---: | ---: | ---: | ---: | --- | --- | ---: |',
    ...rows,
  ].join('\n');
}
