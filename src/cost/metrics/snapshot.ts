import type { Family, MetricsFormat } from './family.ts';
import type { MissingSeriesReason, Unpriced } from './series.ts';

/** How a module came to its part of the page. */
export interface ModuleReport {
  readonly flag: string;
  /** The module's name in the labels of operational metrics. */
  readonly collector: string;
  /** On the page: also those that were kept after a failure. */
  readonly series: number;
  /** Missing series, by reason. */
  readonly unpriced: ReadonlyMap<MissingSeriesReason, number>;
  /** One of each key and reason, up to a thousand: for one line of the log each. */
  readonly unpricedKeys: readonly Unpriced[];
  /** Series that were left out because others have the same labels. */
  readonly duplicates: number;
  /** Why the last build failed: the page keeps the series from before. */
  readonly problem: Error | undefined;
  /** When its series were built, in milliseconds since the Unix epoch. Undefined before the first success. */
  readonly builtAt: number | undefined;
  /** The time of computing its series, by region, in milliseconds. */
  readonly durationMs: ReadonlyMap<string, number>;
}

/** The part of a page that one module made. */
export interface ModulePart {
  readonly report: ModuleReport;
  readonly families: readonly Family[];
}

/** All cost metrics at one time, rendered once: a scrape writes its bytes. */
export class MetricsSnapshot {
  /** Milliseconds since the Unix epoch. */
  readonly builtAt: number;
  readonly #parts: ReadonlyMap<string, ModulePart>;
  /** By name. */
  readonly #families: readonly Family[];

  constructor(builtAt: number, parts: readonly ModulePart[]) {
    this.builtAt = builtAt;
    this.#parts = new Map(parts.map((part) => [part.report.flag, part]));
    this.#families = parts
      .flatMap(({ families }) => families)
      .sort((one, other) => (one.metric.name < other.metric.name ? -1 : 1));
  }

  get modules(): readonly ModuleReport[] {
    return [...this.#parts.values()].map(({ report }) => report);
  }

  /** What the module with this flag made. */
  part(flag: string): ModulePart | undefined {
    return this.#parts.get(flag);
  }

  /** The page, in chunks. OpenMetrics ends with `# EOF`: the HTTP server adds it last. */
  *body(format: MetricsFormat): Generator<Buffer, void> {
    for (const family of this.#families) yield* family.body(format);
  }

  /** The size of {@link body}. */
  bytes(format: MetricsFormat): number {
    return this.#families.reduce((sum, family) => sum + family.bytes(format), 0);
  }
}
