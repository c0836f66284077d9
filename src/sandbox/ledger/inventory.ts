import { LRUCache } from 'lru-cache';
import type { Estate } from '../estate/estate.ts';
import { isActive } from '../estate/organization.ts';
import { priceRegion, type PriceRegion } from '../prices/regions.ts';
import { Place } from '../simulation/place.ts';
import { placesIn, type SimulatedKind } from '../simulation/simulated-kind.ts';
import { billedProduct } from './billed-product.ts';
import { DAY_MS } from './days.ts';
import { exactOf } from './exact.ts';
import { COMPUTE } from './metering/compute.ts';
import type { Charge, Meterer } from './metering/facts.ts';
import { NETWORK } from './metering/network.ts';
import { shortcomingsOf } from './metering/shortcomings.ts';
import { STORAGE } from './metering/storage.ts';
import type { Meter, MeteredResource } from './metered-resource.ts';
import { nameTagOf, startTimeOf, tagsIn } from './resource-facts.ts';
import { withRunaway } from './runaway.ts';

const METERERS: Readonly<Record<string, Meterer>> = { ...COMPUTE, ...STORAGE, ...NETWORK };
/** Resources held in memory: those of the accounts that were asked for last. */
const MOST_HELD = 60_000;
/** For so many resources of a kind there is one that was deleted. */
const DELETED_ONE_IN = 6;
/** Deleted resources were deleted at most so long ago. Days. */
const DELETED_WITHIN = 300;
const NONE: readonly never[] = [];
/** Spot costs so much of the price on demand, in percent. */
const SPOT = 34n;

/** What each account of an estate is charged for. Built for an account when it is needed. */
export class Inventory {
  readonly #estate: Estate;
  readonly #hasRunaway: boolean;
  readonly #kinds: readonly (readonly [SimulatedKind, Meterer])[];
  readonly #held = new LRUCache<string, readonly MeteredResource[]>({
    maxSize: MOST_HELD,
    sizeCalculation: (resources) => resources.length + 1,
  });

  constructor(estate: Estate, kinds: readonly SimulatedKind[], hasRunaway: boolean) {
    this.#estate = estate;
    this.#hasRunaway = hasRunaway;
    this.#kinds = kinds.flatMap((kind) => {
      const meterer = METERERS[kind.kind];
      return meterer === undefined ? [] : [[kind, meterer] as const];
    });
  }

  /** The resources of an account, always in the same order; none of a closed account. */
  of(accountId: string): readonly MeteredResource[] {
    const held = this.#held.get(accountId);
    if (held !== undefined) return held;
    const all = isActive(this.#estate, accountId) ? [...this.#resourcesOf(accountId)] : [];
    const resources = this.#hasRunaway ? withRunaway(all, this.#estate, accountId) : all;
    if (resources.length < MOST_HELD) this.#held.set(accountId, resources);
    return resources;
  }

  *#resourcesOf(accountId: string): Generator<MeteredResource, void> {
    for (const code of this.#estate.usedRegions) {
      const region = priceRegion(code);
      if (region === undefined) continue;
      for (const [kind, meterer] of this.#kinds) {
        for (const place of placesIn(kind, { estate: this.#estate, accountId, region: code })) {
          const resource = this.#resource(kind, meterer, place, region, false);
          if (resource !== undefined) yield resource;
        }
        for (const place of this.#deletedPlaces(kind, accountId, code)) {
          const resource = this.#resource(kind, meterer, place, region, true);
          if (resource !== undefined) yield resource;
        }
      }
    }
  }

  /** Places of resources that the bill still has: their numbers follow those that exist. */
  *#deletedPlaces(
    { kind, parent, count: counted }: SimulatedKind,
    accountId: string,
    region: string,
  ): Generator<Place, void> {
    if (parent !== undefined || counted !== undefined) return;
    const count = this.#estate.countOf(kind, accountId, region);
    const deleted = Math.ceil(count / DELETED_ONE_IN);
    for (let n = count; n < count + deleted; n += 1) {
      yield new Place({ estate: this.#estate, kind, accountId, region, n });
    }
  }

  #resource(
    kind: SimulatedKind,
    meterer: Meterer,
    place: Place,
    region: PriceRegion,
    isGone: boolean,
  ): MeteredResource | undefined {
    const { names, items, tags } = kind.at(place);
    const [item] = items();
    if (item === undefined) return undefined;
    const properties: Readonly<Record<string, unknown>> = { ...item.properties };
    const metering = meterer({ place, properties, region });
    const meters = metering.charges.flatMap((charge) =>
      metersOf(charge, region, metering.isSpot === true),
    );
    if (meters.length === 0) return undefined;
    const arn = Object.values(names).find((name) => name.startsWith('arn:')) ?? '';
    const today = this.#estate.today.getTime();
    const ended = metering.isDeleted === true ? today : Number.POSITIVE_INFINITY;
    const end = isGone ? today - (place.draw('deleted') % DELETED_WITHIN) * DAY_MS : ended;
    const created = startTimeOf(properties) ?? place.time().getTime();
    const billTags = tagsIn(tags ?? properties['Tags'] ?? properties['TagList']);
    const [identifier = ''] = item.identifiers;
    const id = metering.id ?? (arn === '' ? identifier : arn);
    return {
      kind: kind.kind,
      id,
      name: nameTagOf(billTags) ?? identifier,
      arn: arn === '' ? (id.startsWith('arn:') ? id : ec2Arn(kind.kind, place, id)) : arn,
      accountId: place.accountId,
      region: place.region,
      zone: metering.zone,
      tags: billTags,
      start: Math.min(created, end),
      end,
      isOfficeHours: metering.isOfficeHours ?? false,
      growth: metering.growth ?? 0,
      ...(metering.gigabytes !== undefined && { gigabytes: metering.gigabytes }),
      ...(metering.dimensions !== undefined && { dimensions: metering.dimensions }),
      waste: isGone ? undefined : metering.waste,
      shortcomings: isGone ? NONE : shortcomingsOf(kind.kind, { place, properties, region }),
      ...(metering.errorShare !== undefined && { errorShare: metering.errorShare }),
      draw: place.draw('usage'),
      meters,
    };
  }
}

function metersOf([query, pattern, amount]: Charge, region: PriceRegion, isSpot: boolean): Meter[] {
  const product = billedProduct(query, region);
  if (product === undefined || amount <= 0) return [];
  if (!isSpot) return [{ product, pattern, amount: exactOf(amount) }];
  const [tier] = product.tiers;
  const spot = {
    ...product,
    usageType: product.usageType.replace('BoxUsage:', 'SpotUsage:'),
    operation: `${product.operation}:SV001`,
    tiers: [{ from: 0n, rate: (tier.rate * SPOT) / 100n }] as const,
    reservedRate: undefined,
  };
  return [{ product: spot, pattern, amount: exactOf(amount), isSpot }];
}

function ec2Arn(kind: string, { region, accountId }: Place, id: string): string {
  const type = kind.slice(kind.lastIndexOf(':') + 1).toLowerCase();
  return `arn:aws:ec2:${region}:${accountId}:${type}/${id}`;
}
