import type { ExampleRow } from '../../models/cost-example.ts';
import type { FindingExample } from '../finding-example.ts';

const ROWS: readonly ExampleRow[] = [
  {
    service: 'AmazonCloudWatch',
    family: 'Storage Snapshot',
    attributes: { usagetype: 'EU-TimedStorage-ByteHrs' },
    unit: 'GB-Mo',
    price: '0.0300000000',
  },
];

const GB = 2 ** 30;
const GROUP = {
  LogGroupName: '/aws/lambda/checkout',
  LogGroupArn: 'arn:aws:logs:eu-west-1:210000000001:log-group:/aws/lambda/checkout',
  LogGroupClass: 'STANDARD',
  // 360 days before the verdict
  CreationTime: Date.parse('2025-11-25T00:00:00Z'),
  StoredBytes: 400 * GB,
};

export const EXAMPLES: readonly FindingExample[] = [
  {
    title: 'events of 360 days: 90 would be kept',
    resource: { properties: GROUP },
    monthlyUsage: { storage_gb: 100 },
    rows: ROWS,
    verdict: 'yes',
    // three quarters of 100 GB after compression
    saving: '2.25',
  },
  {
    title: 'its compressed size is not measured',
    resource: { properties: GROUP },
    rows: ROWS,
    verdict: 'yes',
    saving: 'unknown',
  },
  {
    title: 'stores exactly 1 GB',
    resource: { properties: { ...GROUP, StoredBytes: GB } },
    rows: ROWS,
    verdict: 'yes',
    saving: 'unknown',
  },
  {
    title: 'stores less than 1 GB',
    resource: { properties: { ...GROUP, StoredBytes: GB - 1 } },
    verdict: 'no',
  },
  {
    title: 'with retention',
    resource: { properties: { ...GROUP, RetentionInDays: 3_653 } },
    verdict: 'no',
  },
  {
    title: 'younger than what would be kept',
    resource: { properties: { ...GROUP, CreationTime: Date.parse('2026-08-22T00:00:01Z') } },
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'another retention is right: it is too young for that',
    resource: { properties: GROUP },
    settings: { LONGSHORE_LOG_RETENTION_DAYS: 365 },
    verdict: 'unknown',
    reason: 'too-young',
  },
  {
    title: 'of the class whose events expire by themselves',
    resource: { properties: { ...GROUP, LogGroupClass: 'DELIVERY' } },
    verdict: 'none',
  },
];
