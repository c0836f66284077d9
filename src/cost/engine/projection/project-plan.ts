import { decimal, ZERO, type Decimal } from '../../money/decimal.ts';
import type { CostModel } from '../../models/define-cost-model.ts';
import type { RegionPrices } from '../../prices/price-book.ts';
import { PlanValues, type HiddenReading } from '../../models/plan-values.ts';
import { NO_USAGE, type MeasuredUsage } from '../../models/usage-of-part.ts';
import type {
  Plan,
  PlannedResource,
  PlannedSide,
  PlannedState,
} from '../plans/planned-resource.ts';
import type { PluginCost } from '../plugins/projected-by-plugins.ts';
import { assumedCost, type Assumption } from './assumed-cost.ts';
import { differenceOf } from './difference.ts';
import { specCost, specNames, type PriceSpec } from './local-spec.ts';
import { modelCost, unpricedCost } from './planned-cost.ts';
import { costOfPlugins, withReasons } from './plugin-cost.ts';
import { PlannedModels } from './priceable.ts';
import { RelatedStates } from './related-states.ts';
import { plainReading, Repeated } from './repeated.ts';
import { serviceOf } from './resource-service.ts';
import { NO_COST as NOTHING, type SideCost } from './side-cost.ts';

/** A planned resource with its costs. */
export interface ProjectedResource {
  readonly resource: PlannedResource;
  readonly service: string;
  /** After the change, or before it for one that is deleted. */
  readonly region: string | undefined;
  /** Undefined where the resource does not exist then. */
  readonly before: SideCost | undefined;
  readonly after: SideCost | undefined;
  /** What the change costs a month. Undefined where a part, or the source of one side, does not compare with the other. */
  readonly difference: Decimal | undefined;
  /** The usage that was measured, by its names in a usage file, if the cost rests on it. */
  readonly measured?: {
    readonly names: readonly string[];
    /** Milliseconds since the Unix epoch; `until` is not included. */
    readonly from: number;
    readonly until: number;
  };
}

export interface ProjectionInputs {
  /** The cost models, by kind. */
  readonly models: ReadonlyMap<string, CostModel>;
  /** The prices of a region. Undefined when there are none. */
  prices(region: string): RegionPrices | undefined;
  /** What a usage file has for a resource. @default nothing is measured */
  readonly usage?: (resource: PlannedResource) => MeasuredUsage;
  /** The price file of this name, without its ending. @default there are none */
  readonly spec?: (name: string) => PriceSpec | undefined;
  /** What plugins say, by state: their prices come first. @default none is asked */
  readonly plugins?: ReadonlyMap<PlannedState, PluginCost>;
  /** The only plugin whose prices count: nothing else prices a resource. @default all sources count */
  readonly onlyPlugin?: string | undefined;
  /** Stands for costs that are unknown. @default they stay unknown */
  readonly assumption?: Assumption | undefined;
}

/** The regions in which the resources of a plan are priced. */
export function regionsOf(
  { resources }: Plan,
  models: ReadonlyMap<string, CostModel>,
): readonly string[] {
  const planned = new PlannedModels(models);
  const regions = new Set<string>();
  const ofParts = new Repeated<readonly string[]>();
  for (const { type, before, after } of resources) {
    const model = planned.ofType(type);
    if (model === undefined) continue;
    for (const side of [before, after]) {
      if (typeof side === 'string' || side.region === undefined) continue;
      regions.add(side.region);
      if (model.plan.inside === undefined) continue;
      const parts = ofParts.of(model, side, (read) => partRegions(model, side, read));
      for (const region of parts) regions.add(region);
    }
  }
  return [...regions].sort();
}

/** What each resource of a plan costs before and after the change. In the order of the plan. */
export function projectPlan(plan: Plan, inputs: ProjectionInputs): readonly ProjectedResource[] {
  const models = new PlannedModels(inputs.models);
  const kinds = new Set<string>();
  for (const { related } of inputs.models.values()) {
    for (const kind of Object.values(related)) kinds.add(kind);
  }
  const projection = new Projection(models, new RelatedStates(plan, models, kinds), inputs);
  return plan.resources.map((resource) => projection.of(resource));
}

class Projection {
  readonly #models: PlannedModels;
  readonly #related: RelatedStates;
  readonly #inputs: ProjectionInputs;
  readonly #repeated = new Repeated<SideCost>();
  /** Of types whose resources all cost the same. */
  readonly #byType = new Map<string, SideCost>();
  readonly #services = new Map<string, string>();

  constructor(models: PlannedModels, related: RelatedStates, inputs: ProjectionInputs) {
    this.#models = models;
    this.#related = related;
    this.#inputs = inputs;
  }

  of(resource: PlannedResource): ProjectedResource {
    const { type, before, after } = resource;
    const model = this.#models.ofType(type);
    const service = this.#serviceOf(resource, model);
    const next = this.#side(resource, service, model, 'after', after);
    const former = before === after ? next : this.#side(resource, service, model, 'before', before);
    const state = typeof after === 'string' ? before : after;
    return {
      resource,
      service,
      region: typeof state === 'string' ? undefined : state.region,
      before: former,
      after: next,
      difference: differenceOf({ before: former, after: next }),
    };
  }

