import { z } from 'zod';
import { hiddenValues } from './hide-values.ts';
import type { PlannedState } from './planned-resource.ts';
import { ownRegion, regionOf, regionOfArn } from './region-names.ts';

const Values = z.record(z.string(), z.unknown()).nullish();

/** A resource as Pulumi writes it, in a preview, an event or a stack. Other keys are ignored. */
export const PulumiState = z.object({
  urn: z.string().optional(),
  type: z.string().optional(),
  /** False for a component. */
  custom: z.boolean().optional(),
  id: z.string().optional(),
  inputs: Values,
  outputs: Values,
  parent: z.string().nullish(),
  external: z.boolean().optional(),
  /** It waits for its deletion: its replacement exists. */
  delete: z.boolean().optional(),
  provider: z.string().nullish(),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
  created: z.string().optional(),
});
export type PulumiState = z.output<typeof PulumiState>;

/** What is read of a whole plan, and says of a provider in which region it works. */
export interface PulumiProviders {
  /** By the provider's URN. */
  readonly regions: ReadonlyMap<string, string>;
  /** `aws:region` of the stack's configuration. */
  readonly configured: string | undefined;
  /** Of the environment. */
  readonly fallback: string | undefined;
}

/** The resource's properties: its inputs, and what the provider added. */
export function pulumiState(
  { id, inputs, outputs, provider, propertyDependencies, created }: PulumiState,
  { regions, configured, fallback }: PulumiProviders,
): PlannedState {
  const own = valuesOf(inputs);
  const properties: Record<string, unknown> = { ...knownOf(valuesOf(outputs)), ...own };
  const arn = properties['arn'];
  const isKnownId = id !== undefined && id !== '' && hiddenValues(id) === id;
  return {
    properties,
    region:
      ownRegion(properties, 'availabilityZone') ??
      regions.get(providerUrn(provider ?? '')) ??
      configured ??
      fallback,
    cloudId: isKnownId ? id : undefined,
    arn: typeof arn === 'string' ? arn : undefined,
    created: isTime(created) ? created : undefined,
    references: Object.fromEntries(
      Object.entries(propertyDependencies ?? {}).map(([name, urns]) => [name, urns ?? []]),
    ),
  };
}

/** The region that a provider works in, if it says so. */
export function regionOfProvider({ inputs, outputs }: PulumiState): string | undefined {
  return regionOf(inputs?.['region']) ?? regionOf(outputs?.['region']);
}

/** The region that a resource is in, if it has an ARN. */
export function regionOfState({ inputs, outputs }: PulumiState): string | undefined {
  return regionOfArn(outputs?.['arn']) ?? regionOfArn(inputs?.['arn']);
}

/** The provider's URN: what a resource names is followed by the provider's ID. */
export function providerUrn(reference: string): string {
  return reference.slice(0, Math.max(0, reference.lastIndexOf('::')));
}

function valuesOf(values: PulumiState['inputs']): Readonly<Record<string, unknown>> {
  const hidden = hiddenValues(values ?? {});
  return typeof hidden === 'object' && hidden !== null ? { ...hidden } : {};
}

/** What the provider will compute is no value yet. */
function knownOf(outputs: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(outputs).filter(([, value]) => typeof value !== 'symbol'),
  );
}

/** Pulumi writes the year 1 where it knows no time. */
function isTime(time: string | undefined): boolean {
  return time !== undefined && !time.startsWith('0001-');
}
