import { fileURLToPath } from 'node:url';

/** The price file that comes with Longshore: simulated prices of the demo's regions, and marked as such. */
export const DEMO_PRICES = fileURLToPath(new URL('../../demo/prices.ndjson.gz', import.meta.url));
