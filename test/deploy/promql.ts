import { z } from 'zod';
import { readData, readText } from './files.ts';

/** A rule, as in Prometheus' rule files. */
export type Rule = z.output<typeof Rule>;
const Rule = z.object({
  record: z.string().optional(),
  alert: z.string().optional(),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
});
const RuleFile = z.object({
  groups: z.array(z.object({ name: z.string(), rules: z.array(Rule) })),
});

export const RECORDING_RULES = 'deploy/prometheus/longshore-cost.rules.yml';
export const ALERT_RULES = 'deploy/prometheus/longshore-cost.alerts.yml';

/** The rules of a file of the repository. */
export function rulesOf(file: string): readonly Rule[] {
  return RuleFile.parse(readData(file)).groups.flatMap(({ rules }) => rules);
}

/** An expression, and where it stands. */
export interface Expression {
  readonly place: string;
  readonly text: string;
}

/** The PromQL of a page's examples. */
export function examplesOf(page: string): readonly Expression[] {
  return [...readText(page).matchAll(/^```promql\n([^]*?)^```$/gm)].map(([, text = ''], index) => ({
    place: `${page}, example ${index + 1}`,
    text,
  }));
}

/** Words of PromQL that could be names of metrics. */
const KEYWORDS = new Set(['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan']);
const GROUPING = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)/g;

/** The names of the metrics that an expression reads. */
export function metricsOf(expression: string): readonly string[] {
  const bare = expression
    .replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""')
    .replaceAll(/#.*/g, '')
    .replaceAll(/\{[^{}]*\}/g, ' ')
    .replaceAll(/\[[^[\]]*\]/g, ' ')
    .replaceAll(GROUPING, ' ')
    .replaceAll(/\boffset\s+\w+/g, ' ')
    .replaceAll(/\b(?:group_left|group_right)\b/g, ' ')
    .replaceAll(/(?<![\w:.])\d[\w.]*/g, ' ');
  const names = [...bare.matchAll(/[a-zA-Z_:][\w:]*(?!\s*\(|[\w:])/g)].map(([name]) => name);
  return [...new Set(names.filter((name) => !KEYWORDS.has(name.toLowerCase())))];
}
