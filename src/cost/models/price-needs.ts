import type { NeedsByKind } from '../prices/price-selection.ts';
import type { PriceNeeds } from '../prices/price-need.ts';
import { COST_MODELS, RATES } from './registry.generated.ts';

/** What all cost models and rates need of the price lists: by kind, and by the name of the rates. */
export async function allPriceNeeds(): Promise<NeedsByKind> {
  const needs = new Map<string, PriceNeeds>();
  for (const [kind, loader] of Object.entries(COST_MODELS)) {
    needs.set(kind, (await loader.model()).prices);
  }
  for (const load of Object.values(RATES)) {
    const { name, prices } = await load();
    needs.set(name, prices);
  }
  return needs;
}
