import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { PriceListEntry } from '../../../src/cost/prices/product.ts';
import { MskClusterCost } from '../../../src/cost/models/msk/cluster.ts';
import { mskRow } from '../../../src/cost/models/msk/example-row.ts';
import { costsOf, rotations } from './price-rows.ts';

const BROKERS = {
  NumberOfBrokerNodes: 3,
  BrokerNodeGroupInfo: {
    InstanceType: 'kafka.m7g.large',
    StorageInfo: { EbsStorageInfo: { VolumeSize: 100 } },
  },
};

test('brokers have the price of their own type, beside express, Connect and serverless', () => {
  const rows = [
    mskRow('APS3-Kafka.m7g.large', 'hours', '0.2000000000'),
    mskRow('APS3-Kafka.m7g.xlarge', 'hours', '0.4000000000'),
    mskRow('APS3-Express.m7g.large', 'hours', '0.4200000000'),
    mskRow('APS3-Kafka.mcu.general', 'hours', '0.1100000000'),
    mskRow('APS3-KafkaServerless-ClusterHours', 'hours', '0.7500000000'),
    mskRow('APS3-Kafka.Storage.GP2', 'GB-Mo', '0.1140000000'),
    mskRow('APS3-Kafka.Storage.Tiered', 'GB-Mo', '0.0684000000'),
    mskRow('APS3-Express.Storage', 'GB-Mo', '0.1140000000'),
  ];

  for (const order of rotations(rows)) {
    expect(
      costsOf(MskClusterCost, { properties: BROKERS, region: 'ap-south-1', rows: order }),
    ).toEqual({ 'broker hours': '438 USD', storage: '34.2 USD' });
  }
});

test('storage in another unit has no price', () => {
  const rows = [mskRow('USE1-Kafka.Storage.GP2', 'GB-Hours', '0.0001000000')];

  expect(costsOf(MskClusterCost, { properties: BROKERS, rows })).toEqual({
    'broker hours': 'no-price',
    storage: 'no-price',
  });
});

const DATA = process.env['LONGSHORE_TEST_DATA'];

const Rows = z.array(z.object({ from: z.string(), row: z.unknown() }));

// Where LONGSHORE_TEST_DATA is not set, the tests above speak for the rows.
(DATA === undefined ? describe.skip : describe)("the exporter's rows (LONGSHORE_TEST_DATA)", () => {
  test('have one of MSK: a template without product family and unit, which no price can come from', async () => {
    const file = path.join(DATA ?? '', 'prices', 'cloudcost-exporter-test-price-rows.json');
    const rows = Rows.parse(JSON.parse(await readFile(file, 'utf8')));

    const ours = rows.filter(({ from }) => /aws\/(rds|msk|elasticache|dynamodb|es)\//.test(from));

    expect(ours.map(({ from }) => from)).toEqual(['pkg/aws/msk/msk_test.go']);
    expect(PriceListEntry.safeParse(ours[0]?.row).success).toBe(false);
  });
});
