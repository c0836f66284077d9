import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { PriceListEntry } from '../../../src/cost/prices/product.ts';

const Row = z.looseObject({
  product: z.looseObject({
    productFamily: z.string().optional(),
    sku: z.string().optional(),
    attributes: z.record(z.string(), z.string()),
  }),
  serviceCode: z.string().optional(),
  terms: z.object({
    OnDemand: z.record(
      z.string(),
      z.looseObject({
        priceDimensions: z.record(z.string(), z.looseObject({ unit: z.string().optional() })),
      }),
    ),
  }),
});
const Rows = z.array(z.object({ from: z.string(), row: Row }));

/** Test rows have only what their test needs: the rest is what the exporter's query asked for. */
function completed(from: string, row: z.output<typeof Row>): PriceListEntry {
  const { attributes, productFamily, sku = from } = row.product;
  const service = from.includes('vpc') ? 'AmazonVPC' : 'AmazonEC2';
  const family = from.includes('natgateway') || from.includes('pricingstore') ? 'NAT Gateway' : '';
  const unit = attributes['usagetype']?.includes('Bytes') === true ? 'GB' : 'Hrs';
  const isRunning = attributes['usagetype']?.startsWith('BoxUsage:') === true;
  const terms = Object.entries(row.terms.OnDemand).map(([name, offer]) => {
    const dimensions = Object.entries(offer.priceDimensions).map(([code, dimension]) => [
      code,
      { ...dimension, unit: dimension.unit ?? unit },
    ]);
    return [name, { ...offer, priceDimensions: Object.fromEntries(dimensions) as unknown }];
  });
  return PriceListEntry.parse({
    ...row,
    serviceCode: row.serviceCode ?? service,
    product: {
      sku,
      productFamily:
        attributes['usagetype']?.includes('VpcEndpoint') === true
          ? 'VpcEndpoint'
          : (productFamily ?? family),
      attributes: {
        ...(isRunning && {
          operation: 'RunInstances',
          capacitystatus: 'Used',
          licenseModel: 'No License required',
        }),
        ...(attributes['volumeApiName'] === 'gp3' && { usagetype: 'EBS:VolumeUsage.gp3' }),
        ...(attributes['usagetype']?.includes('TransitGateway') === true && {
          operation: 'TransitGatewayVPC',
        }),
        ...attributes,
      },
    },
    terms: { OnDemand: Object.fromEntries(terms) as unknown },
  });
}

/** A row, and whether it is complete as it stands. */
export interface ReferenceRow {
  readonly entry: PriceListEntry;
  readonly isWhole: boolean;
}

/**
 * The price rows of the exporter's own tests.
 *
 * @param data the folder `LONGSHORE_TEST_DATA`
 */
export async function referenceRows(data: string): Promise<readonly ReferenceRow[]> {
  const file = path.join(data, 'prices', 'cloudcost-exporter-test-price-rows.json');
  const rows = Rows.parse(JSON.parse(await readFile(file, 'utf8')));
  return rows.map(({ from, row }) => ({
    entry: completed(from, row),
    isWhole: PriceListEntry.safeParse(row).success,
  }));
}
