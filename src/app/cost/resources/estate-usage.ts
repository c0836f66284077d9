import type {
  ResourceMeasurement,
  StoredResource,
} from '../../../cost/resources/price-resources.ts';
import type { Usage } from '../../../cost/usage/define-usage.ts';
import { measuredUsage, type MeasuredUsage } from '../../../cost/usage/measured-usage.ts';
import { pricedMetrics } from '../../../cost/usage/priced-metrics.ts';
import { DAY_MS, settledUntil } from '../../../cost/usage/usage-days.ts';
import { usageSummaries } from '../../../cost/usage/usage-summaries.ts';
import type { Store } from '../../../store/store.ts';
import { loadUsages } from '../usage/load-usages.ts';

/** Days of usage that costs rest on. */
const WINDOW_DAYS = 14;
/** Digits after the point of a quantity: averages have more than anyone measures. */
const DIGITS = 6;

/** What was measured of resources, for their costs. */
export class EstateUsage {
  readonly #usages: ReadonlyMap<string, Usage>;
  readonly #metrics: ReadonlyMap<string, ReadonlySet<string>>;
  /** The measured time, in milliseconds since the Unix epoch; `until` is not included. */
  readonly window: { readonly from: number; readonly until: number };

  private constructor(usages: ReadonlyMap<string, Usage>, now: number) {
    const priced = [...usages.values()].filter(({ gives }) => Object.keys(gives).length > 0);
    this.#usages = new Map(priced.map((usage) => [usage.kind, usage]));
    this.#metrics = new Map(priced.map((usage) => [usage.kind, pricedMetrics(usage.gives)]));
    const until = settledUntil(now);
    this.window = { from: until - WINDOW_DAYS * DAY_MS, until };
  }

  static async load(now: number): Promise<EstateUsage> {
    return new EstateUsage(await loadUsages(), now);
  }

  /** The kinds whose cost follows from measured usage, with the names of that usage. */
  get kinds(): ReadonlyMap<string, readonly string[]> {
    return new Map([...this.#usages].map(([kind, { gives }]) => [kind, Object.keys(gives)]));
  }

  /**
   * The usage of an account's resources: those of kinds whose cost follows from usage.
   *
   * @param ids only of these resources. @default all
   */
  async of(
    store: Pick<Store, 'query'>,
    account: string,
    signal: AbortSignal,
    ids?: readonly string[],
  ): Promise<(resource: StoredResource) => ResourceMeasurement | undefined> {
    const measured = new Map<string, ResourceMeasurement>();
    const question = {
      ...{ metrics: this.#metrics, ...this.window, accounts: [account], ids },
      percentiles: new Map(),
    };
    const hours = WINDOW_DAYS * 24;
    for await (const batch of usageSummaries(store, question, signal)) {
      for (const { kind, region, id, metrics } of batch) {
        const usage = this.#usages.get(kind);
        if (usage === undefined) continue;
        const values = valuesOf(usage, measuredUsage(metrics, hours));
        if (values.size === 0) continue;
        measured.set(keyOf({ kind, region, id }), {
          usage: (name) => values.get(name),
          ...this.window,
        });
      }
    }
    return (resource) => measured.get(keyOf(resource));
  }
}

function valuesOf({ gives }: Usage, measured: MeasuredUsage): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [name, give] of Object.entries(gives)) {
    const value = give(measured);
    if (value !== undefined) values.set(name, value.toFixed(DIGITS));
  }
  return values;
}

function keyOf({ kind, region, id }: Pick<StoredResource, 'kind' | 'region' | 'id'>): string {
  return `${kind}\n${region}\n${id}`;
}