  #serviceOf(resource: PlannedResource, model: CostModel | undefined): string {
    const known = this.#services.get(resource.type);
    if (known !== undefined) return known;
    const service = serviceOf(resource, model);
    this.#services.set(resource.type, service);
    return service;
  }

  #side(
    resource: PlannedResource,
    service: string,
    model: CostModel | undefined,
    name: 'before' | 'after',
    side: PlannedSide,
  ): SideCost | undefined {
    if (side === 'none') return undefined;
    if (side === 'unknown') {
      const detail = `the plan does not tell its properties ${name} the change`;
      return { ...NOTHING, ...unpricedCost('no-property', detail), note: detail };
    }
    const free = this.#models.free(resource.type);
    if (free !== undefined) return this.#ofType(resource, () => freeCost(free));
    const { plugins, onlyPlugin } = this.#inputs;
    const said = plugins?.get(side);
    if (onlyPlugin !== undefined) return costOfPlugins(said, onlyPlugin);
    const own = this.#own(resource, service, model, name, side);
    return said === undefined ? own : withReasons(own, said);
  }

  /** By our own sources, without plugins. */
  #own(
    resource: PlannedResource,
    service: string,
    model: CostModel | undefined,
    name: 'before' | 'after',
    side: PlannedState,
  ): SideCost {
    const byModel = model === undefined ? undefined : this.#byModel(resource, model, name, side);
    const bySpec = this.#bySpec(resource, service, side);
    if (byModel?.monthly !== undefined) {
      return bySpec === undefined ? byModel : { ...byModel, alternatives: alternativesOf(bySpec) };
    }
    if (bySpec?.monthly !== undefined) return bySpec;
    const { assumption } = this.#inputs;
    if (assumption !== undefined) {
      return this.#ofType(resource, ({ type }) => assumed(type, assumption));
    }
    return byModel ?? bySpec ?? this.#ofType(resource, unsupported);
  }

  #ofType(resource: PlannedResource, costOf: (resource: PlannedResource) => SideCost): SideCost {
    const known = this.#byType.get(resource.type);
    if (known !== undefined) return known;
    const cost = costOf(resource);
    this.#byType.set(resource.type, cost);
    return cost;
  }

  #byModel(
    resource: PlannedResource,
    model: CostModel,
    side: 'before' | 'after',
    state: PlannedState,
  ): SideCost {
    const usage = this.#inputs.usage?.(resource) ?? NO_USAGE;
    const price = (read?: (name: string) => void): SideCost => {
      const cost = modelCost(model, state, {
        models: this.#models,
        prices: (region) => this.#inputs.prices(region),
        usage,
        related: (reading) => this.#related.of(model, state, side, reading),
        read,
      });
      const isKnown = cost.monthly !== undefined;
      const note = isKnown ? 'list price on demand' : reasonsOf(cost.components);
      return { ...NOTHING, ...cost, adapter: isKnown ? 'longshore' : 'none', note };
    };
    // What is measured, or what others have, is of this resource alone.
    const isAlone = usage !== NO_USAGE || Object.keys(model.plan.related ?? {}).length > 0;
    return isAlone ? price() : this.#repeated.of(model, state, price);
  }

  #bySpec(resource: PlannedResource, service: string, state: PlannedState): SideCost | undefined {
    const { spec: find } = this.#inputs;
    if (find === undefined) return undefined;
    const { type, provider } = resource;
    for (const name of specNames({ type, provider, service }, state)) {
      const spec = find(name);
      if (spec === undefined) continue;
      const found = specCost(spec, state);
      const { currency } = spec;
      if (found === undefined) {
        const detail = `${name}.yaml has no price for it`;
        return { ...NOTHING, ...unpricedCost('no-price', detail), note: detail };
      }
      const { monthly, how } = found;
      return { ...NOTHING, adapter: 'local-spec', currency, monthly, note: `${name}.yaml: ${how}` };
    }
    return undefined;
  }
}

function alternativesOf(cost: SideCost | undefined): SideCost['alternatives'] {
  if (cost?.monthly === undefined || cost.currency === undefined) return [];
  const { adapter, monthly, currency } = cost;
  return [{ adapter, monthly, currency }];
}

function freeCost(free: string): SideCost {
  return { ...NOTHING, adapter: 'longshore', monthly: ZERO, note: `free: ${free}`, free };
}

function assumed(type: string, assumption: Assumption): SideCost {
  const monthly = decimal(assumedCost(type, assumption));
  const note = `assumed, not a price: --assume-unpriced ${assumption}`;
  return { ...NOTHING, adapter: 'assumed', currency: 'USD', monthly, note };
}

function unsupported({ type }: PlannedResource): SideCost {
  const detail = `${type} has no cost model`;
  return { ...NOTHING, ...unpricedCost('no-model', detail), note: detail };
}

function reasonsOf(components: SideCost['components']): string {
  return [...new Set(components.map(({ unpriced }) => unpriced?.detail ?? ''))].join('; ');
}

function partRegions(
  model: CostModel,
  { properties }: PlannedState,
  read: HiddenReading['read'],
): readonly string[] {
  const values = PlanValues.of(properties, plainReading(read));
  return (model.plan.inside?.(values) ?? []).flatMap(({ region }) => region ?? []);
}
