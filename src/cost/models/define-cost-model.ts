import type { z } from 'zod';
import type { PriceNeeds } from '../prices/price-need.ts';
import type { Component, CostModelDefinition, ModelContext } from './cost-model.ts';

/** A cost model, whatever the types of its properties. */
export interface CostModel {
  readonly kind: string;
  readonly pricing: string;
  readonly properties: z.ZodType;
  readonly prices: PriceNeeds;
  readonly usage: Readonly<Record<string, string>>;
  readonly plan: CostModelDefinition<z.ZodType, PriceNeeds>['plan'];
  /** The kinds of related resources, by their names. */
  readonly related: Readonly<Record<string, string>>;
  /**
   * The ARNs of the related resources, by their names.
   *
   * @param properties as AWS names them
   */
  relatedArns(properties: unknown): Readonly<Record<string, string | undefined>>;
  /**
   * Checks the properties once, for all that is asked of the resource.
   *
   * @param properties as AWS names them
   */
  read(properties: unknown): ChargedResource | UnreadableProperties;
}

/** A resource whose properties have the types that its model expects. */
export interface ChargedResource {
  /** What it is charged for. */
  components(context: ModelContext<string>): readonly Component[];
}

/** Properties that do not have the types that the model expects. */
export interface UnreadableProperties {
  /** For a person: `Size: expected number, received string`. */
  readonly problem: string;
}

/** Creates the cost model of a kind from its definition. */
export function defineCostModel<Schema extends z.ZodType, const Needs extends PriceNeeds>(
  definition: CostModelDefinition<Schema, Needs>,
): CostModel {
  const { kind, pricing, properties, prices, usage = {}, plan } = definition;
  const related = Object.entries(definition.related ?? {});
  return {
    kind,
    pricing,
    properties,
    prices,
    usage,
    plan,
    related: Object.fromEntries(related.map(([name, one]) => [name, one.kind])),
    relatedArns(given) {
      if (related.length === 0) return {};
      const parsed = properties.safeParse(given);
      if (!parsed.success) return {};
      return Object.fromEntries(related.map(([name, one]) => [name, one.arn(parsed.data)]));
    },
    read(given) {
      const parsed = properties.safeParse(given);
      if (!parsed.success) return { problem: problemOf(parsed.error) };
      return { components: (context) => definition.components(parsed.data, context) };
    },
  };
}

function problemOf({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as expected'}`;
}
