import type { Kind } from '../../../core/exporters/kind.ts';
import { isObjectKind, loadKinds } from '../../../core/exporters/registry.ts';
import { loadCostModelsOf } from '../cost-models.ts';

/** The kinds whose resources are read for the cost of others: the task definitions of services. */
export async function relatedKinds(costed: ReadonlySet<string>): Promise<readonly Kind[]> {
  const { models } = await loadCostModelsOf(costed);
  const names = [...models.values()].flatMap(({ related }) => Object.values(related));
  return await loadKinds([...new Set(names)].filter(isObjectKind));
}
