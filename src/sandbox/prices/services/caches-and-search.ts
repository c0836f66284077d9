import { priceText } from '../amount.ts';
import type { PriceRow } from '../price-row.ts';
import { plainRows } from './plain-rows.ts';

const NODES = [
  { type: 'cache.t4g.small', price: '0.032' },
  { type: 'cache.m5.large', price: '0.156' },
  { type: 'cache.r7g.large', price: '0.219' },
] as const;
/** In percent of Redis. */
const ENGINES = { Redis: 100, Memcached: 100, Valkey: 80 } as const;
/** For the years after the end of standard support, in percent of Redis. */
const EXTENDED = [
  ['Yr1-Yr2', 80],
  ['Yr3', 160],
] as const;

/** The engines share one usage type. @see https://aws.amazon.com/elasticache/pricing/ */
export function elastiCacheRows(): readonly PriceRow[] {
  const row = (type: string, usage: string, cacheEngine: string, price: string): PriceRow => ({
    family: 'Cache Instance',
    usage,
    operation: `CreateCacheCluster:${{ Memcached: '0001', Redis: '0002' }[cacheEngine] ?? '0003'}`,
    unit: 'Hrs',
    price,
    attributes: { instanceType: type, currentGeneration: 'Yes', cacheEngine },
  });
  return [
    ...NODES.flatMap(({ type, price }) => [
      ...Object.entries(ENGINES).map(([engine, percent]) =>
        row(type, `NodeUsage:${type}`, engine, priceText(price, percent)),
      ),
      ...EXTENDED.map(([years, percent]) =>
        row(type, `ExtendedSupport:${years}:NodeUsage:${type}`, 'Redis', priceText(price, percent)),
      ),
    ]),
    ...plainRows([['Storage Snapshot', 'ElastiCache:BackupUsage', 'GB-Mo', '0.085']]),
  ];
}

const SEARCH_NODES = [
  ['t3.small', '0.036'],
  ['m7g.large', '0.149'],
  ['r6g.large', '0.167'],
  ['ultrawarm1.medium', '0.238'],
] as const;
const SEARCH_VOLUMES = [
  ['ES:GP2-Storage', 'GP2', 'GB-Mo', '0.135'],
  ['ES:GP3-Storage', 'GP3', 'GB-Mo', '0.122'],
  ['ES:PIOPS-Storage', 'PIOPS-Storage', 'GB-Mo', '0.169'],
  ['ES:Magnetic-Storage', 'Magnetic', 'GB-Mo', '0.067'],
  ['ES:PIOPS', 'PIOPS', 'IOPS-Mo', '0.088'],
  ['ES:GP3-PIOPS', 'GP3-PIOPS-Storage', 'IOPS-Mo', '0.008'],
  ['ES:GP3-Provisioned-ThroughPut', 'GP3-ThroughPut-Storage', 'MBPS-Mo', '0.064'],
  ['ES:Managed-Storage', 'Managed-Storage', 'GB-Mo', '0.024'],
] as const;

/** @see https://aws.amazon.com/opensearch-service/pricing/ */
export function openSearchRows(): readonly PriceRow[] {
  return [
    ...SEARCH_NODES.map(([type, price]): PriceRow => ({
      family: 'Amazon OpenSearch Service Instance',
      usage: `ESInstance:${type}`,
      operation: 'ESDomain',
      unit: 'Hrs',
      price,
      attributes: { instanceType: `${type}.search`, currentGeneration: 'Yes' },
    })),
    ...SEARCH_VOLUMES.map(([usage, storageMedia, unit, price]): PriceRow => ({
      family: 'Amazon OpenSearch Service Volume',
      usage,
      operation: 'ESDomain',
      unit,
      price,
      attributes: { storageMedia },
    })),
  ];
}

const KAFKA = 'Managed Streaming for Apache Kafka (MSK)';

/** @see https://aws.amazon.com/msk/pricing/ */
export function mskRows(): readonly PriceRow[] {
  const brokers = { operation: 'RunBroker', attributes: { group: 'Broker' } };
  const volumes = {
    operation: 'RunVolume',
    attributes: { group: 'Storage', storageFamily: 'GP2' },
  };
  return plainRows(
    [
      [KAFKA, 'Kafka.t3.small', 'hours', '0.0456', brokers],
      [KAFKA, 'Kafka.m5.large', 'hours', '0.21', brokers],
      [KAFKA, 'Kafka.m7g.large', 'hours', '0.204', brokers],
      [KAFKA, 'Express.m7g.large', 'hours', '0.408', brokers],
      [KAFKA, 'Kafka.Storage.GP2', 'GB-Mo', '0.10', volumes],
      [KAFKA, 'Kafka.Storage.Tiered', 'GB-Mo', '0.06'],
      [KAFKA, 'Kafka.DataRetrieval.Tiered', 'GB', '0.0015'],
      [KAFKA, 'Express.Storage', 'GB-Mo', '0.10'],
      [KAFKA, 'KafkaServerless-ClusterHours', 'hours', '0.75'],
      [KAFKA, 'KafkaServerless-PartitionHours', 'hours', '0.0015'],
      [KAFKA, 'KafkaServerless-StorageHours', 'GB-Mo', '0.10'],
      [KAFKA, 'KafkaServerless-In-Bytes', 'GB', '0.10'],
      [KAFKA, 'KafkaServerless-Out-Bytes', 'GB', '0.05'],
    ],
    { prefix: 'named' },
  );
}
