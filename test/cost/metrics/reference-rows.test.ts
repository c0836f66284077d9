import { describe, expect, test } from '@jest/globals';
import type { RegionPrices } from '../../../src/cost/prices/price-book.ts';
import { PriceSelection } from '../../../src/cost/prices/price-selection.ts';
import type { PriceListEntry } from '../../../src/cost/prices/product.ts';
import { METRICS_MODULES } from '../../../src/cost/metrics/metrics-modules.ts';
import { NOW } from '../../helpers/price-rows.ts';
import { referenceRows } from '../models/reference-rows.ts';
import { NEEDS, pageOf, stored } from './page.ts';

const DATA = process.env['LONGSHORE_TEST_DATA'];
const REGIONS = ['us-east-1', 'us-west-2', 'af-south-1'];

function selected(entry: PriceListEntry): RegionPrices {
  const { product, serviceCode, publicationDate, terms } = entry;
  const region = product.attributes['regionCode'] ?? '';
  const selection = new PriceSelection({ region, needs: NEEDS, source: 'bulk-file', now: NOW });
  const wanted = selection.want(serviceCode, product);
  const list = { service: serviceCode, publicationDate };
  if (wanted !== undefined) selection.add(wanted, terms.OnDemand, list);
  return selection.finish();
}

/** One of each thing that the rows have prices for, in each of their regions. */
const RESOURCES = REGIONS.flatMap((region) => [
  ...['m5.large', 'c5ad.2xlarge'].map((InstanceType) =>
    stored('AWS::EC2::Instance', region, {
      ...{ id: InstanceType, properties: { InstanceType, UsageOperation: 'RunInstances' } },
    }),
  ),
  stored('AWS::EC2::Volume', region, {
    ...{ id: 'vol', properties: { VolumeType: 'gp3', Size: 730, State: 'in-use' } },
  }),
]);

/** What the page shows of one row: the metric in short, and its value. */
async function shownOf(entry: PriceListEntry): Promise<readonly string[]> {
  const page = await pageOf(METRICS_MODULES, { resources: RESOURCES, prices: [selected(entry)] });
  return page.samples.map(
    ({ name, value }) => `${name.replace(/^cloudcost_aws_|_usd_per_.*$/g, '')} ${value}`,
  );
}

const M5 = ['ec2_instance_cpu 0.0312', 'ec2_instance_memory 0.0042', 'ec2_instance_total 0.096'];
const NAT_HOURS = 'natgateway_hourly_rate';
const NAT_DATA = 'natgateway_data_processing';

/** By the row’s number. 730 GiB of a volume cost a GB-month’s price an hour. */
const EXPECTED: Readonly<Record<number, readonly string[]>> = {
  0: M5,
  1: M5,
  2: ['ec2_persistent_volume 0.08'],
  5: ['ec2_persistent_volume 0.1047'],
  6: M5,
  9: ['ec2_persistent_volume 0.1047'],
  10: ['ec2_instance_cpu 0.0325', 'ec2_instance_memory 0.004375', 'ec2_instance_total 0.1'],
  11: ['ec2_instance_cpu 0.065', 'ec2_instance_memory 0.00875', 'ec2_instance_total 0.2'],
  12: ['ec2_persistent_volume 0.08'],
  13: ['ec2_persistent_volume 0.1'],
  15: [`${NAT_HOURS} 0.045`],
  16: [`${NAT_HOURS} 0.045`],
  17: [`${NAT_DATA} 0.045`],
  18: [`${NAT_HOURS} 0.04`],
  20: [`${NAT_DATA} 0.05`],
  22: [`${NAT_HOURS} 0.004`],
  23: [`${NAT_DATA} 0.045`],
  24: [`${NAT_HOURS} 0.004`],
  25: [`${NAT_DATA} 0.045`],
  26: [`${NAT_HOURS} 0.005`],
  27: [`${NAT_DATA} 0.055`],
  28: [`${NAT_HOURS} 0.004`],
  29: [`${NAT_HOURS} 0.005`],
  31: ['vpc_endpoint_hourly_rate 0.01'],
  32: ['vpc_transit_gateway_hourly_rate 0.05'],
  33: ['vpc_elastic_ip_in_use_hourly_rate 0.005'],
};

// Without LONGSHORE_TEST_DATA, the traps and the golden pages speak for the rows.
(DATA === undefined ? describe.skip : describe)('real rows (LONGSHORE_TEST_DATA)', () => {
  test("each of the exporter's 39 rows gives its values on the page, and no others", async () => {
    const rows = await referenceRows(DATA ?? '');

    const shown: (readonly string[])[] = [];
    for (const { entry } of rows) shown.push(await shownOf(entry));

    expect(rows).toHaveLength(39);
    expect(shown).toEqual(rows.map((_, index) => EXPECTED[index] ?? []));
  });
});
