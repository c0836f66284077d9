import type { UsageExample } from '../usage-example.ts';

export const EXAMPLES: readonly UsageExample[] = [
  {
    title: 'an instance',
    properties: { InstanceId: 'i-0123456789abcdef0', InstanceType: 'm7g.large' },
    dimensions: { InstanceId: 'i-0123456789abcdef0' },
    measured: { cpu: { average: 4.2, maximum: 9 } },
    gives: {},
  },
];
