import type { UsageExample } from '../usage-example.ts';

export const EXAMPLES: readonly UsageExample[] = [
  {
    title: 'a bucket with two storage classes',
    properties: { BucketName: 'orders' },
    dimensions: { BucketName: 'orders' },
    measured: {
      objects: { average: 12_000 },
      standard: { average: 5 * 2 ** 30 },
      glacierInstantRetrieval: { average: 2 ** 30 },
    },
    gives: { 'standard.storage_gb': 5, 'glacier_instant_retrieval.storage_gb': 1 },
  },
];
