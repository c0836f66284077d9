import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { decimal, decimalText, times, type Decimal } from '../../../src/cost/money/decimal.ts';
import { estimate } from '../../../src/cost/models/estimate.ts';
import { paysForEbsOptimization } from '../../../src/cost/models/ec2/ebs-optimized.ts';
import { gibOf } from '../../../src/cost/prices/memory-size.ts';
import { PriceSelection } from '../../../src/cost/prices/price-selection.ts';
import type { PriceListEntry } from '../../../src/cost/prices/product.ts';
import { costModelOf, NOW, selectedOf, type PriceRow } from '../../helpers/price-rows.ts';
import { referenceRows } from './reference-rows.ts';

const DATA = process.env['LONGSHORE_TEST_DATA'];
const INSTANCE = await costModelOf('AWS::EC2::Instance');
const KINDS = ['Volume', 'NatGateway', 'VPCEndpoint', 'TransitGatewayAttachment', 'EIP'];
const NEEDS = new Map([[INSTANCE.kind, INSTANCE.prices]]);
for (const name of KINDS) {
  const { kind, prices } = await costModelOf(`AWS::EC2::${name}`);
  NEEDS.set(kind, prices);
}

async function read(...names: readonly string[]): Promise<unknown> {
  const bytes = await readFile(path.join(DATA ?? '', ...names));
  return JSON.parse(String(names.at(-1)?.endsWith('.gz') === true ? gunzipSync(bytes) : bytes));
}

/** The prices that one row gives, by kind and the name of the need. */
function pricesOf(entry: PriceListEntry): readonly string[] {
  const { product, serviceCode, publicationDate, terms } = entry;
  const selection = new PriceSelection({
    region: product.attributes['regionCode'] ?? '',
    needs: NEEDS,
    source: 'bulk-file',
    now: NOW,
  });
  const wanted = selection.want(serviceCode, product);
  if (wanted === undefined) return [];
  selection.add(wanted, terms.OnDemand, { service: serviceCode, publicationDate });
  return [...selection.finish().prices].map(([key, price]) => {
    const [kind = '', name = ''] = key.split('\u001f');
    return `${kind} ${name} ${'skus' in price ? 'ambiguous' : decimalText(price.tiers[0].amount)}`;
  });
}

const VOLUME = 'AWS::EC2::Volume storage';
const BOX = 'AWS::EC2::Instance instance';
const NAT_HOURS = 'AWS::EC2::NatGateway hours';
const NAT_DATA = 'AWS::EC2::NatGateway data';

/** These rows are whole: two volumes, and four of capacity that is reserved and not used. */
const WHOLE = [3, 4, 5, 7, 8, 9];

/** What each of the 39 rows gives. The others have no usage type, are templates, or no kind needs them. */
const EXPECTED: Readonly<Record<number, readonly string[]>> = {
  0: [`${BOX} 0.096`],
  1: [`${BOX} 0.096`],
  2: [`${VOLUME} 0.08`],
  5: [`${VOLUME} 0.1047`],
  6: [`${BOX} 0.096`],
  9: [`${VOLUME} 0.1047`],
  10: [`${BOX} 0.1`],
  11: [`${BOX} 0.2`],
  12: [`${VOLUME} 0.08`],
  13: [`${VOLUME} 0.1`],
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
  31: ['AWS::EC2::VPCEndpoint hours 0.01'],
  32: ['AWS::EC2::TransitGatewayAttachment hours 0.05'],
  33: ['AWS::EC2::Instance publicAddress 0.005', 'AWS::EC2::EIP address 0.005'],
};

const OnDemand = z.object({
  usd_per_hour_ondemand_linux: z.record(z.string(), z.record(z.string(), z.string())),
});
const InstanceTypes = z.record(
  z.string(),
  z.looseObject({
    BareMetal: z.boolean(),
    VCpuInfo: z.looseObject({ DefaultVCpus: z.number() }),
    MemoryInfo: z.looseObject({ SizeInMiB: z.number() }),
    EbsInfo: z.looseObject({ EbsOptimizedSupport: z.string() }),
  }),
);

