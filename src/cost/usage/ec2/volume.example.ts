import type { UsageExample } from '../usage-example.ts';

export const EXAMPLES: readonly UsageExample[] = [
  {
    title: 'a magnetic volume, which is charged for its requests',
    properties: { VolumeId: 'vol-0123456789abcdef0', VolumeType: 'standard' },
    dimensions: { VolumeId: 'vol-0123456789abcdef0' },
    measured: { readOps: { sum: 1_000 }, writeOps: { sum: 500 } },
    gives: { monthly_standard_io_requests: 15_000 },
  },
];
