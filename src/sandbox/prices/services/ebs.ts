import type { PriceRow } from '../price-row.ts';

const VOLUMES = [
  { type: 'gp3', usage: 'VolumeUsage.gp3', price: '0.08', volumeType: 'General Purpose', media: 'SSD-backed', iops: '16000', priceIn: { 'ap-northeast-1': '0.096', 'sa-east-1': '0.152' } },
  { type: 'gp2', usage: 'VolumeUsage.gp2', price: '0.10', volumeType: 'General Purpose', media: 'SSD-backed', iops: '16000', priceIn: {} },
  { type: 'io1', usage: 'VolumeUsage.piops', price: '0.125', volumeType: 'Provisioned IOPS', media: 'SSD-backed', iops: '64000', priceIn: {} },
  { type: 'io2', usage: 'VolumeUsage.io2', price: '0.125', volumeType: 'Provisioned IOPS', media: 'SSD-backed', iops: '256000', priceIn: {} },
  { type: 'st1', usage: 'VolumeUsage.st1', price: '0.045', volumeType: 'Throughput Optimized HDD', media: 'HDD-backed', iops: '500', priceIn: {} },
  { type: 'sc1', usage: 'VolumeUsage.sc1', price: '0.015', volumeType: 'Cold HDD', media: 'HDD-backed', iops: '250', priceIn: {} },
  { type: 'standard', usage: 'VolumeUsage', price: '0.05', volumeType: 'Magnetic', media: 'HDD-backed', iops: '40 - 200', priceIn: {} },
] as const; // prettier-ignore

const IOPS = [
  { type: 'gp3', usage: 'VolumeP-IOPS.gp3', price: '0.005' },
  { type: 'io1', usage: 'VolumeP-IOPS.piops', price: '0.065' },
  { type: 'io2', usage: 'VolumeP-IOPS.io2', price: '0.065' },
  { type: 'io2', usage: 'VolumeP-IOPS.io2.tier2', price: '0.0455' },
  { type: 'io2', usage: 'VolumeP-IOPS.io2.tier3', price: '0.03185' },
] as const;

/** @see https://aws.amazon.com/ebs/pricing/ */
export function ebsRows(): readonly PriceRow[] {
  return [
    ...VOLUMES.map(({ type, usage, price, volumeType, media, iops, priceIn }): PriceRow => ({
      family: 'Storage',
      usage: `EBS:${usage}`,
      unit: 'GB-Mo',
      price,
      priceIn,
      attributes: { storageMedia: media, volumeType, maxIopsvolume: iops, volumeApiName: type },
    })),
    ...IOPS.map(({ type, usage, price }): PriceRow => ({
      family: 'System Operation',
      usage: `EBS:${usage}`,
      unit: 'IOPS-Mo',
      price,
      attributes: { group: 'EBS IOPS', provisioned: 'Yes', volumeApiName: type },
    })),
    {
      family: 'System Operation',
      usage: 'EBS:VolumeIOUsage',
      unit: 'IOs',
      price: '0.00000005',
      attributes: { group: 'EBS I/O Requests', volumeType: 'Magnetic', volumeApiName: 'standard' },
    },
    {
      family: 'Provisioned Throughput',
      usage: 'EBS:VolumeP-Throughput.gp3',
      unit: 'GiBps-mo',
      price: '40.96',
      attributes: { group: 'EBS Throughput', provisioned: 'Yes', volumeApiName: 'gp3' },
    },
    {
      family: 'Storage Snapshot',
      usage: 'EBS:SnapshotUsage',
      unit: 'GB-Mo',
      price: '0.05',
      terms: 'with-announced',
      attributes: { storageMedia: 'Amazon S3' },
    },
    {
      family: 'Storage Snapshot',
      usage: 'EBS:SnapshotArchiveStorage',
      unit: 'GB-Mo',
      price: '0.0125',
      attributes: { storageMedia: 'Amazon S3', snapshotarchivefeetype: 'SnapshotArchiveStorage' },
    },
    {
      family: 'Fee',
      usage: 'EBS:SnapshotArchiveRetrieval',
      unit: 'GB',
      price: '0.03',
      attributes: { snapshotarchivefeetype: 'SnapshotArchiveRetrieval' },
    },
    {
      family: 'Fast Snapshot Restore',
      usage: 'EBS:FastSnapshotRestore',
      unit: 'Hrs',
      price: '0.75',
    },
    ...['List', 'Get', 'Put'].map((operation): PriceRow => ({
      family: 'EBS direct API Requests',
      usage: `EBS:directAPI.snapshot.${operation}`,
      operation: `${operation}SnapshotBlock`,
      unit: 'Requests',
      price: { List: '0.0000006', Get: '0.000003', Put: '0.000006' }[operation] ?? '0',
    })),
    ...['m3.xlarge', 'r3.xlarge'].map((type): PriceRow => ({
      family: 'Compute Instance',
      usage: `EBSOptimized:${type}`,
      operation: 'Hourly',
      unit: 'Hrs',
      price: type === 'm3.xlarge' ? '0.025' : '0.02',
      attributes: { instanceType: type, ebsOptimized: 'Yes', tenancy: 'Shared' },
    })),
    ...['t2', 't3', 't3a', 't4g'].flatMap((family) => creditRows(family)),
  ];
}

function creditRows(family: string): PriceRow[] {
  const systems = family === 't4g' ? ['Linux'] : ['Linux', 'Windows'];
  return systems.map((operatingSystem) => ({
    family: 'CPU Credits',
    usage: `CPUCredits:${family}`,
    operation: `${family.toUpperCase()}CPUCredits${operatingSystem === 'Windows' ? ':0002' : ''}`,
    unit: 'vCPU-Hours',
    price: { Linux: family === 't4g' ? '0.04' : '0.05', Windows: '0.096' }[operatingSystem] ?? '0',
    isFlat: true,
    attributes: { instance: family, operatingSystem },
  }));
}
