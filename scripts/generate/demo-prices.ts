import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { loadCostModels } from '../../src/app/cost/cost-models.ts';
import { Prices } from '../../src/app/cost/prices/open-prices.ts';
import { loadSettings } from '../../src/config/settings.ts';
import type { RegionPrices } from '../../src/cost/prices/price-book.ts';
import { writePriceFile } from '../../src/cost/prices/price-file-writer.ts';
import { ESTATE_SIZES } from '../../src/sandbox/estate/estate.ts';
import { PUBLISHED } from '../../src/sandbox/prices/price-list.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';

/** The same on every day: the file must not change by itself. */
const FETCHED_AT = Date.parse(PUBLISHED);

/**
 * The price file of the demo, packed: the simulated prices of the sandbox, in the regions that the demo uses.
 *
 * @throws when the prices of a region cannot be read
 */
export async function demoPrices(signal: AbortSignal): Promise<Buffer> {
  const estate = { seed: 'prices', ...ESTATE_SIZES.large, usedRegions: demoRegions() };
  await using sandbox = await startSandbox({ estate });
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-demo-prices-'));
  try {
    const { needs } = await loadCostModels();
    const settings = loadSettings({ env: { LONGSHORE_PRICE_LIST_URL: sandbox.endpoint } });
    using prices = await Prices.open({ settings, cwd: folder, needs, isSimulated: true, signal });
    for (const { problem } of await prices.refresh(sandbox.estate.usedRegions, signal)) {
      if (problem !== undefined) throw problem;
    }
    const file = path.join(folder, 'prices.ndjson.gz');
    const regions = sandbox.estate.usedRegions.flatMap(
      (region) => sorted(prices.book.region(region)) ?? [],
    );
    await writePriceFile(file, { simulated: true, now: FETCHED_AT, regions }, signal);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Writes the file unless it has these prices already: packed bytes differ between versions of Node.
 *
 * @returns whether it was stale
 */
export async function refreshDemoPrices(file: string, isCheck: boolean): Promise<boolean> {
  const next = await demoPrices(new AbortController().signal);
  const present = await readFile(file).catch(() => undefined);
  if (present !== undefined && gunzipSync(present).equals(gunzipSync(next))) return false;
  if (!isCheck) await writeFile(file, next);
  return true;
}

/** The regions of the demo's largest estate. */
function demoRegions(): number {
  const { small, large } = ESTATE_SIZES;
  return Math.max(small.usedRegions, large.usedRegions);
}

/** Files are read at the same time, in no order. */
function sorted(region: RegionPrices | undefined): RegionPrices | undefined {
  if (region === undefined) return undefined;
  const entries = [...region.prices].sort(([one], [other]) => (one < other ? -1 : 1));
  return { ...region, fetchedAt: FETCHED_AT, prices: new Map(entries) };
}
