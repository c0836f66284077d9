import type { CostModel } from '../../models/define-cost-model.ts';
import { FREE_TYPES } from './free-types.ts';

/** The cost models, by the types of plans and by kind. */
export class PlannedModels {
  readonly #byType = new Map<string, CostModel>();
  readonly #byKind: ReadonlyMap<string, CostModel>;

  /** @param models by kind */
  constructor(models: ReadonlyMap<string, CostModel>) {
    this.#byKind = models;
    for (const model of models.values()) {
      for (const type of [...model.plan.terraform, ...model.plan.pulumi]) {
        this.#byType.set(type, model);
      }
    }
  }

  /** The model of a type of Terraform or Pulumi. */
  ofType(type: string): CostModel | undefined {
    return this.#byType.get(type);
  }

  ofKind(kind: string): CostModel | undefined {
    return this.#byKind.get(kind);
  }

  /** Why resources of this type cost nothing themselves. */
  free(type: string): string | undefined {
    return FREE_TYPES.get(type);
  }
}
