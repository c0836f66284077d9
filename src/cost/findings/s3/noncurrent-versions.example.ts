import type { FindingExample } from '../finding-example.ts';
import { BUCKET, daily } from './bucket.example.ts';

const usage = { objects: { ...daily, average: 1_000 } };
const EXPIRY = {
  ...{ ID: 'versions', Status: 'Enabled', Filter: {} },
  NoncurrentVersionExpiration: { NoncurrentDays: 30 },
};

function bucket(Status: string | undefined, ...Rules: readonly object[]) {
  const VersioningConfiguration = Status === undefined ? {} : { Status };
  return { properties: { ...BUCKET, VersioningConfiguration, LifecycleConfiguration: { Rules } } };
}

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'keeps all versions',
    ...{ resource: bucket('Enabled'), usage, verdict: 'yes', saving: 'unknown' },
  },
  {
    title: 'keeps no more versions, but those that it has',
    ...{ resource: bucket('Suspended'), usage, verdict: 'yes', saving: 'unknown' },
  },
  {
    title: 'the rule that ends them is switched off',
    resource: bucket('Enabled', { ...EXPIRY, Status: 'Disabled' }),
    ...{ usage, verdict: 'yes', saving: 'unknown' },
  },
  {
    title: 'a rule ends them',
    ...{ resource: bucket('Enabled', EXPIRY), usage, verdict: 'no' },
  },
  {
    title: 'without objects',
    resource: bucket('Enabled'),
    ...{ usage: { objects: { ...daily, average: 0 } }, verdict: 'no' },
  },
  {
    title: 'its objects were not counted',
    ...{ resource: bucket('Enabled'), verdict: 'unknown', reason: 'no-usage' },
  },
  {
    title: 'its versioning was not read',
    resource: { properties: BUCKET },
    ...{ usage, verdict: 'unknown', reason: 'no-inventory' },
  },
  {
    title: 'its rules were not read',
    resource: { properties: { ...BUCKET, VersioningConfiguration: { Status: 'Enabled' } } },
    ...{ usage, verdict: 'unknown', reason: 'no-inventory' },
  },
  {
    title: 'it never kept versions',
    ...{ resource: bucket(undefined), usage, verdict: 'none' },
  },
];
