import { z } from 'zod';
import type { CallObserver } from '../../aws/call-observer.ts';
import type { Batch, Resource } from '../../core/exporters/resource.ts';
import type { Gap } from '../../core/inspector/gap.ts';
import { spotProductOf } from '../../cost/models/ec2/platform.ts';
import {
  itemCost,
  type ItemCost,
  type MissingCost,
  type MissingReason,
} from '../../cost/resources/item-cost.ts';
import { priceBatch, type ChargedProperties } from '../../cost/resources/price-resources.ts';
import type { Scope } from '../../ledger/scope.ts';
import { itemName } from '../../mapping/item-name.ts';
import type { RunPricing } from '../run-scope.ts';
import type { Runtime } from '../runtime.ts';
import { loadCostModelsOf, type CostModels } from './cost-models.ts';
import { CurrentPrices, type PriceProblem, type SpotNeed } from './current-prices.ts';
import { StoredBlockPrices } from './stored-block-prices.ts';
import { Prices } from './open-prices.ts';

/** What gaps name as their action. */
const ACTION = 'includeCosts';
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
  /** Opens AWS for the Price List API; it stays open. */
  readonly runtime: Runtime;
  /** Receives the calls for prices. */
  readonly observer: CallObserver;
  readonly signal: AbortSignal;
}

/** A resource as it is priced. */
interface ItemToPrice extends ChargedProperties {
  readonly item: Resource;
  readonly identifiers: readonly string[] | undefined;
}

/** Adds what resources cost to their raw items, as `__ExtraContext.Cost`. */
export class CostEnricher implements Disposable {
  readonly #models: CostModels;
  readonly #opened: Prices;
  readonly #prices: CurrentPrices;
  readonly #blocks: StoredBlockPrices;

  private constructor(
    models: CostModels,
    prices: Prices,
    { settings, cwd }: Pick<CostEnricherOptions, 'settings' | 'cwd'>,
  ) {
    this.#models = models;
    this.#opened = prices;
    this.#prices = new CurrentPrices(prices, settings.cost.priceMaxAgeMs);
    this.#blocks = new StoredBlockPrices(settings, cwd, prices.book);
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
    const prices = await Prices.open({ ...options, needs: models.needs, open });
    return new CostEnricher(models, prices, options);
  }

  /**
   * The batch with the cost of its resources. A resource without a price keeps its place: it lacks its cost, and the
   * gap says why.
   *
   * @throws the signal's reason
   */
  async enrich(scope: Scope, batch: Batch, signal: AbortSignal): Promise<Batch> {
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
    const priced = await priceBatch(items, {
      models,
      freeKinds,
      prices: (region) => this.#prices.region(region),
      related: () => Promise.resolve(new Map()), // other kinds are read at another time of the run
    });
    const enriched = new EnrichedBatch(batch);
    for (const { resource, estimate } of priced) {
      const isPartlyRead = enriched.isIncomplete(resource.item) && this.#lacksProperty(resource);
      const cost = isPartlyRead ? PARTLY_READ : itemCost(estimate, resource.region);
      const problem = problems.get(resource.region);
      enriched.add(resource, 'reason' in cost ? gapOf(cost, resource, problem) : cost);
    }
    return enriched.batch;
  }

  [Symbol.dispose](): void {
    this.#opened[Symbol.dispose]();
  }

  /** Does the resource lack a property that its cost follows from? */
  #lacksProperty({ kind, properties }: ItemToPrice): boolean {
    const charged = this.#models.models.get(kind)?.properties;
    if (!(charged instanceof z.ZodObject)) return charged !== undefined;
    return Object.keys(charged.shape).some((name) => (properties[name] ?? null) === null);
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

/** A batch whose resources get their cost, one after another. */
class EnrichedBatch {
  readonly #from: Batch;
  readonly #resources: Resource[] = [];
  readonly #gaps: Gap[];
  readonly #incomplete = new Set<Resource>();
  readonly #partial = new Set<Resource>();

  constructor(from: Batch) {
    this.#from = from;
    this.#gaps = [...from.gaps];
  }

  /** Could a part of its properties not be read? */
  isIncomplete(item: Resource): boolean {
    const { gaps, incomplete } = this.#from;
    return incomplete?.has(item) ?? gaps.length > 0;
  }

  add({ item, identifiers }: ItemToPrice, cost: ItemCost | Omit<Gap, 'identifier'>): void {
    const isMissing = 'failure' in cost;
    const resource = isMissing ? item : withCost(item, cost);
    this.#resources.push(resource);
    if (this.isIncomplete(item)) this.#incomplete.add(resource);
    if (!isMissing) return;
    this.#partial.add(resource);
    this.#gaps.push({ ...cost, identifier: identifierOf(item, identifiers, this.#from.gaps) });
  }

  get batch(): Batch {
    return {
      ...this.#from,
      resources: this.#resources,
      gaps: this.#gaps,
      ...(this.#gaps.length > 0 && { incomplete: this.#incomplete }),
      ...(this.#partial.size > 0 && { partialContext: this.#partial }),
    };
  }
}

/** Without these properties, an amount could be too low. */
const PARTLY_READ: MissingCost = {
  reason: 'no-property',
  detail: 'properties that the cost follows from could not be read',
};

function withCost(item: Resource, cost: ItemCost): Resource {
  return { ...item, __ExtraContext: { ...item.__ExtraContext, Cost: cost } };
}

/** The name that other gaps have for the resource, so that it counts once. */
function identifierOf(
  item: Resource,
  identifiers: readonly string[] = [],
  gaps: readonly Gap[],
): string {
  const named = gaps.find(({ identifier }) => identifiers.includes(identifier));
  return named?.identifier ?? identifiers.at(-1) ?? itemName(item);
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

function gapOf(
  { reason, detail }: MissingCost,
  { region }: ItemToPrice,
  problem: PriceProblem | undefined,
): Omit<Gap, 'identifier'> {
  const explained = reason === 'no-price-book' || reason === 'no-price' ? problem : undefined;
  const { failure, permissions = [] } = explained ?? {};
  const own = {
    class: 'other',
    message: `${detail} (${region})`,
    remedy: REMEDIES[reason],
  } as const;
  return { action: ACTION, failure: { ...own, ...failure, code: reason }, permissions };
}

const REMEDIES: Readonly<Record<MissingReason, string>> = {
  'no-price':
    'Port keeps the last cost. If the price list has no such price, remove includeCosts from this block: see longshore prices explore',
  'no-price-book':
    'Port keeps the last cost: run again later, or give the prices in a file: LONGSHORE_PRICES_FILE',
  'ambiguous-price':
    'Port keeps the last cost, because the price list has two prices for one thing: report it with the SKUs',
  'no-property':
    'Port keeps the last cost: fix the other gaps of this resource. For ECS services on Fargate, remove includeCosts from this block: their cost follows from another resource, so only longshore cost resources has it',
};
