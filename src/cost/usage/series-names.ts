import type { Usage } from './define-usage.ts';
import type { Dimensions, UsageMetric } from './usage-metric.ts';

/** How CloudWatch names the series of a metric. */
export interface SeriesName {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Dimensions;
}

/** The name of a resource's series, from how CloudWatch names the resource. */
export function seriesName(usage: Usage, metric: UsageMetric, resource: Dimensions): SeriesName {
  const { namespace = usage.namespace, dimensions, renamed = {} } = metric;
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(resource)) own[renamed[name] ?? name] = value;
  return { namespace, metric: metric.metric, dimensions: { ...own, ...dimensions } };
}

/** What tells a listed series from others of the resource: its further dimensions, as `index=0`. Empty without any. */
export function furtherDimensions(listed: Dimensions, own: Dimensions): string {
  return Object.entries(listed)
    .filter(([name]) => !(name in own))
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(' ');
}

/** Series that CloudWatch lists, found by one of their dimensions. */
export class ListedSeries {
  readonly #bySeries = new Map<string, Dimensions[]>();
  readonly #lists = new Set<string>();

  /** Says that a metric's list was read, even if nothing is in it. */
  begin(namespace: string, metric: string): void {
    this.#lists.add(`${namespace}\n${metric}`);
  }

  has(namespace: string, metric: string): boolean {
    return this.#lists.has(`${namespace}\n${metric}`);
  }

  add({ namespace, metric, dimensions }: SeriesName): void {
    for (const [name, value] of Object.entries(dimensions)) {
      const key = `${namespace}\n${metric}\n${name}\n${value}`;
      const known = this.#bySeries.get(key);
      if (known === undefined) this.#bySeries.set(key, [dimensions]);
      else known.push(dimensions);
    }
  }

  /** The dimensions of the listed series that have these, and no other ones where they are to be exact. */
  of(
    { namespace, metric, dimensions }: SeriesName,
    how: 'exact' | 'further',
  ): readonly Dimensions[] {
    const wanted = Object.entries(dimensions);
    const [[name, value] = ['', '']] = wanted;
    const candidates = this.#bySeries.get(`${namespace}\n${metric}\n${name}\n${value}`) ?? [];
    return candidates.filter(
      (listed) =>
        wanted.every(([one, its]) => listed[one] === its) &&
        (how === 'further' || Object.keys(listed).length === wanted.length),
    );
  }
}
