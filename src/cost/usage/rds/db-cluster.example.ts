import type { UsageExample } from '../usage-example.ts';

export const EXAMPLES: readonly UsageExample[] = [
  {
    title: 'an Aurora cluster',
    properties: { DBClusterIdentifier: 'orders', Engine: 'aurora-postgresql' },
    dimensions: { DBClusterIdentifier: 'orders' },
    measured: {
      storage: { average: 10 * 2 ** 30 },
      readRequests: { sum: 2_628_000 },
      writeRequests: { sum: 262_800 },
    },
    gives: { storage_gb: 10, read_requests_per_sec: 10, write_requests_per_sec: 1 },
  },
  {
    title: 'a Multi-AZ cluster',
    properties: { DBClusterIdentifier: 'orders', Engine: 'postgres' },
    dimensions: undefined,
  },
];
