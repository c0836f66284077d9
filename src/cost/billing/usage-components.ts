/** Parts of a resource that bills charge for, by their usage types without a region. The first that fits counts. */
const COMPONENTS: readonly (readonly [RegExp, string])[] = [
  [/BoxUsage|SpotUsage|DedicatedUsage|HostUsage|HeavyUsage|ReservedHostUsage/, 'instance'],
  [/CPUCredits/, 'cpu_credits'],
  [/EBS:VolumeUsage/, 'volume_storage'],
  [/EBS:VolumeP-IOPS/, 'volume_iops'],
  [/EBS:VolumeP-Throughput/, 'volume_throughput'],
  [/EBS:VolumeIOUsage/, 'volume_requests'],
  [/EBS:(?:\w+)?Snapshot/, 'snapshot'],
  [/NatGateway-Hours/, 'nat_gateway_hours'],
  [/NatGateway-Bytes/, 'nat_gateway_data'],
  [/ElasticIP|PublicIPv4/, 'public_ipv4'],
  [/InstanceUsage|Multi-AZUsage|Multi-AZClusterUsage|ServerlessV2Usage/, 'instance'],
  [/ChargedBackupUsage|BackupUsage/, 'backup'],
  [/RDS:.*IOPS(?!-Storage)/, 'iops'],
  [/RDS:.*Throughput/, 'throughput'],
  [/StorageIOUsage|IOUsage/, 'requests'],
  [/RDS:.*Storage|Aurora:StorageUsage/, 'storage'],
  [/Lambda-Provisioned/, 'provisioned_concurrency'],
  [/Lambda-Storage-GB-Second/, 'ephemeral_storage'],
  [/Lambda-GB-Second/, 'duration'],
  [/TimedStorage/, 'storage'],
  [/EarlyDelete/, 'early_deletion'],
  [/Retrieval/, 'retrieval'],
  [/Monitoring|StorageAnalytics|Inventory|TagStorage|StorageLens/, 'management'],
  [/Request/, 'requests'],
  [/DataTransfer|-(?:In|Out)(?:-\w+)?-Bytes/, 'data_transfer'],
];

/** Every component, for documents. */
export const USAGE_COMPONENTS: readonly string[] = [
  ...new Set(COMPONENTS.map(([, name]) => name)),
  'other',
];

/**
 * What a usage type is for: `instance` for `EUW1-BoxUsage:m5.large`.
 *
 * @returns `other` for an unknown one, and where the bill has none
 */
export function usageComponent(usageType: string | null): string {
  return COMPONENTS.find(([pattern]) => pattern.test(usageType ?? ''))?.[1] ?? 'other';
}
