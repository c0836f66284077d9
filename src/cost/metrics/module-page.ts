import { createHash } from 'node:crypto';
import { HashSet } from '../../lib/hash-set.ts';
import { InternalError } from '../../lib/errors.ts';
import { toNumber } from '../money/decimal.ts';
import { Family } from './family.ts';
import { NAME_LABELS, type Metric } from './metric.ts';
import { isUnpriced, type MissingSeriesReason, type Series, type Unpriced } from './series.ts';

/** More keys without a price than this are a fault of their own. */
const MOST_KEYS = 1_000;
/** Digits of the hash that takes the place of a name. */
const NAME_HASH_DIGITS = 12;

/** Where a series is from. */
export interface SeriesPlace {
  readonly account: string;
  readonly region: string;
}

/** Renders the series of one module, as they come: no two with the same labels. */
export class ModulePage {
  readonly families: readonly Family[];
  readonly unpriced = new Map<MissingSeriesReason, number>();
  readonly #byMetric: ReadonlyMap<Metric, Family>;
  readonly #known = new HashSet();
  readonly #keys = new Map<string, Unpriced>();
  readonly #labels: LabelText;
  #duplicates = 0;

  /** @param names false replaces names by hashes */
  constructor(metrics: readonly Metric[], names: boolean) {
    this.families = metrics.map((metric) => new Family(metric));
    this.#byMetric = new Map(this.families.map((family) => [family.metric, family]));
    this.#labels = new LabelText(names);
  }

  get series(): number {
    return this.families.reduce((sum, { series }) => sum + series, 0);
  }

  get duplicates(): number {
    return this.#duplicates;
  }

  get unpricedKeys(): readonly Unpriced[] {
    return [...this.#keys.values()];
  }

  add(found: Series | Unpriced, place: SeriesPlace): void {
    if (isUnpriced(found)) this.#count(found);
    else this.#write(found, place);
  }

  #write(series: Series, place: SeriesPlace): void {
    const { metric, value } = series;
    const family = this.#byMetric.get(metric);
    if (family === undefined) throw new InternalError(`${metric.name} is a metric of no module`);
    const name = `${metric.name}{${this.#labels.of(series, place)}}`;
    if (!this.#known.add(name)) {
      this.#duplicates += 1;
      return;
    }
    family.add(`${name} ${toNumber(value)}\n`);
  }

  #count(missing: Unpriced): void {
    const { reason, key } = missing;
    this.unpriced.set(reason, (this.unpriced.get(reason) ?? 0) + 1);
    const place = `${reason} ${key}`;
    if (this.#keys.size < MOST_KEYS && !this.#keys.has(place)) this.#keys.set(place, missing);
  }
}

/** Labels as on the page. All series of one resource have the same ones, which are rendered once. */
class LabelText {
  readonly #names: boolean;
  #labels: Series['labels'] | undefined;
  #metricLabels: readonly string[] = [];
  #place = '';
  #text = '';

  constructor(names: boolean) {
    this.#names = names;
  }

  of({ labels, metric, region }: Series, place: SeriesPlace): string {
    const where = `account_id="${escaped(place.account)}",region="${escaped(region ?? place.region)}"`;
    const isSame =
      labels === this.#labels && metric.labels === this.#metricLabels && where === this.#place;
    if (isSame) return this.#text;
    let text = where;
    for (const label of metric.labels) {
      const value = labels[label] ?? '';
      const isHidden = !this.#names && value !== '' && NAME_LABELS.has(label);
      text += `,${label}="${isHidden ? hashOf(value) : escaped(value)}"`;
    }
    this.#labels = labels;
    this.#metricLabels = metric.labels;
    this.#place = where;
    this.#text = text;
    return text;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

/** Prometheus ends its reading at a NUL: it cannot be in a label. */
function escaped(value: string): string {
  if (!/[\\"\n\0]/.test(value)) return value;
  return value.replaceAll(/[\\"\n\0]/g, (character) => ESCAPES[character] ?? '\uFFFD');
}

function hashOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, NAME_HASH_DIGITS);
}
