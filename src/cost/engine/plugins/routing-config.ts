import { z } from 'zod';

/** Longer patterns are no patterns for types of resources. */
const MOST_PATTERN = 512;
const Pattern = z
  .object({
    type: z.enum(['glob', 'regex']).default('glob'),
    pattern: z.string().max(MOST_PATTERN),
  })
  .refine(({ type, pattern }) => type === 'glob' || isExpression(pattern), {
    error: 'is not a regular expression',
  });
const Rule = z.object({
  name: z.string(),
  features: z
    .array(
      z.enum(['ProjectedCosts', 'ActualCosts', 'Recommendations', 'Carbon', 'DryRun', 'Budgets']),
    )
    .nullish(),
  patterns: z.array(Pattern).nullish(),
  priority: z.int().default(0),
  fallback: z.boolean().default(true),
});
/** `routing` in the configuration: which plugins are asked for what, and in which order. */
export const PluginRouting = z.object({ plugins: z.array(Rule).nullish() });
export type PluginRouting = z.output<typeof PluginRouting>;
export type RoutingRule = z.output<typeof Rule>;
export type TypePattern = z.output<typeof Pattern>;

function isExpression(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}
