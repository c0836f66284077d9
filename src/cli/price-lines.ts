import type { PriceFacts } from '../cost/engine/output/projected-json.ts';

/** The basis of projected costs, and where their prices are from. None without prices. */
export function priceLines({ from, sources, simulated }: PriceFacts): readonly string[] {
  if (from === undefined) return [];
  const published = from.slice(0, 'YYYY-MM-DD'.length);
  return [
    `Basis: list cost on demand, for a month of 730 hours. Prices: ${sources.join(', ')}, published ${published} or later.`,
    ...(simulated ? ["These prices are simulated: they are not AWS's."] : []),
  ];
}