/** The row of AWS's price list for a type. */
function rowOf(type: string, price: string, currency: string, details: object): PriceRow {
  const isMetal = type.includes('.metal');
  return {
    family: isMetal ? 'Compute Instance (bare metal)' : 'Compute Instance',
    price,
    currency,
    attributes: {
      instanceType: type,
      operation: 'RunInstances',
      tenancy: 'Shared',
      capacitystatus: 'Used',
      marketoption: 'OnDemand',
      licenseModel: 'No License required',
      usagetype: `BoxUsage:${type}`,
      ...details,
    },
  };
}

const MONTH = decimal(730);

// Without LONGSHORE_TEST_DATA, the tests of traps and the examples of the models speak for the rows.
(DATA === undefined ? describe.skip : describe)('real rows (LONGSHORE_TEST_DATA)', () => {
  test("the exporter's 39 rows give their values, and no others", async () => {
    const rows = await referenceRows(DATA ?? '');

    const found = rows.map(({ entry }) => pricesOf(entry));

    expect([...rows.keys()].filter((index) => rows[index]?.isWhole)).toEqual(WHOLE);
    expect(rows).toHaveLength(39);
    expect(found).toEqual(rows.map((_, index) => EXPECTED[index] ?? []));
  });

  test.each([
    ['karpenter-ec2-linux-ondemand.json', 'us-east-1', 'USD', 1_367],
    ['karpenter-ec2-linux-ondemand_cn.json', 'cn-north-1', 'CNY', 316],
  ])('every instance type of %s has its price', async (file, region, currency, count) => {
    const { usd_per_hour_ondemand_linux: byRegion } = OnDemand.parse(await read('prices', file));
    const types = Object.entries(byRegion[region] ?? {});
    const sizes = InstanceTypes.parse(await read('aws-api', 'ec2-instance-types.json.gz'));
    const { prices } = selectedOf(
      INSTANCE,
      region,
      types.map(([type, price]) => {
        const mib = sizes[type]?.MemoryInfo.SizeInMiB;
        const memory = mib === undefined ? 'NA' : `${(mib / 1_024).toLocaleString('en-US')} GiB`;
        return rowOf(type, price, currency, { memory });
      }),
    );

    const found = types.map(([InstanceType]): readonly unknown[] => {
      const properties = { InstanceType, UsageOperation: 'RunInstances' };
      const { priced } = estimate(INSTANCE, properties, { region, prices });
      return [InstanceType, priced[0]?.price.currency, priced[0]?.monthly];
    });

    expect(types).toHaveLength(count);
    expect(found).toEqual(
      types.map(([type, price]) => [type, currency, times(decimal(price), MONTH)]),
    );
  });

  test('the memory of every instance type is read', async () => {
    const types = InstanceTypes.parse(await read('aws-api', 'ec2-instance-types.json.gz'));
    const wrong = Object.entries(types).filter(([, { MemoryInfo }]) => {
      const gib = MemoryInfo.SizeInMiB / 1_024;
      const text = `${gib.toLocaleString('en-US', { maximumFractionDigits: 10 })} GiB`;
      const found: Decimal | undefined = gibOf(text);
      return found !== decimal(gib);
    });

    expect(Object.keys(types).length).toBeGreaterThan(1_300);
    expect(wrong).toEqual([]);
  });

  test('EBS optimization costs extra where it is a choice', async () => {
    const types = InstanceTypes.parse(await read('aws-api', 'ec2-instance-types.json.gz'));
    const choices = Object.entries(types).filter(
      ([, { EbsInfo }]) => EbsInfo.EbsOptimizedSupport === 'supported',
    );

    expect(choices.length).toBeGreaterThan(0);
    expect(Object.keys(types).filter(paysForEbsOptimization).sort()).toEqual(
      choices.map(([type]) => type).sort(),
    );
  });
});
