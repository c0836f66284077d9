import type { BulkFiles } from './bulk-files.ts';
import type { FetchedPrices, PriceFetcher } from './fetched-prices.ts';
import { selectPrices } from './price-list.ts';
import { PriceSelection, type NeedsByKind } from './price-selection.ts';

export interface BulkPricesOptions {
  readonly files: BulkFiles;
  readonly needs: NeedsByKind;
  now(): number;
}

/** Reads the prices of a region from AWS's bulk files: large, but without credentials. */
export class BulkPrices implements PriceFetcher {
  readonly title = 'the bulk price files';
  readonly #options: BulkPricesOptions;

  constructor(options: BulkPricesOptions) {
    this.#options = options;
  }

  /**
   * One file after another, of the services that cost models need. A service without prices in the region is left
   * out.
   *
   * @throws {PriceListError} when a file cannot be read to its end: nothing is used then; the signal's reason
   */
  async fetch(region: string, signal: AbortSignal): Promise<FetchedPrices> {
    const { files, needs, now } = this.#options;
    const source = 'bulk-file';
    const selection = new PriceSelection({ region, needs, source, now: now() });
    let publicationDate = '';
    for (const service of servicesOf(needs)) {
      const read = await files.open(service, region, signal);
      if (read === undefined) continue;
      const list = await selectPrices(read, selection);
      if (list !== undefined && list.publicationDate > publicationDate) {
        publicationDate = list.publicationDate;
      }
    }
    const { rejected } = selection;
    return { prices: selection.finish(), facts: { source, publicationDate, rejected } };
  }
}

function servicesOf(needs: NeedsByKind): ReadonlySet<string> {
  const all = [...needs.values()].flatMap((prices) => Object.values(prices));
  return new Set(all.map(({ service }) => service).sort());
}
