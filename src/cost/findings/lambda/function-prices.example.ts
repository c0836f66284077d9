import type { ExampleRow } from '../../models/cost-example.ts';

/** Prices of us-east-1, which has no billing prefix here. */
export const FUNCTION_PRICES: readonly ExampleRow[] = [
  row('Request', 'Requests', '0.0000002000'),
  row('Lambda-GB-Second', 'Lambda-GB-Second', '0.0000166667'),
];

function row(usagetype: string, unit: string, price: string): ExampleRow {
  return { service: 'AWSLambda', family: 'Serverless', attributes: { usagetype }, unit, price };
}
