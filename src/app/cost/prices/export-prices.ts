import { findReader } from '../../store/open-reader.ts';
import { loadCostModels } from '../cost-models.ts';
import { Prices } from './open-prices.ts';
import { regionsInUse } from '../resources/price-estate.ts';
import type { CostedStoreOptions } from '../resources/costed-store.ts';
import { writePriceFile } from '../../../cost/prices/price-file-writer.ts';
import type { RegionStatus } from '../../../cost/prices/region-status.ts';
import { hasSimulatedPrices } from '../../../cost/prices/simulated-prices.ts';
import { systemClock } from '../../../lib/clock.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import { plural } from '../../../lib/plural.ts';

export interface ExportPricesOptions extends Omit<CostedStoreOptions, 'warn'> {
  readonly file: string;
  /** @default those that have resources in the store */
  readonly regions: readonly string[] | undefined;
  /** The prices are not AWS's. */
  readonly isSimulated?: boolean;
}

/**
 * Writes the prices that cost models need into a file.
 *
 * @returns the state of each region; without prices of any, nothing is written
 * @throws {ConfigurationError} when no region is given, and none is in use
 */
export async function exportPrices(options: ExportPricesOptions): Promise<readonly RegionStatus[]> {
  const { file, signal } = options;
  const models = await loadCostModels();
  const regions = options.regions ?? (await storedRegions(options, models.models.keys()));
  if (regions.length === 0) {
    throw new ConfigurationError('no region was given, and the store has no resources', {
      remedy: 'name regions: --regions eu-west-1,us-east-1',
    });
  }
  using prices = await Prices.open({ ...options, needs: models.needs });
  options.onStep?.(`Reading the prices of ${plural(regions.length, 'region')}`);
  const states = await prices.refresh(regions, signal);
  const found = [...prices.book.regions];
  if (found.length > 0) {
    const content = {
      simulated: hasSimulatedPrices(found),
      now: systemClock.now(),
      regions: found,
    };
    await writePriceFile(file, content, signal);
  }
  return states;
}

async function storedRegions(
  { settings, cwd, signal }: ExportPricesOptions,
  kinds: Iterable<string>,
): Promise<readonly string[]> {
  const reader = await findReader(settings, cwd, signal);
  if (reader === undefined) return [];
  try {
    return await regionsInUse(reader, kinds, signal);
  } finally {
    await reader[Symbol.asyncDispose]();
  }
}
