import type { CostExample, ExampleRow } from '../cost-example.ts';

/** Prices of eu-central-1. */
const ROWS: readonly ExampleRow[] = [
  {
    service: 'AmazonEC2',
    family: 'Storage',
    attributes: { volumeApiName: 'gp3', usagetype: 'EUC1-EBS:VolumeUsage.gp3' },
    unit: 'GB-Mo',
    price: '0.0952000000',
  },
  {
    service: 'AmazonEC2',
    family: 'Storage',
    attributes: { volumeApiName: 'standard', usagetype: 'EUC1-EBS:VolumeUsage' },
    unit: 'GB-Mo',
    price: '0.0590000000',
  },
  {
    service: 'AmazonEC2',
    family: 'Storage',
    attributes: { volumeApiName: 'io2', usagetype: 'EUC1-EBS:VolumeUsage.io2' },
    unit: 'GB-Mo',
    price: '0.1490000000',
  },
  {
    service: 'AmazonEC2',
    family: 'System Operation',
    attributes: { usagetype: 'EUC1-EBS:VolumeP-IOPS.gp3' },
    unit: 'IOPS-Mo',
    price: '0.0060000000',
  },
  {
    service: 'AmazonEC2',
    family: 'System Operation',
    attributes: { usagetype: 'EUC1-EBS:VolumeP-IOPS.io2' },
    unit: 'IOPS-Mo',
    price: '0.0780000000',
  },
  {
    service: 'AmazonEC2',
    family: 'System Operation',
    attributes: { usagetype: 'EUC1-EBS:VolumeP-IOPS.io2.tier2' },
    unit: 'IOPS-Mo',
    price: '0.0546000000',
  },
  {
    service: 'AmazonEC2',
    family: 'Provisioned Throughput',
    attributes: { usagetype: 'EUC1-EBS:VolumeP-Throughput.gp3' },
    unit: 'GiBps-mo',
    price: '48.8000000000',
  },
  {
    service: 'AmazonEC2',
    family: 'System Operation',
    attributes: { usagetype: 'EUC1-EBS:VolumeIOUsage' },
    unit: 'IOs',
    price: '0.0000000590',
  },
];

export const EXAMPLES: readonly CostExample[] = [
  {
    title: 'gp3 with more IOPS and throughput than its price includes',
    region: 'eu-central-1',
    properties: { VolumeId: 'vol-1', VolumeType: 'gp3', Size: 100, Iops: 4000, Throughput: 253 },
    rows: ROWS,
    monthly: { storage: '9.52', IOPS: '6', throughput: '6.1' },
    plan: {
      terraform: {
        type: 'aws_ebs_volume',
        values: { type: 'gp3', size: 100, iops: 4000, throughput: 253 },
      },
      pulumi: {
        type: 'aws:ebs/volume:Volume',
        values: { type: 'gp3', size: 100, iops: 4000, throughput: 253 },
      },
    },
  },
  {
    title: 'io2 with IOPS in two tiers',
    region: 'eu-central-1',
    properties: { VolumeId: 'vol-2', VolumeType: 'io2', Size: 10, Iops: 40_000 },
    rows: ROWS,
    monthly: { storage: '1.49', IOPS: '2496', 'IOPS above 32,000': '436.8' },
  },
  {
    title: 'a magnetic volume, whose requests must be measured',
    region: 'eu-central-1',
    properties: { VolumeId: 'vol-3', VolumeType: 'standard', Size: 50 },
    rows: ROWS,
    monthly: { storage: '2.95' },
    unpriced: { 'I/O requests': 'usage' },
  },
  {
    title: 'a magnetic volume with measured requests',
    region: 'eu-central-1',
    properties: { VolumeId: 'vol-3', VolumeType: 'standard', Size: 50 },
    usage: { monthly_standard_io_requests: 10_000_000 },
    rows: ROWS,
    monthly: { storage: '2.95', 'I/O requests': '0.59' },
  },
  {
    title: 'in a Local Zone, which has prices of its own',
    region: 'eu-central-1',
    properties: {
      VolumeId: 'vol-4',
      VolumeType: 'gp3',
      Size: 50,
      AvailabilityZone: 'eu-central-1-ham-1a',
    },
    rows: ROWS,
    monthly: {},
    unpriced: { storage: 'no-model' },
  },
  {
    title: 'a volume that is being deleted',
    region: 'eu-central-1',
    properties: { VolumeId: 'vol-5', VolumeType: 'gp3', Size: 50, State: 'deleting' },
    rows: ROWS,
    monthly: {},
  },
];
