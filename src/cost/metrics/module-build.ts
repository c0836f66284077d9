import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { abortable, abortableItems } from '../../lib/aborted.ts';
import { chunk } from '../../lib/chunk.ts';
import type { CostModel } from '../models/define-cost-model.ts';
import type { Rates } from '../models/define-rates.ts';
import { ownerOf, listedPrice } from '../models/listed-price.ts';
import { priceKeyParts, SEPARATOR, type RegionPrices } from '../prices/price-book.ts';
import {
  priceBatch,
  type ResourcePricing,
  type StoredResource,
} from '../resources/price-resources.ts';
import type {
  MetricsContext,
  MetricsModule,
  MetricsOptions,
  RegionRate,
} from './metrics-module.ts';
import type { MetricsSource } from './metrics-source.ts';
import { ModulePage, type SeriesPlace } from './module-page.ts';
import type { Series, Unpriced } from './series.ts';
import type { ModulePart } from './snapshot.ts';

/** After so much work, scrapes are answered. */
const TURN_MS = 5;
/** Takes less time than that, as a rule. */
const RESOURCES_AT_ONCE = 100;

export interface ModuleBuildOptions extends MetricsOptions {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly names?: boolean;
}

/** One module makes its part of a page, once. */
export class ModuleBuild {
  readonly #module: MetricsModule;
  readonly #source: MetricsSource;
  readonly #options: ModuleBuildOptions;
  readonly #page: ModulePage;
  readonly #pricing: ResourcePricing;
  readonly #rates = new Map<string, readonly RegionRate[]>();
  readonly #durationMs = new Map<string, number>();
  #turnAt = performance.now();

  constructor(module: MetricsModule, source: MetricsSource, options: ModuleBuildOptions) {
    const { signal, names = true } = options;
    this.#module = module;
    this.#source = source;
    this.#options = options;
    this.#page = new ModulePage(module.metrics, names);
    this.#pricing = {
      models: new Map(module.models.map((model) => [model.kind, model])),
      freeKinds: new Set(),
      prices: (region) => source.prices(region),
      related: (kind, arns) => abortable(source.related(kind, arns, signal), signal),
    };
  }

  /** @throws what the source or the module throws, or the signal's reason */
  async run(): Promise<ModulePart> {
    const { flag, collector, models, ofResource, ofPlace, ofS3Rates } = this.#module;
    if (ofResource !== undefined) for (const model of models) await this.#readKind(model);
    for (const { account, regions } of this.#source.places()) {
      if (ofS3Rates !== undefined) {
        const rates = this.#source.s3Rates(account);
        this.#add(ofS3Rates(rates, account), { account, region: '' });
      }
      if (ofPlace === undefined) continue;
      for (const region of regions) await this.#readPlace({ account, region });
    }
    const { series, unpriced, unpricedKeys, duplicates, families } = this.#page;
    const counts = { series, unpriced, unpricedKeys, duplicates };
    const times = { builtAt: this.#options.now(), durationMs: this.#durationMs };
    return { report: { flag, collector, ...counts, ...times, problem: undefined }, families };
  }

  async #readKind({ kind }: CostModel): Promise<void> {
    const { signal } = this.#options;
    for await (const batch of abortableItems(this.#source.resources(kind, signal), signal)) {
      for (const resources of byPlace(batch)) {
        for (const group of chunk(resources, RESOURCES_AT_ONCE)) {
          await this.#readResources(group);
          await this.#turn();
        }
      }
    }
  }

  /** @param resources of one account and region */
  async #readResources(resources: readonly StoredResource[]): Promise<void> {
    const [first] = resources;
    const { ofResource } = this.#module;
    if (first === undefined || ofResource === undefined) return;
    const { account, region } = first;
    const context = this.#contextOf({ account, region });
    const began = performance.now();
    for (const priced of await priceBatch(resources, this.#pricing)) {
      this.#add(ofResource(priced, context), { account, region });
    }
    this.#took(region, began);
  }

  async #readPlace(place: SeriesPlace): Promise<void> {
    const began = performance.now();
    this.#add(this.#module.ofPlace?.(this.#contextOf(place)) ?? [], place);
    this.#took(place.region, began);
    await this.#turn();
  }

  #took(region: string, began: number): void {
    const before = this.#durationMs.get(region) ?? 0;
    this.#durationMs.set(region, before + performance.now() - began);
  }

  #add(found: Iterable<Series | Unpriced>, place: SeriesPlace): void {
    for (const one of found) this.#page.add(one, place);
  }

  #contextOf({ account, region }: SeriesPlace): MetricsContext {
    const prices = this.#source.prices(region);
    return {
      account,
      region,
      options: this.#options,
      price: (of, name, ...values) => listedPrice(of, prices, name, values),
      rates: (of) => (prices === undefined ? undefined : this.#ratesIn(prices, of)),
    };
  }

  /** Found once, for all accounts. */
  #ratesIn(prices: RegionPrices, of: Rates): readonly RegionRate[] {
    const prefix = ownerOf(of) + SEPARATOR;
    const place = prefix + prices.region;
    const known = this.#rates.get(place);
    if (known !== undefined) return known;
    const rates: RegionRate[] = [];
    for (const [key, price] of prices.prices) {
      if (!key.startsWith(prefix)) continue;
      const { name, values } = priceKeyParts(key);
      rates.push({ name, values, price });
    }
    this.#rates.set(place, rates);
    return rates;
  }

  async #turn(): Promise<void> {
    if (performance.now() - this.#turnAt > TURN_MS) {
      await nextTurn();
      this.#turnAt = performance.now();
    }
    this.#options.signal.throwIfAborted();
  }
}

/** Runs of resources of one account and region. */
function byPlace(batch: readonly StoredResource[]): readonly (readonly StoredResource[])[] {
  const runs: StoredResource[][] = [];
  for (const resource of batch) {
    const last = runs.at(-1);
    const before = last?.[0];
    if (before?.account === resource.account && before.region === resource.region) {
      last?.push(resource);
    } else {
      runs.push([resource]);
    }
  }
  return runs;
}
