import path from 'node:path';
import { readPriceFile } from '../../../cost/prices/price-file.ts';
import type { PlanPrices, PlanPricesOptions } from './current-prices.ts';

/**
 * The prices that a plan needs. With a price file nothing else is asked: that works offline. Otherwise the store, the
 * Price List API and the public files are, in this order; a store that exists keeps what was read.
 *
 * @throws {PriceFileError} when the file cannot be read
 */
export async function planPrices(options: PlanPricesOptions): Promise<PlanPrices> {
  const { settings, cwd, regions, signal } = options;
  if (regions.length === 0) return { regions: new Map(), problems: [] };
  const { pricesFile } = settings.cost;
  if (pricesFile === undefined) {
    // AWS's clients take longer to load than a plan takes to price.
    const { currentPrices } = await import('./current-prices.ts');
    return await currentPrices(options);
  }
  const wanted = { regions: new Set(regions) };
  const file = await readPriceFile(path.resolve(cwd, pricesFile), signal, wanted);
  const missing = regions.filter((region) => !file.regions.has(region));
  return {
    regions: new Map([...file.regions].map(([region, { prices }]) => [region, prices])),
    problems: missing.map(
      (region) =>
        `the price file has no prices of ${region}: longshore prices export --regions ${region} writes them`,
    ),
  };
}
