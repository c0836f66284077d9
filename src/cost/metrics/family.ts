import type { Metric } from './metric.ts';

/** The two forms of the page: Prometheus's classic text, and OpenMetrics. */
export type MetricsFormat = 'text' | 'openmetrics';

/** Most metrics have few series: the first chunk is small, and each next one twice as large. */
const FIRST_CHUNK_BYTES = 4 * 1_024;
const LARGEST_CHUNK_BYTES = 1_024 * 1_024;
/** The most bytes that one UTF-16 unit of a text takes in UTF-8. */
const BYTES_PER_UNIT = 3;

/** The series of one metric, as bytes: both forms of the page share them. */
export class Family {
  readonly metric: Metric;
  readonly #full: Buffer[] = [];
  #chunk = Buffer.alloc(0);
  #used = 0;
  #fullBytes = 0;
  #series = 0;

  constructor(metric: Metric) {
    this.metric = metric;
  }

  get series(): number {
    return this.#series;
  }

  /** @param line one sample, with its end of line */
  add(line: string): void {
    const most = line.length * BYTES_PER_UNIT;
    if (this.#chunk.length - this.#used < most) this.#begin(most);
    this.#used += this.#chunk.write(line, this.#used);
    this.#series += 1;
  }

  /** Nothing for a metric without series. */
  *body(format: MetricsFormat): Generator<Buffer, void> {
    if (this.#series === 0) return;
    yield this.#header(format);
    yield* this.#full;
    yield this.#chunk.subarray(0, this.#used);
  }

  bytes(format: MetricsFormat): number {
    if (this.#series === 0) return 0;
    return this.#header(format).length + this.#fullBytes + this.#used;
  }

  #begin(least: number): void {
    if (this.#used > 0) {
      this.#full.push(this.#chunk.subarray(0, this.#used));
      this.#fullBytes += this.#used;
    }
    const next = Math.min(Math.max(this.#chunk.length * 2, FIRST_CHUNK_BYTES), LARGEST_CHUNK_BYTES);
    this.#chunk = Buffer.allocUnsafeSlow(Math.max(next, least));
    this.#used = 0;
  }

  /** @see https://prometheus.io/docs/specs/om/open_metrics_spec/ */
  #header(format: MetricsFormat): Buffer {
    const { name, help, unit } = this.metric;
    const units = format === 'openmetrics' ? `# UNIT ${name} ${unit}\n` : '';
    return Buffer.from(`# HELP ${name} ${help}\n# TYPE ${name} gauge\n${units}`);
  }
}
