import type { PlannedPart } from '../cost-model.ts';
import type { PlanValues } from '../plan-values.ts';

/** What Terraform and AWS choose for a volume of an instance when a plan says nothing. */
const DEFAULT_VOLUME_TYPE = 'gp2';
const DEFAULT_VOLUME_GIB = 8;

/** The properties of a planned instance, as AWS names them. A plan does not tell the platform of an image: Linux. */
export function plannedInstance(values: PlanValues): Readonly<Record<string, unknown>> {
  const host = values.text('host_id');
  const credits = values.block('credit_specification')?.text('cpu_credits');
  const monitoring = values.flag('monitoring');
  return {
    InstanceType: values.text('instance_type'),
    UsageOperation: 'RunInstances',
    AvailabilityZone: values.text('availability_zone'),
    InstanceLifecycle: lifecycleOf(values),
    Placement: { Tenancy: host === undefined ? values.text('tenancy') : 'host' },
    EbsOptimized: values.flag('ebs_optimized'),
    ...(monitoring !== undefined && {
      Monitoring: { State: monitoring ? 'enabled' : 'disabled' },
    }),
    ...(credits !== undefined && { CreditSpecification: { CpuCredits: credits } }),
    ...(values.flag('associate_public_ip_address') === true && {
      NetworkInterfaces: [{ Association: { IpOwnerId: 'amazon' } }],
    }),
  };
}

/** A spot request is a resource type of its own, which these attributes tell. */
function lifecycleOf(values: PlanValues): string | undefined {
  const market = values.block('instance_market_options')?.text('market_type');
  if (market !== undefined) return market;
  return values.value('spot_type') === undefined && values.value('spot_price') === undefined
    ? undefined
    : 'spot';
}

/** The volumes that a plan declares inside an instance. There is a root volume in any case. */
export function plannedVolumes(values: PlanValues): readonly PlannedPart[] {
  return [
    volume('root_block_device', values.block('root_block_device')),
    ...values
      .blocks('ebs_block_device')
      .map((block, index) => volume(`ebs_block_device[${index}]`, block)),
  ];
}

function volume(name: string, block: PlanValues | undefined): PlannedPart {
  return {
    kind: 'AWS::EC2::Volume',
    name,
    properties: {
      VolumeType: block?.text('volume_type') ?? DEFAULT_VOLUME_TYPE,
      Size: block?.number('volume_size') ?? DEFAULT_VOLUME_GIB,
      Iops: block?.number('iops'),
      Throughput: block?.number('throughput'),
    },
  };
}
