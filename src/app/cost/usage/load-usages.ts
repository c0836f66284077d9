import type { Usage } from '../../../cost/usage/define-usage.ts';
import { USAGES } from '../../../cost/usage/registry.generated.ts';

/** The usage of every kind that has one. */
export async function loadUsages(): Promise<ReadonlyMap<string, Usage>> {
  const usages = new Map<string, Usage>();
  for (const [kind, loader] of Object.entries(USAGES)) usages.set(kind, await loader.usage());
  return usages;
}
