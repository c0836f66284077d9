import { instanceRow } from '../example-rows.ts';
import type { FindingExample } from '../finding-example.ts';

const ROWS = [instanceRow('m6i.large', '0.1', 2, '8 GiB')];

function instance(
  tags: Readonly<Record<string, string>>,
  more: object = {},
): FindingExample['resource'] {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const properties = {
    ...{ InstanceId: 'i-1', InstanceType: 'm6i.large', UsageOperation: 'RunInstances', Tags },
    ...{ State: { Name: 'running' }, PlatformDetails: 'Linux/UNIX' },
    ...{ Placement: { Tenancy: 'default', AvailabilityZone: 'eu-west-1a' }, ...more },
  };
  return { id: 'i-1', tags, properties };
}

const GROUPED = instance({ 'aws:autoscaling:groupName': 'web' });

function group(size: number): NonNullable<FindingExample['related']> {
  const Instances = Array.from({ length: size }, (_, index) => ({ InstanceId: `i-${index}` }));
  return { group: [{ id: 'web', properties: { Instances } }] };
}

function spot(price: string): NonNullable<FindingExample['spot']> {
  return [['eu-west-1a', 'm6i.large', 'Linux/UNIX', price]];
}

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'one of two instances of a group, at exactly the least saving',
    ...{ resource: GROUPED, rows: ROWS, related: group(2), spot: spot('0.065') },
    verdict: 'yes',
    saving: '25.55',
  },
  {
    title: 'a tag allows it',
    ...{ resource: instance({ spot: 'allowed' }), rows: ROWS, spot: spot('0.03') },
    verdict: 'yes',
    saving: '51.1',
  },
  {
    title: 'just below the least saving',
    ...{ resource: GROUPED, rows: ROWS, related: group(2), spot: spot('0.0651') },
    verdict: 'no',
  },
  {
    title: 'the only instance of its group',
    ...{ resource: GROUPED, rows: ROWS, related: group(1), spot: spot('0.03') },
    verdict: 'no',
  },
  {
    title: 'no spot price',
    ...{ resource: GROUPED, rows: ROWS, related: group(2) },
    verdict: 'unknown',
    reason: 'no-price',
  },
  {
    title: 'the group was not read',
    ...{ resource: GROUPED, rows: ROWS, unread: ['AWS::AutoScaling::AutoScalingGroup'] },
    verdict: 'unknown',
    reason: 'no-inventory',
  },
  {
    title: 'disks in the machine',
    resource: instance({ spot: 'allowed' }, { InstanceType: 'm5d.large' }),
    verdict: 'no',
  },
  { title: 'nothing says that it may be interrupted', resource: instance({}), verdict: 'none' },
  {
    title: 'on spot already',
    resource: instance({ spot: 'allowed' }, { InstanceLifecycle: 'spot' }),
    verdict: 'none',
  },
  {
    title: 'just above the least saving',
    ...{ resource: GROUPED, rows: ROWS, related: group(2), spot: spot('0.064') },
    verdict: 'yes',
    saving: '26.28',
  },
  {
    title: 'stopped',
    resource: instance({ 'aws:autoscaling:groupName': 'web' }, { State: { Name: 'stopped' } }),
    ...{ rows: ROWS, related: group(2), spot: spot('0.03') },
    verdict: 'none',
  },
];
