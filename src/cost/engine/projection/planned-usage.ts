import type { CostModel } from '../../models/define-cost-model.ts';
import { NO_USAGE, type MeasuredUsage } from '../../models/usage-of-part.ts';
import type { ResourceMeasurement } from '../../resources/price-resources.ts';
import { billNames } from '../actual/bill-names.ts';
import type { Plan, PlannedResource } from '../plans/planned-resource.ts';
import { PlannedModels } from './priceable.ts';
import type { ProjectedResource } from './project-plan.ts';
import type { SideCost } from './side-cost.ts';
import type { UsageFile } from './usage-file.ts';

/** A planned resource that exists, and whose cost follows from usage. */
export interface MeasurableResource {
  readonly resource: PlannedResource;
  readonly model: CostModel;
  /** What it is called in AWS: its ARN, or an id that only one resource has. */
  readonly names: readonly string[];
}

/** What was measured of planned resources that exist. */
export type LiveUsage = ReadonlyMap<PlannedResource, ResourceMeasurement>;

/** The resources of a plan that may have measured usage. */
export function measurableResources(
  { resources }: Plan,
  models: ReadonlyMap<string, CostModel>,
): readonly MeasurableResource[] {
  const planned = new PlannedModels(models);
  return resources.flatMap((resource) => {
    const { type, before, after } = resource;
    const state = before === 'unknown' ? after : before;
    if (typeof state === 'string') return [];
    const model = planned.ofType(type);
    if (model === undefined || Object.keys(model.usage).length === 0) return [];
    const names = billNames(resource, state);
    return names.length === 0 ? [] : [{ resource, model, names }];
  });
}

/** The usage of planned resources: what a usage file says, and where it says nothing, what was measured. */
export class PlannedUsage {
  readonly #file: UsageFile | undefined;
  readonly #live: LiveUsage;
  /** The measured values that prices rest on, by name. */
  readonly #taken = new Map<PlannedResource, Set<string>>();

  constructor(file: UsageFile | undefined, live: LiveUsage) {
    this.#file = file;
    this.#live = live;
  }

  of(resource: PlannedResource): MeasuredUsage {
    const given = this.#file?.of(resource);
    const live = this.#live.get(resource);
    if (live === undefined) return given ?? NO_USAGE;
    return (name) => {
      const own = given?.(name);
      if (own !== undefined) return own;
      const measured = live.usage(name);
      if (measured !== undefined) this.#take(resource, name);
      return measured;
    };
  }

  /** The same resources; those with measured usage say so. */
  told(resources: readonly ProjectedResource[]): readonly ProjectedResource[] {
    if (this.#taken.size === 0) return resources;
    return resources.map((projected) => {
      const names = this.#taken.get(projected.resource);
      const live = this.#live.get(projected.resource);
      if (names === undefined || live === undefined) return projected;
      const { from, until } = live;
      const measured = { names: [...names].sort(), from, until };
      const { before, after } = projected;
      return { ...projected, measured, before: withNote(before), after: withNote(after) };
    });
  }

  #take(resource: PlannedResource, name: string): void {
    const names = this.#taken.get(resource) ?? new Set();
    this.#taken.set(resource, names.add(name));
  }
}

function withNote(side: SideCost | undefined): SideCost | undefined {
  if (side?.adapter !== 'longshore') return side;
  return { ...side, note: `${side.note}; usage as measured` };
}
