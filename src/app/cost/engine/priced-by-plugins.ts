import type { CostModel } from '../../../cost/models/define-cost-model.ts';
import type { Plan, PlannedState } from '../../../cost/engine/plans/planned-resource.ts';
import type { PluginCost } from '../../../cost/engine/plugins/projected-by-plugins.ts';
import type { PluginSet } from '../../../cost/engine/plugins/plugin-set.ts';
import { PlannedModels } from '../../../cost/engine/projection/priceable.ts';
import type { OpenPluginsOptions } from './open-plugins.ts';

/** What plugins say about the resources of a plan. Undefined without plugins. */
export async function pricedByPlugins(
  plan: Plan,
  plugins: PluginSet | undefined,
  models: ReadonlyMap<string, CostModel>,
  { onStep, warn, signal, plugins: source }: OpenPluginsOptions,
): Promise<ReadonlyMap<PlannedState, PluginCost> | undefined> {
  if (plugins === undefined) return undefined;
  onStep('Asking plugins for prices');
  const { projectedByPlugins } =
    await import('../../../cost/engine/plugins/projected-by-plugins.ts');
  const planned = new PlannedModels(models);
  return await projectedByPlugins(plan, plugins, {
    ...{ warn, signal, utilization: source?.utilization },
    isFree: (type) => planned.free(type) !== undefined,
    pulumiType: pulumiTypes(models),
  });
}

/** The type of Pulumi for a type of Terraform, by the cost models. */
export function pulumiTypes(
  models: ReadonlyMap<string, CostModel>,
): (type: string) => string | undefined {
  const types = new Map<string, string>();
  for (const { plan } of models.values()) {
    const [pulumi] = plan.pulumi;
    if (pulumi === undefined) continue;
    for (const type of plan.terraform) types.set(type, pulumi);
  }
  return (type) => types.get(type);
}
