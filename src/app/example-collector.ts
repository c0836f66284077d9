import type { RunEvent } from '../ledger/run-event.ts';
import type { Sink } from '../ledger/sink.ts';

/** Number of items of each kind that Port's mapping editor shows. */
const EXAMPLES_PER_KIND = 5;

/** Keeps the first raw items of each kind, masked. */
export class ExampleCollector implements Sink {
  readonly #mask: (item: unknown) => unknown;
  readonly #byKind = new Map<string, unknown[]>();

  constructor(mask: (item: unknown) => unknown) {
    this.#mask = mask;
  }

  get byKind(): ReadonlyMap<string, readonly unknown[]> {
    return this.#byKind;
  }

  event(event: RunEvent): void {
    if (event.type !== 'batch') return;
    const { kind } = event.scope;
    const items = this.#byKind.get(kind) ?? [];
    const wanted = event.batch.resources.slice(0, EXAMPLES_PER_KIND - items.length);
    if (wanted.length === 0) return;
    this.#byKind.set(kind, [...items, ...wanted.map(this.#mask)]);
  }
}
