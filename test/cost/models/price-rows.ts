import { decimalText } from '../../../src/cost/money/decimal.ts';
import type { ExampleRow } from '../../../src/cost/models/cost-example.ts';
import type { CostModel } from '../../../src/cost/models/define-cost-model.ts';
import { estimate, type EstimateInputs } from '../../../src/cost/models/estimate.ts';
import { examplePrices } from '../../../src/cost/models/example-prices.ts';

/** A resource, and the rows of the price list that its estimate has. */
interface PricedCase extends Pick<EstimateInputs, 'usage' | 'related'> {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly rows: readonly ExampleRow[];
  /** @default us-east-1 */
  readonly region?: string;
  /** @default USD */
  readonly currency?: string;
}

/** Each component with its month's cost and currency, or why it has none. */
export function costsOf(
  model: CostModel,
  { properties, rows, region = 'us-east-1', currency = 'USD', ...inputs }: PricedCase,
): Readonly<Record<string, string>> {
  const title = 'a test';
  const prices = examplePrices(model, { title, region, currency, properties, rows, monthly: {} });
  const { priced, unpriced } = estimate(model, properties, { region, prices, ...inputs });
  return Object.fromEntries([
    ...priced.map(({ name, monthly, price }): [string, string] => [
      name,
      `${decimalText(monthly)} ${price.currency}`,
    ]),
    ...unpriced.map(({ name, reason }): [string, string] => [name, reason]),
  ]);
}

/** The rows in every order that starts with another of them. */
export function rotations(rows: readonly ExampleRow[]): readonly (readonly ExampleRow[])[] {
  return rows.map((_, start) => [...rows.slice(start), ...rows.slice(0, start)]);
}
