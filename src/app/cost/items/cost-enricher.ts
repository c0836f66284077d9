import { z } from 'zod';
import type { CallObserver } from '../../../aws/call-observer.ts';
import type { Batch, Resource } from '../../../core/exporters/resource.ts';
import { spotProductOf } from '../../../cost/models/ec2/platform.ts';
import {
  itemCost,
  type ItemBill,
  type ItemCost,
  type MissingCost,
} from '../../../cost/resources/item-cost.ts';
import { priceBatch, type RelatedProperties } from '../../../cost/resources/price-resources.ts';
import type { Gap } from '../../../core/inspector/gap.ts';
import type { Scope } from '../../../ledger/scope.ts';
import type { ScopeSource } from '../../../resync/read-scope.ts';
import type { RunPricing } from '../../run-scope.ts';
import type { Runtime } from '../../runtime.ts';
import type { RunStoreAccess } from '../../store/run-store-access.ts';
import { billGapOf, gapOf } from './cost-gap.ts';
import { ItemBills } from './item-bills.ts';
import { loadCostModelsOf, type CostModels } from '../cost-models.ts';
import { CurrentPrices, type PriceProblem, type SpotNeed } from '../prices/current-prices.ts';
import { EnrichedBatch, type ItemToPrice } from './enriched-batch.ts';
import { StoredBlockPrices } from '../prices/stored-block-prices.ts';
import { Prices } from '../prices/open-prices.ts';
import { RunPriceStore } from './run-price-store.ts';
import { RelatedResources, type RelatedResource } from './related-resources.ts';

const INSTANCE = 'AWS::EC2::Instance';
const SpotInstance = z.object({
  InstanceLifecycle: z.literal('spot'),
  InstanceType: z.string(),
  PlatformDetails: z.string().optional(),
  UsageOperation: z.string().default('RunInstances'),
});

const BlockInstance = z.object({
  InstanceLifecycle: z.literal('capacity-block'),
  CapacityReservationId: z.string(),
});

export interface CostEnricherOptions extends RunPricing {
  /** The kinds whose items get their cost. */
  readonly kinds: ReadonlySet<string>;
  /** Prices come from the store and go there, if there is one. A host keeps them in memory. */
  readonly usesStore: boolean;
  /** Where bills and stored rates are read. */
  readonly access: RunStoreAccess;
  /** Opens AWS for the Price List API, and for related resources; it stays open. */
  readonly runtime: Runtime;
  /** Receives the calls for prices and related resources. */
  readonly observer: CallObserver;
  readonly signal: AbortSignal;
}

/** Adds what resources cost to their raw items, as `__ExtraContext.Cost`. */
export class CostEnricher implements Disposable {
  readonly #models: CostModels;
  readonly #opened: Prices;
  readonly #prices: CurrentPrices;
  readonly #related: RelatedResources;
  readonly #blocks: StoredBlockPrices;
  readonly #bills: ItemBills;

  private constructor(models: CostModels, prices: Prices, options: CostEnricherOptions) {
    const { settings, access } = options;
    this.#models = models;
    this.#opened = prices;
    this.#prices = new CurrentPrices(prices, settings.cost.priceMaxAgeMs);
    this.#related = new RelatedResources({ ...options, ...options.runtime });
    this.#blocks = new StoredBlockPrices(settings, access, prices.book);
    this.#bills = new ItemBills(access);
  }

  /** @throws {PriceFileError} when the file of the settings cannot be read */
  static async open(options: CostEnricherOptions): Promise<CostEnricher> {
    const { kinds, runtime, warn } = options;
    const models = await loadCostModelsOf(kinds);
    for (const kind of kinds) {
      if (models.models.has(kind) || models.freeKinds.has(kind)) continue;
      warn(`includeCosts: ${kind} has no cost model, so its items have no monthly cost`);
    }
    const borrowed: Runtime = { ...runtime, [Symbol.dispose]: () => undefined };
    const open = (): Runtime => borrowed;
    const { needs } = models;
    const priceStore = options.usesStore ? new RunPriceStore({ ...options, needs }) : undefined;
    const prices = await Prices.open({ ...options, needs, open, priceStore });
    return new CostEnricher(models, prices, options);
  }

