import type { ExampleUsage, FindingExample } from '../finding-example.ts';
import { BUCKET, daily, GB } from './bucket.example.ts';

const EXPIRY = { ID: 'expiry', Filter: {}, Expiration: { Days: 30 } };

function bucket(...Rules: readonly object[]): FindingExample['resource'] {
  return { properties: { ...BUCKET, LifecycleConfiguration: { Rules } } };
}

function stored(gigabytes: number): Readonly<Record<string, ExampleUsage>> {
  const average = gigabytes * GB;
  return { standard: { ...daily, average }, objects: { ...daily, average: 1_000 } };
}

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'exactly 100 GB, without rules',
    ...{ resource: bucket(), usage: stored(100), verdict: 'yes', saving: 'unknown' },
  },
  {
    title: 'all rules are switched off',
    resource: bucket({ ...EXPIRY, Status: 'Disabled' }),
    ...{ usage: stored(500), verdict: 'yes', saving: 'unknown' },
  },
  {
    title: 'just less than 100 GB',
    ...{ resource: bucket(), usage: stored(99.999), verdict: 'no' },
  },
  {
    title: 'less is worth it',
    ...{ resource: bucket(), usage: stored(99.999), settings: { LONGSHORE_S3_LIFECYCLE_GB: 50 } },
    ...{ verdict: 'yes', saving: 'unknown' },
  },
  {
    title: 'a rule in force',
    resource: bucket({ ...EXPIRY, Status: 'Enabled' }),
    ...{ usage: stored(500), verdict: 'no' },
  },
  {
    title: 'its rules were not read',
    resource: { properties: BUCKET },
    ...{ usage: stored(500), verdict: 'unknown', reason: 'no-inventory' },
  },
  {
    title: 'its storage was not read',
    ...{ resource: bucket(), verdict: 'unknown', reason: 'no-usage' },
  },
  {
    title: 'nothing in Standard',
    resource: bucket(),
    usage: { objects: { ...daily, average: 5 } },
    verdict: 'none',
  },
];
