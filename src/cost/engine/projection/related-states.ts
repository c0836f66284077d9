import { PlanValues, type HiddenReading } from '../../models/plan-values.ts';
import type { CostModel } from '../../models/define-cost-model.ts';
import { plannedProperties } from '../../models/planned-properties.ts';
import type { Plan, PlannedState } from '../plans/planned-resource.ts';
import type { Related } from './planned-cost.ts';
import type { PlannedModels } from './priceable.ts';

/** Types of resources that others refer to, and that have no cost model: their kind. Their values are read as they are. */
const WITHOUT_MODEL: ReadonlyMap<string, string> = new Map([
  ['aws_ecs_task_definition', 'AWS::ECS::TaskDefinition'],
  ['aws:ecs/taskDefinition:TaskDefinition', 'AWS::ECS::TaskDefinition'],
]);

type Side = 'before' | 'after';

/** Finds the resources of a plan that others refer to: by reference, or by their name in the cloud. */
export class RelatedStates {
  readonly #plan: Plan;
  readonly #models: PlannedModels;
  readonly #kinds: ReadonlySet<string>;
  /** By side, then by kind and by address, ID, ARN or identifier. Most plans ask for none. */
  readonly #states = new Map<Side, ReadonlyMap<string, PlannedState | undefined>>();

  constructor(plan: Plan, models: PlannedModels, kinds: ReadonlySet<string>) {
    this.#plan = plan;
    this.#models = models;
    this.#kinds = kinds;
  }

  /** The properties of the resources that a model needs besides its own, as AWS names them. */
  of(
    model: CostModel,
    state: PlannedState,
    side: Side,
    reading: HiddenReading,
  ): Readonly<Record<string, Related | undefined>> {
    const found: [string, Related | undefined][] = [];
    for (const [name, attribute] of Object.entries(model.plan.related ?? {})) {
      const kind = model.related[name] ?? '';
      const other = this.#find(kind, attribute, state, side);
      const of = this.#models.ofKind(kind);
      const values = other && PlanValues.of(other.properties, reading);
      found.push([name, values && (of === undefined ? raw(other) : plannedProperties(of, values))]);
    }
    return Object.fromEntries(found);
  }

  #find(
    kind: string,
    attribute: string,
    { references, properties }: PlannedState,
    side: Side,
  ): PlannedState | undefined {
    const camel = attribute.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const value = properties[attribute] ?? properties[camel];
    const named = typeof value === 'string' ? [value] : [];
    const places = [...(references[attribute] ?? references[camel] ?? []), ...named];
    for (const place of places) {
      const found = this.#statesOf(side).get(keyOf(kind, place));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #statesOf(side: Side): ReadonlyMap<string, PlannedState | undefined> {
    const known = this.#states.get(side);
    if (known !== undefined) return known;
    const states = statesOf(this.#plan, side, this.#models, this.#kinds);
    this.#states.set(side, states);
    return states;
  }
}

/** Hidden values of it count as missing. */
function raw({ properties }: PlannedState): Related {
  const known = Object.entries(properties).filter(([, value]) => typeof value !== 'symbol');
  return Object.fromEntries(known);
}

function statesOf(
  { resources }: Plan,
  side: Side,
  models: PlannedModels,
  kinds: ReadonlySet<string>,
): ReadonlyMap<string, PlannedState | undefined> {
  const states = new Map<string, PlannedState | undefined>();
  for (const { type, address, [side]: state } of resources) {
    const kind = kindOf(type, models);
    if (kind === undefined || !kinds.has(kind) || typeof state === 'string') continue;
    const { properties, cloudId, arn } = state;
    const identifier = properties['cluster_identifier'] ?? properties['clusterIdentifier'];
    for (const name of [address, cloudId, arn, identifier, properties['family']]) {
      if (typeof name === 'string') states.set(keyOf(kind, name), state);
    }
    // A reference to a resource with `count` may lack the index of the instance.
    const bare = keyOf(kind, withoutIndex(address));
    if (bare !== keyOf(kind, address)) states.set(bare, states.has(bare) ? undefined : state);
  }
  return states;
}

function kindOf(type: string, models: PlannedModels): string | undefined {
  return models.ofType(type)?.kind ?? WITHOUT_MODEL.get(type);
}

function withoutIndex(address: string): string {
  return address.replace(/\[[^\]]*\]$/, '');
}

function keyOf(kind: string, name: string): string {
  return `${kind} ${name}`;
}
