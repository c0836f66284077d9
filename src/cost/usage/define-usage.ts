import type { z } from 'zod';
import type { Dimensions, GivenUsage, UsageMetric, UsageMetrics } from './usage-metric.ts';

/** What of CloudWatch describes the use of a kind. */
export interface UsageDefinition<Schema extends z.ZodType, Name extends string> {
  readonly kind: string;
  /** AWS's page that lists the metrics. */
  readonly documentation: string;
  /** `AWS/EC2` */
  readonly namespace: string;
  /** The properties that name the resource in CloudWatch, as AWS names them. */
  readonly properties: Schema;
  /** Undefined for a resource that CloudWatch measures nothing of. */
  dimensions(properties: z.output<Schema>): Dimensions | undefined;
  readonly metrics: Readonly<Record<Name, UsageMetric>>;
  /** The usage of the kind's cost model that follows: `monthly_requests`. @default none */
  readonly gives?: GivenUsage;
}

/** The usage of a kind, whatever the types of its properties. */
export interface Usage extends UsageMetrics {
  readonly kind: string;
  readonly documentation: string;
  readonly gives: GivenUsage;
  /**
   * How CloudWatch names the resource. Undefined where nothing is measured, or the properties lack a name.
   *
   * @param properties as the store has them
   */
  dimensionsOf(properties: unknown): Dimensions | undefined;
}

/** Creates the usage of a kind from its definition. */
export function defineUsage<Schema extends z.ZodType, const Name extends string>(
  definition: UsageDefinition<Schema, Name>,
): Usage {
  const { kind, documentation, namespace, properties, metrics, gives = {} } = definition;
  return {
    ...{ kind, documentation, namespace, metrics, gives },
    dimensionsOf(given) {
      const parsed = properties.safeParse(given);
      return parsed.success ? definition.dimensions(parsed.data) : undefined;
    },
  };
}
