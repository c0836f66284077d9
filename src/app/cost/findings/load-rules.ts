import type { FindingRule } from '../../../cost/findings/define-finding.ts';
import { FINDINGS } from '../../../cost/findings/registry.generated.ts';

/** Rules by the kind that they look at. */
export type RulesByKind = ReadonlyMap<string, readonly FindingRule[]>;

/** Loads all rules: small modules. */
export async function loadRules(): Promise<RulesByKind> {
  const rules = new Map<string, FindingRule[]>();
  for (const loader of Object.values(FINDINGS)) {
    const rule = await loader.rule();
    rules.set(rule.kind, [...(rules.get(rule.kind) ?? []), rule]);
  }
  return rules;
}
