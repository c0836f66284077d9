import type { Enrich } from '../../../resync/read-scope.ts';
import type { MappingPlans } from '../../mapping-plans.ts';
import type { CostEnricher, CostEnricherOptions } from './cost-enricher.ts';
import { costedKinds } from './costed-kinds.ts';

/**
 * The costs of raw items, for a run, or for all runs and live events of a host: prices stay known between them.
 * Without `includeCosts` in the mapping, nothing of cost is loaded.
 */
export class ItemCosts implements Disposable {
  readonly #options: Omit<CostEnricherOptions, 'kinds'>;
  /** Every kind that a mapping has asked for: the kinds only grow, so few enrichers are ever opened. */
  #kinds: ReadonlySet<string> = new Set();
  #last: Promise<CostEnricher> | undefined;
  /** All of them stay open: a live event may still use an earlier one. */
  readonly #opened: CostEnricher[] = [];

  constructor(options: Omit<CostEnricherOptions, 'kinds'>) {
    this.#options = options;
  }

  /**
   * What adds costs to the raw items of this mapping; undefined when no block asks for it.
   *
   * @throws {PriceFileError} when the file of the settings cannot be read
   */
  async for(mapping: Pick<MappingPlans, 'selectors'>): Promise<Enrich | undefined> {
    const asked = costedKinds(mapping);
    if (asked.size === 0) return undefined;
    const enricher = await this.#enricherOf(asked);
    return (scope, batch, source, signal) =>
      asked.has(scope.kind)
        ? enricher.enrich(scope, batch, source, signal)
        : Promise.resolve(batch);
  }

  [Symbol.dispose](): void {
    for (const enricher of this.#opened) enricher[Symbol.dispose]();
  }

  async #enricherOf(asked: ReadonlySet<string>): Promise<CostEnricher> {
    const isKnown = [...asked].every((kind) => this.#kinds.has(kind));
    if (this.#last !== undefined && isKnown) return await this.#last;
    this.#kinds = new Set([...this.#kinds, ...asked]);
    const opening = this.#open(this.#kinds);
    this.#last = opening;
    try {
      return await opening;
    } catch (error) {
      if (this.#last === opening) this.#last = undefined; // the next caller tries again
      throw error;
    }
  }

  async #open(kinds: ReadonlySet<string>): Promise<CostEnricher> {
    const { CostEnricher: Enricher } = await import('./cost-enricher.ts');
    const opened = await Enricher.open({ ...this.#options, kinds });
    this.#opened.push(opened);
    return opened;
  }
}
