import type { CostModel } from '../../cost/models/define-cost-model.ts';
import { FREE_KINDS } from '../../cost/models/free-kinds.ts';
import { allPriceNeeds } from '../../cost/models/price-needs.ts';
import { COST_MODELS } from '../../cost/models/registry.generated.ts';
import type { NeedsByKind } from '../../cost/prices/price-selection.ts';

/** What every kind is charged for. */
export interface CostModels {
  /** By kind. */
  readonly models: ReadonlyMap<string, CostModel>;
  /** Kinds that AWS does not charge for by themselves. */
  readonly freeKinds: ReadonlySet<string>;
  readonly needs: NeedsByKind;
}

/** Loads all cost models: some fifty small modules. */
export async function loadCostModels(): Promise<CostModels> {
  const { models, freeKinds } = await loadCostModelsOf(new Set(Object.keys(COST_MODELS)));
  return { models, freeKinds, needs: await allPriceNeeds() };
}

/** Loads the cost models of these kinds, with what they need of the price lists and nothing else. */
export async function loadCostModelsOf(kinds: ReadonlySet<string>): Promise<CostModels> {
  const models = new Map<string, CostModel>();
  const needs = new Map<string, CostModel['prices']>();
  for (const [kind, loader] of Object.entries(COST_MODELS)) {
    if (!kinds.has(kind)) continue;
    const model = await loader.model();
    models.set(kind, model);
    needs.set(kind, model.prices);
  }
  return { models, freeKinds: new Set(Object.keys(FREE_KINDS)), needs };
}