  /**
   * The batch with the cost of its resources. A resource without a price keeps its place: it lacks its cost, and the
   * gap says why.
   *
   * @throws the signal's reason
   */
  async enrich(
    scope: Scope,
    batch: Batch,
    source: ScopeSource,
    signal: AbortSignal,
  ): Promise<Batch> {
    const items = batch.resources.map((item, index) => ({
      item,
      identifiers: batch.identifiers?.[index],
      kind: scope.kind,
      region: regionOf(item, scope),
      properties: item.Properties,
    }));
    const problems = await this.#refresh(items, signal);
    await this.#addBlocks(scope.accountId, items, signal);
    const { models, freeKinds } = this.#models;
    const unread = new Map<string, PriceProblem>();
    const priced = await priceBatch(items, {
      models,
      freeKinds,
      prices: (region) => this.#prices.region(region),
      // Their own kind may be read at another time of the run, or not at all.
      related: async (kind, arns) =>
        propertiesOf(await this.#related.of(kind, arns, source, signal), unread),
    });
    const bills = await this.#billsOf(scope, items, signal);
    const enriched = new EnrichedBatch(batch);
    for (const { resource, estimate } of priced) {
      const isPartlyRead = enriched.isIncomplete(resource.item) && this.#lacksProperty(resource);
      const cost = isPartlyRead ? PARTLY_READ : itemCost(estimate, resource.region);
      const problem = this.#problemOf(cost, resource, { problems, unread });
      if ('reason' in cost) enriched.add(resource, gapOf(cost, resource.region, problem));
      else if ('failure' in bills) enriched.add(resource, bills);
      else enriched.add(resource, withBill(cost, bills.get(resource)));
    }
    return enriched.batch;
  }

  [Symbol.dispose](): void {
    this.#opened[Symbol.dispose]();
  }

  /** What the bill has of these items; a gap when the store could not be read, so that Port keeps what it has. */
  async #billsOf(
    { accountId }: Scope,
    items: readonly ItemToPrice[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<ItemToPrice, ItemBill> | Omit<Gap, 'identifier'>> {
    try {
      return await this.#bills.of(accountId, items, signal);
    } catch (error) {
      signal.throwIfAborted();
      return billGapOf(error);
    }
  }

  /** Does the resource lack a property that its cost follows from? */
  #lacksProperty({ kind, properties }: ItemToPrice): boolean {
    const charged = this.#models.models.get(kind)?.properties;
    if (!(charged instanceof z.ZodObject)) return charged !== undefined;
    return Object.keys(charged.shape).some((name) => (properties[name] ?? null) === null);
  }

  /** Why AWS did not give what the cost lacks. */
  #problemOf(
    cost: ItemCost | MissingCost,
    { kind, region, properties }: ItemToPrice,
    {
      problems,
      unread,
    }: Readonly<Record<'problems' | 'unread', ReadonlyMap<string, PriceProblem>>>,
  ): PriceProblem | undefined {
    if (!('reason' in cost)) return undefined;
    if (cost.reason !== 'no-property') return problems.get(region);
    const arns = this.#models.models.get(kind)?.relatedArns(properties) ?? {};
    return Object.values(arns).flatMap((arn) => unread.get(arn ?? '') ?? [])[0];
  }

  /** @returns why prices are missing, by region */
  async #refresh(
    items: readonly ItemToPrice[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, PriceProblem>> {
    if (!items.some(({ kind }) => this.#models.models.has(kind))) return new Map();
    const regions = [...new Set(items.map(({ region }) => region))];
    const problems = await this.#prices.refresh(regions, signal);
    for (const region of regions) {
      const needs = items.filter((item) => item.region === region).flatMap(spotNeed);
      if (needs.length === 0 || problems.has(region)) continue;
      const problem = await this.#prices.addSpotPrices(region, needs, signal);
      if (problem !== undefined) problems.set(region, problem);
    }
    signal.throwIfAborted();
    return problems;
  }

  /** Adds what is stored of the capacity blocks of these items. */
  async #addBlocks(
    account: string,
    items: readonly ItemToPrice[],
    signal: AbortSignal,
  ): Promise<void> {
    const byRegion = new Map<string, string[]>();
    for (const { kind, region, properties } of items) {
      const { data } = kind === INSTANCE ? BlockInstance.safeParse(properties) : {};
      if (data === undefined) continue;
      byRegion.set(region, [...(byRegion.get(region) ?? []), data.CapacityReservationId]);
    }
    for (const [region, ids] of byRegion) await this.#blocks.add({ account, region, ids }, signal);
  }
}

function withBill(cost: ItemCost, bill: ItemBill | undefined): ItemCost {
  return bill === undefined ? cost : { ...cost, bill };
}

/** Without these properties, an amount could be too low. */
const PARTLY_READ: MissingCost = {
  reason: 'no-property',
  detail: 'properties that the cost follows from could not be read',
};

/** Those that were read. What could not be read is added, by ARN. */
function propertiesOf(
  related: ReadonlyMap<string, RelatedResource>,
  unread: Map<string, PriceProblem>,
): RelatedProperties {
  const found = new Map<string, Readonly<Record<string, unknown>>>();
  for (const [arn, resource] of related) {
    if (resource.properties !== undefined) found.set(arn, resource.properties);
    if (resource.problem !== undefined) unread.set(arn, resource.problem);
  }
  return found;
}

/** A bucket is listed for a whole account, and has a region of its own. */
function regionOf({ __ExtraContext: context }: Resource, { region }: Scope): string {
  const own = context?.['Region'];
  return typeof own === 'string' ? own : region;
}

function spotNeed({ kind, properties }: ItemToPrice): readonly SpotNeed[] {
  if (kind !== INSTANCE) return [];
  const { data: instance } = SpotInstance.safeParse(properties);
  return instance === undefined
    ? []
    : [{ type: instance.InstanceType, product: spotProductOf(instance) }];
}
