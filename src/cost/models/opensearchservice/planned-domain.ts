import type { PlanValues } from '../plan-values.ts';

/** The nodes of a planned domain, as the API names them. */
export function plannedCluster(
  config: PlanValues | undefined,
): Readonly<Record<string, unknown>> | undefined {
  if (config === undefined) return undefined;
  return {
    InstanceType: config.text('instance_type'),
    InstanceCount: config.number('instance_count') ?? 1,
    DedicatedMasterEnabled: config.flag('dedicated_master_enabled'),
    DedicatedMasterType: config.text('dedicated_master_type'),
    DedicatedMasterCount: config.number('dedicated_master_count'),
    WarmEnabled: config.flag('warm_enabled'),
    WarmType: config.text('warm_type'),
    WarmCount: config.number('warm_count'),
    NodeOptions: config.blocks('node_options').map((options) => {
      const node = options.block('node_config');
      return {
        NodeType: options.text('node_type'),
        NodeConfig: {
          Enabled: node?.flag('enabled'),
          Type: node?.text('type'),
          Count: node?.number('count'),
        },
      };
    }),
  };
}

/** The volumes of a planned domain, as the API names them. */
export function plannedVolumes(
  options: PlanValues | undefined,
): Readonly<Record<string, unknown>> | undefined {
  if (options === undefined) return undefined;
  return {
    EBSEnabled: options.flag('ebs_enabled'),
    VolumeType: options.text('volume_type') ?? 'gp2',
    VolumeSize: options.number('volume_size'),
    Iops: options.number('iops'),
    Throughput: options.number('throughput'),
  };
}
