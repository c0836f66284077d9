import type { CostModel } from './define-cost-model.ts';
import { PlanValues } from './plan-values.ts';

/**
 * The properties of a planned resource, as AWS names them. What is not known before the change is left out.
 *
 * @param values by the names of Terraform or Pulumi
 */
export function plannedProperties(
  { plan: { properties } }: CostModel,
  values: Readonly<Record<string, unknown>> | PlanValues,
): Readonly<Record<string, unknown>> {
  const planned = values instanceof PlanValues ? values : PlanValues.of(values);
  const named =
    typeof properties === 'function'
      ? properties(planned)
      : Object.fromEntries(
          Object.entries(properties).map(([property, name]) => [property, planned.value(name)]),
        );
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}
