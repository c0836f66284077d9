import type { ListedService } from './listed-product.ts';
import type { PriceRow } from './price-row.ts';

/** A service that has a price list. */
export interface PricedService extends ListedService {
  rows(): readonly PriceRow[];
}
