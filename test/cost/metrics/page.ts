import { buildSnapshot, type BuildOptions } from '../../../src/cost/metrics/build-snapshot.ts';
import type { MetricsFormat } from '../../../src/cost/metrics/family.ts';
import type { MetricsModule } from '../../../src/cost/metrics/metrics-module.ts';
import { METRICS_MODULES, priceNeedsOf } from '../../../src/cost/metrics/metrics-modules.ts';
import type { AccountPlaces, MetricsSource } from '../../../src/cost/metrics/metrics-source.ts';
import type { MetricsSnapshot, ModuleReport } from '../../../src/cost/metrics/snapshot.ts';
import type { CostExample } from '../../../src/cost/models/cost-example.ts';
import { Ec2InstanceCost } from '../../../src/cost/models/ec2/instance.ts';
import { examplePrices } from '../../../src/cost/models/example-prices.ts';
import type { RegionPrices } from '../../../src/cost/prices/price-book.ts';
import type { S3Rates } from '../../../src/cost/prices/s3-rates.ts';
import type { StoredResource } from '../../../src/cost/resources/price-resources.ts';
import { NOW, selectedFor, type PriceRow } from '../../helpers/price-rows.ts';
import { readExposition, type Exposition, type Sample } from './exposition.ts';

export const ACCOUNT = '210000000001';
export const NEEDS = priceNeedsOf(METRICS_MODULES);

/** A module by its flag. */
export function moduleOf(flag: string): MetricsModule {
  const found = METRICS_MODULES.find((one) => one.flag === flag);
  if (found === undefined) throw new Error(`no module ${flag}`);
  return found;
}

/** What all modules select of rows, each a product of its own. */
export function pricesOf(region: string, rows: readonly PriceRow[]): RegionPrices {
  return selectedFor(NEEDS, region, rows).prices;
}

/** These prices, with those that no price list has: of spot instances, and of capacity blocks. */
export function withUnlisted(
  prices: RegionPrices,
  unlisted: Pick<CostExample, 'spot' | 'capacityBlocks'>,
): RegionPrices {
  const { region } = prices;
  const example = { title: '', region, properties: {}, rows: [], monthly: {}, ...unlisted };
  const { prices: added } = examplePrices(Ec2InstanceCost, example);
  return { ...prices, prices: new Map([...prices.prices, ...added]) };
}

/** A resource as the store has it. */
export function stored(
  kind: string,
  region: string,
  { id = 'a', ...more }: Partial<StoredResource>,
): StoredResource {
  const arn = `arn:aws:test:${region}:${ACCOUNT}:${id}`;
  const none = { name: null, tags: {}, properties: {} };
  return { kind, region, account: ACCOUNT, id, arn, ...none, ...more };
}

/** What a page is made from, in short. */
export interface PageContent {
  readonly resources?: readonly StoredResource[];
  readonly prices?: readonly RegionPrices[];
  /** @default the test's account, with the regions that have prices */
  readonly places?: readonly AccountPlaces[];
  readonly s3?: Readonly<Record<string, S3Rates>>;
}

/** A source that has everything in memory. */
export function sourceOf({
  resources = [],
  prices = [],
  places,
  s3 = {},
}: PageContent): MetricsSource {
  const book = new Map(prices.map((one) => [one.region, one]));
  return {
    async *resources(kind) {
      await Promise.resolve();
      yield resources.filter((one) => one.kind === kind);
    },
    related: (kind, arns) =>
      Promise.resolve(
        new Map(
          resources
            .filter((one) => one.kind === kind && arns.includes(one.arn ?? ''))
            .map((one) => [one.arn ?? '', one.properties]),
        ),
      ),
    places: () => places ?? [{ account: ACCOUNT, regions: [...book.keys()] }],
    prices: (region) => book.get(region),
    s3Rates: (account) => s3[account],
  };
}

/** A rendered page, and what made it. */
export interface Page extends Exposition {
  readonly text: string;
  readonly snapshot: MetricsSnapshot;
  readonly reports: Readonly<Record<string, ModuleReport>>;
  /** The values of a metric; one with these labels, if they are given. */
  values(name: string, labels?: Readonly<Record<string, string>>): readonly number[];
}

/** The page that these modules make of the content. */
export async function pageOf(
  modules: readonly MetricsModule[],
  content: PageContent | MetricsSource,
  options: Partial<BuildOptions> = {},
): Promise<Page> {
  const source = 'related' in content ? content : sourceOf(content);
  const signal = new AbortController().signal;
  const snapshot = await buildSnapshot(modules, source, { now: () => NOW, signal, ...options });
  const text = textOf(snapshot, 'text');
  const page = readExposition(text);
  return {
    ...page,
    text,
    snapshot,
    reports: Object.fromEntries(snapshot.modules.map((one) => [one.flag, one])),
    values: (name, labels = {}) =>
      page.samples.filter((one) => one.name === name && has(one, labels)).map(({ value }) => value),
  };
}

/** The page of a snapshot, as it is sent. */
export function textOf(snapshot: MetricsSnapshot, format: MetricsFormat): string {
  return Buffer.concat([...snapshot.body(format)]).toString();
}

function has(sample: Sample, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([name, value]) => sample.labels[name] === value);
}
