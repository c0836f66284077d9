import { z } from 'zod';
import type { CostModel } from '../models/define-cost-model.ts';
import { estimate, type Estimate } from '../models/estimate.ts';
import type { RegionPrices } from '../prices/price-book.ts';

/** A resource as the store has it. */
export interface StoredResource {
  readonly kind: string;
  readonly account: string;
  readonly region: string;
  readonly id: string;
  readonly arn: string | null;
  readonly name: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** As AWS names them. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What the cost of a resource follows from. */
export type ChargedProperties = Pick<StoredResource, 'kind' | 'region' | 'properties'>;

/** What was measured of a resource, and when. */
export interface ResourceMeasurement {
  /** For a month, by the names of a usage file. */
  usage(name: string): string | undefined;
  /** The measured time, in milliseconds since the Unix epoch; `until` is exclusive. */
  readonly from: number;
  readonly until: number;
}

/** A resource with what it costs. */
export interface PricedResource<Resource extends ChargedProperties = StoredResource> {
  readonly resource: Resource;
  readonly estimate: Estimate;
  /** What its usage was taken from, if any was measured. */
  readonly measured?: ResourceMeasurement | undefined;
}

/** Properties of resources, by ARN. */
export type RelatedProperties = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** What resources are priced with. */
export interface ResourcePricing {
  readonly models: ReadonlyMap<string, CostModel>;
  /** Kinds that AWS does not charge for by themselves. */
  readonly freeKinds: ReadonlySet<string>;
  prices(region: string): RegionPrices | undefined;
  /** What was measured of a resource. @default nothing */
  measured?(resource: StoredResource): ResourceMeasurement | undefined;
  /** The properties of resources of a kind that others depend on. */
  related(kind: string, arns: readonly string[]): Promise<RelatedProperties>;
}

const NO_MODEL: Estimate = {
  priced: [],
  unpriced: [
    { name: 'resource', unit: undefined, price: undefined, reason: 'no-model', detail: '' },
  ],
};
const FREE: Estimate = { priced: [], unpriced: [] };

/** Prices resources, batch by batch: what they cost in a month by list prices and what was measured. */
export async function* priceResources(
  batches: AsyncIterable<readonly StoredResource[]>,
  pricing: ResourcePricing,
): AsyncGenerator<readonly PricedResource[], void> {
  for await (const batch of batches) {
    const measured = new Map(batch.map((one) => [one, pricing.measured?.(one)]));
    const priced = await priceBatch(batch, pricing, (one) => measured.get(one)?.usage);
    yield priced.map((one) => ({ ...one, measured: measured.get(one.resource) }));
  }
}

/** Prices the resources of one batch, in order. */
export async function priceBatch<Resource extends ChargedProperties>(
  batch: readonly Resource[],
  pricing: ResourcePricing,
  usageOf: (resource: Resource) => ResourceMeasurement['usage'] | undefined = () => undefined,
): Promise<readonly PricedResource<Resource>[]> {
  const related = await relatedOf(batch, pricing);
  return batch.map((resource) => ({
    resource,
    estimate: estimateOf(resource, pricing, related, usageOf(resource)),
  }));
}

function estimateOf(
  { kind, region, properties }: ChargedProperties,
  { models, freeKinds, prices }: ResourcePricing,
  related: ReadonlyMap<string, RelatedProperties>,
  usage: ResourceMeasurement['usage'] | undefined,
): Estimate {
  const model = models.get(kind);
  if (model === undefined) return freeKinds.has(kind) ? FREE : NO_MODEL;
  return estimate(model, properties, {
    region,
    prices: prices(region),
    ...(usage !== undefined && { usage }),
    related: ownRelated(model, properties, related),
  });
}

/** The related resources of one resource, by the model's names for them. */
export function ownRelated(
  model: CostModel,
  properties: StoredResource['properties'],
  related: ReadonlyMap<string, RelatedProperties>,
): Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>> {
  return Object.fromEntries(
    Object.entries(model.relatedArns(properties)).map(([name, arn]) => [
      name,
      related.get(model.related[name] ?? '')?.get(arn ?? ''),
    ]),
  );
}

/** The related resources of a whole batch: one question for each kind. */
export async function relatedOf(
  batch: readonly ChargedProperties[],
  { models, related }: Pick<ResourcePricing, 'models' | 'related'>,
): Promise<ReadonlyMap<string, RelatedProperties>> {
  const wanted = new Map<string, Set<string>>();
  for (const { kind, properties } of batch) {
    const model = models.get(kind);
    if (model === undefined) continue;
    for (const [name, arn] of Object.entries(model.relatedArns(properties))) {
      const of = model.related[name];
      if (arn === undefined || of === undefined) continue;
      const arns = wanted.get(of) ?? new Set();
      wanted.set(of, arns.add(arn));
    }
  }
  const found = new Map<string, RelatedProperties>();
  for (const [kind, arns] of wanted) found.set(kind, await related(kind, [...arns]));
  return found;
}

const Row = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string().nullable(),
  z.string().nullable(),
  z.record(z.string(), z.string()),
  z.string(),
  z.string().nullable(),
]);
const Properties = z.record(z.string(), z.unknown());
const Context = z.object({ Region: z.string().optional() });

/** The columns of `resources` that pricing reads, in this order. */
export const RESOURCE_COLUMNS = 'kind, account, region, id, arn, name, tags, properties, context';

/** A row of {@link RESOURCE_COLUMNS}. */
export function storedResource(row: readonly unknown[]): StoredResource {
  const [kind, account, region, id, arn, name, tags, properties, context] = Row.parse(row);
  return {
    kind,
    account,
    region: ownRegion(context) ?? region,
    id,
    arn,
    name,
    tags,
    properties: Properties.parse(JSON.parse(properties)),
  };
}

/** A bucket is listed for a whole account, and has a region of its own. */
function ownRegion(context: string | null): string | undefined {
  return context === null ? undefined : Context.safeParse(JSON.parse(context)).data?.Region;
}
