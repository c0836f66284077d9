import type { ExampleRow } from '../cost-example.ts';

/** A row of the price list of MSK, which has one product family. */
export function mskRow(usagetype: string, unit: string, price: string): ExampleRow {
  return {
    service: 'AmazonMSK',
    family: 'Managed Streaming for Apache Kafka (MSK)',
    attributes: { usagetype },
    unit,
    price,
  };
}
