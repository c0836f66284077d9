import { PlanError, WRITE_IT_AGAIN } from './plan-error.ts';

/**
 * Checks that no resource is inside itself.
 *
 * @param parents by address
 * @throws {PlanError} naming a resource of the circle
 */
export function checkParents(parents: ReadonlyMap<string, string>): void {
  const checked = new Set<string>();
  for (const start of parents.keys()) {
    const chain = new Set<string>();
    let at: string | undefined = start;
    while (at !== undefined && !checked.has(at)) {
      if (chain.has(at)) {
        throw new PlanError('invalid', `Could not read the plan: ${at} is its own parent`, {
          remedy: WRITE_IT_AGAIN,
        });
      }
      chain.add(at);
      at = parents.get(at);
    }
    for (const address of chain) checked.add(address);
  }
}
