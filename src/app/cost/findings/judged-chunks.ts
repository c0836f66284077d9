import type { Finding } from '../../../cost/findings/judge-resource.ts';
import type { BilledCost } from '../../../cost/findings/saving.ts';
import type { ResourceUsage } from '../../../cost/usage/metric-summary.ts';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import { DAY_MS } from '../../../cost/usage/usage-days.ts';
import { summarize } from '../../../cost/usage/usage-summaries.ts';
import { chunk } from '../../../lib/chunk.ts';
import type { AccountInputs } from './account-inputs.ts';
import { billedCosts, billedDays, type BilledDays } from './billed-costs.ts';
import { firstSeenOf, type SeenFindings } from './former-findings.ts';
import { judgeBatch } from './judge-batch.ts';
import type { JudgedPlace } from './judged-places.ts';
import {
  lastChanges,
  rangeSql,
  resourceChunks,
  resourcesOf,
  type PlacedResource,
  type ResourceChunk,
} from './resource-chunks.ts';

/** Resources whose properties are objects at once. */
const PER_BATCH = 250;

/** The verdicts about some resources, also those of `no`. */
export interface JudgedChunk {
  readonly findings: readonly Finding[];
  readonly seen: SeenFindings;
}

/** Judges the resources of these places of an account, chunk by chunk: memory stays flat. */
export async function* judgedChunks(
  given: AccountInputs,
  places: readonly JudgedPlace[],
): AsyncGenerator<JudgedChunk, void> {
  const { store, account, metrics, windowDays, signal } = given;
  const days = await billedDays(store, account, signal);
  const bill = new RegionBill(given, days);
  const usageRowsOf = (kind: string): number => (metrics.get(kind)?.size ?? 0) * windowDays;
  for await (const one of resourceChunks(store, places, usageRowsOf, signal)) {
    yield await judgeChunk(one, given, bill);
  }
}

/** Judges the resources of one chunk. */
async function judgeChunk(
  judged: ResourceChunk,
  given: AccountInputs,
  bill: RegionBill,
): Promise<JudgedChunk> {
  const { store, rules, signal } = given;
  const resources = await resourcesOf(store, judged, signal);
  const seen = await firstSeenOf(store, judged, signal);
  const usage = await usageOf(judged, given);
  const dated = judged.places.filter(({ kind }) =>
    rules.get(kind)?.some((rule) => rule.asksHistory),
  );
  const changes = await lastChanges(store, { ...judged, places: dated }, signal);
  const findings: Finding[] = [];
  for (const [place, own] of byPlace(resources)) {
    const inputs = {
      ...{ given, place, seen, changes, rules: rules.get(place.kind) ?? [] },
      prices: await given.prices(place.region),
      billed: await bill.costs(place.region),
      usageOf: (id: string) => usage.get(usageKey({ ...place, id })),
    };
    for (const batch of chunk(own, PER_BATCH)) findings.push(...(await judgeBatch(batch, inputs)));
  }
  return { findings, seen };
}

function byPlace(
  resources: readonly PlacedResource[],
): ReadonlyMap<JudgedPlace, readonly PlacedResource[]> {
  const places = new Map<JudgedPlace, PlacedResource[]>();
  for (const one of resources) {
    const own = places.get(one.place);
    if (own === undefined) places.set(one.place, [one]);
    else own.push(one);
  }
  return places;
}

/** What was measured of the resources of a chunk. */
async function usageOf(
  { places, range }: ResourceChunk,
  { store, account, metrics, percentiles, until, windowDays, signal }: AccountInputs,
): Promise<ReadonlyMap<string, ResourceUsage>> {
  const measured = places.filter(({ kind }) => metrics.has(kind));
  if (measured.length === 0) return new Map();
  const wanted = new Map(
    measured.map(({ kind }) => [kind, metrics.get(kind) ?? new Set<string>()]),
  );
  const where = measured.map(
    ({ region, kind }) => `(region = ${sqlText(region)} and kind = ${sqlText(kind)})`,
  );
  const condition = `(${where.join(' or ')})${rangeSql('id', range)}`;
  const from = until - windowDays * DAY_MS;
  const question = { metrics: wanted, percentiles, from, until, accounts: [account] };
  const found = await summarize(store, question, condition, signal);
  return new Map(found.map((one) => [usageKey(one), one]));
}

function usageKey({ region, kind, id }: Pick<ResourceUsage, 'region' | 'kind' | 'id'>): string {
  return `${region} ${kind} ${id}`;
}

/** What the resources of a region cost by the bill: of one region at a time. */
class RegionBill {
  readonly #given: Pick<AccountInputs, 'store' | 'account' | 'signal'>;
  readonly #days: BilledDays | undefined;
  #held: { readonly region: string; readonly costs: ReadonlyMap<string, BilledCost> } | undefined;

  constructor(
    given: Pick<AccountInputs, 'store' | 'account' | 'signal'>,
    days: BilledDays | undefined,
  ) {
    this.#given = given;
    this.#days = days;
  }

  async costs(region: string): Promise<ReadonlyMap<string, BilledCost>> {
    if (this.#days === undefined) return new Map();
    const { store, account, signal } = this.#given;
    if (this.#held?.region !== region) {
      const place = { account, region, days: this.#days };
      this.#held = { region, costs: await billedCosts(store, place, signal) };
    }
    return this.#held.costs;
  }
}
