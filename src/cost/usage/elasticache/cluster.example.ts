import type { UsageExample } from '../usage-example.ts';

export const EXAMPLES: readonly UsageExample[] = [
  {
    title: 'a cluster',
    properties: { CacheClusterId: 'sessions' },
    dimensions: { CacheClusterId: 'sessions' },
    measured: { connections: { maximum: 4 } },
  },
];
