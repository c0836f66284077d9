import { z } from 'zod';
import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { decimal, times, type DecimalLike } from '../../money/decimal.ts';
import { isMissing, type MissingPrice, type Price } from '../../prices/price.ts';
import type { Component, ModelContext, UsageQuantity } from '../cost-model.ts';
import { defineCostModel } from '../define-cost-model.ts';
import { PUBLIC_ADDRESS } from '../public-address.ts';
import { paysForEbsOptimization } from './ebs-optimized.ts';
import { priceElsewhere } from '../price-elsewhere.ts';
import { plannedInstance, plannedVolumes } from './planned-instance.ts';
import { creditSystemOf, operationOf, OWN_LICENSE_OPERATIONS, spotProductOf } from './platform.ts';

/** What CloudWatch charges for an instance with detailed monitoring, by AWS's example. */
const METRICS_OF_DETAILED_MONITORING = 7;

/** The tenancies of the price list, by those of an instance. AWS bills a dedicated host, and no instance on it. */
const TENANCIES: Readonly<Record<string, string>> = { default: 'Shared', dedicated: 'Dedicated' };

const Association = z.object({ IpOwnerId: z.string().optional() });

const Properties = z.object({
  InstanceType: z.string().optional(),
  UsageOperation: z.string().optional(),
  PlatformDetails: z.string().optional(),
  /** Absent on demand. */
  InstanceLifecycle: z.string().optional(),
  /** Of the capacity block that it runs in, or of another reservation. */
  CapacityReservationId: z.string().optional(),
  State: z.object({ Name: z.string().optional() }).optional(),
  HibernationOptions: z.object({ Configured: z.boolean().optional() }).optional(),
  AvailabilityZone: z.string().optional(),
  OutpostArn: z.string().optional(),
  Placement: z
    .object({
      AvailabilityZone: z.string().optional(),
      Tenancy: z.string().optional(),
    })
    .optional(),
  EbsOptimized: z.boolean().optional(),
  Monitoring: z.object({ State: z.string().optional() }).optional(),
  /** DescribeInstances does not tell it: known in plans only. */
  CreditSpecification: z.object({ CpuCredits: z.string().optional() }).optional(),
  NetworkInterfaces: z
    .array(
      z.object({
        Association: Association.optional(),
        PrivateIpAddresses: z.array(z.object({ Association: Association.optional() })).optional(),
      }),
    )
    .optional(),
});

type Instance = z.output<typeof Properties>;
type PriceName =
  'instance' | 'ownLicense' | 'ebsOptimized' | 'monitoring' | 'cpuCredits' | 'publicAddress';
type Context = ModelContext<PriceName>;

const COMPUTE = {
  service: 'AmazonEC2',
  family: ['Compute Instance', 'Compute Instance (bare metal)'],
  usageType: /^(?:Box|Dedicated)Usage(?::.+)?$/,
  key: ['instanceType', 'operation', 'tenancy'],
  keep: ['vcpu', 'memory', 'gpu', 'instanceFamily', 'physicalProcessor'],
  unit: 'Hrs',
} as const;
const RUNNING = { capacitystatus: 'Used', marketoption: 'OnDemand' };

/**
 * The hours of an instance, what comes with it, and its public address. Volumes and Elastic IP addresses are resources
 * of their own.
 *
 * @see https://aws.amazon.com/ec2/pricing/on-demand/
 */
export const Ec2InstanceCost = defineCostModel({
  kind: 'AWS::EC2::Instance',
  pricing: 'https://aws.amazon.com/ec2/pricing/on-demand/',
  properties: Properties,
  prices: {
    instance: { ...COMPUTE, where: { ...RUNNING, licenseModel: 'No License required' } },
    ownLicense: { ...COMPUTE, where: { ...RUNNING, operation: OWN_LICENSE_OPERATIONS } },
    ebsOptimized: {
      service: 'AmazonEC2',
      family: 'Compute Instance',
      usageType: /^EBSOptimized:.+$/,
      key: ['usagetype'],
      unit: 'Hrs',
    },
    monitoring: {
      service: 'AmazonCloudWatch',
      family: 'Metric',
      usageType: 'CW:MetricMonitorUsage',
      key: [],
      unit: 'Metrics-Mo',
    },
    cpuCredits: {
      service: 'AmazonEC2',
      family: 'CPU Credits',
      usageType: /^CPUCredits:\w+$/,
      key: ['usagetype', 'operatingSystem'],
      unit: 'vCPU-Hours',
    },
    publicAddress: PUBLIC_ADDRESS,
  },
  usage: {
    operating_system: 'linux, windows, rhel or suse, where a plan cannot tell',
    monthly_hrs: 'hours a month in which the instance runs, 730 if not given',
    monthly_cpu_credit_hrs: 'hours a month in which it uses more CPU than its credits',
    vcpu_count: 'vCPUs that do so, all of the instance type if not given',
  },
  plan: {
    terraform: ['aws_instance', 'aws_spot_instance_request'],
    pulumi: ['aws:ec2/instance:Instance', 'aws:ec2/spotInstanceRequest:SpotInstanceRequest'],
    properties: plannedInstance,
    inside: plannedVolumes,
  },
  components(instance, context) {
    if (!isBilled(instance)) return [];
    const hours = context.usage('monthly_hrs').measured ?? HOURS_PER_MONTH;
    const price = instancePrice(instance, context);
    return [
      ...(price === undefined ? [] : [{ name: 'instance', price, quantity: hours }]),
      ...ebsOptimization(instance, context, hours),
      ...detailedMonitoring(instance, context),
      ...cpuCredits(instance, context, price),
      ...publicAddresses(instance, context, hours),
    ];
  },
});

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html */
function isBilled({ State, HibernationOptions }: Instance): boolean {
  switch (State?.Name) {
    case undefined:
    case 'running':
      return true;
    case 'stopping':
      return HibernationOptions?.Configured === true;
    default:
      return false;
  }
}

/** Undefined on a dedicated host, which is billed itself. */
function instancePrice(instance: Instance, context: Context): Price | MissingPrice | undefined {
  const { InstanceType: type, InstanceLifecycle: lifecycle, Placement } = instance;
  const { Tenancy = 'default' } = Placement ?? {};
  if (Tenancy === 'host') return undefined;
  const zone = Placement?.AvailabilityZone ?? instance.AvailabilityZone;
  const operation = operationIn(instance, context);
  switch (lifecycle) {
    case undefined: {
      const name = OWN_LICENSE_OPERATIONS.includes(operation ?? '') ? 'ownLicense' : 'instance';
      const place = { AvailabilityZone: zone, OutpostArn: instance.OutpostArn };
      return (
        priceElsewhere(place, context.region, 'Hrs') ??
        context.price(name, type, operation, TENANCIES[Tenancy])
      );
    }
    case 'spot':
      return context.spot(zone, type, spotProductOf({ ...instance, UsageOperation: operation }));
    case 'capacity-block':
      return context.capacityBlock(instance.CapacityReservationId);
    default:
      return { reason: 'no-model', detail: `an instance of the form ${lifecycle}`, unit: 'Hrs' };
  }
}

function operationIn({ UsageOperation }: Instance, { usage }: Context): string | undefined {
  return operationOf(usage('operating_system').measured) ?? UsageOperation;
}

function ebsOptimization(
  { InstanceType, EbsOptimized }: Instance,
  { price }: Context,
  quantity: DecimalLike,
): readonly Component[] {
  if (EbsOptimized !== true || !paysForEbsOptimization(InstanceType)) return [];
  const type = `EBSOptimized:${InstanceType ?? ''}`;
  return [{ name: 'EBS-optimized', price: price('ebsOptimized', type), quantity }];
}

function detailedMonitoring({ Monitoring }: Instance, { price }: Context): readonly Component[] {
  if (Monitoring?.State !== 'enabled') return [];
  const quantity = METRICS_OF_DETAILED_MONITORING;
  return [{ name: 'detailed monitoring', price: price('monitoring'), quantity }];
}

/** T3 and later start in the unlimited mode, T2 in the standard mode. In the standard mode, credits cost nothing. */
function cpuCredits(
  instance: Instance,
  context: Context,
  instancePrice: Price | MissingPrice | undefined,
): readonly Component[] {
  const family = /^(?<family>t2|t3a?|t4g)\./.exec(instance.InstanceType ?? '')?.groups?.['family'];
  if (family === undefined) return [];
  const measured = context.usage('monthly_cpu_credit_hrs');
  const mode = instance.CreditSpecification?.CpuCredits;
  const isUnlimited = mode === 'unlimited';
  const maybeUnlimited = mode === undefined && (family !== 't2' || measured.measured !== undefined);
  if (!isUnlimited && !maybeUnlimited) return [];
  const system = creditSystemOf(operationIn(instance, context));
  return [
    {
      name: 'CPU credits',
      price: context.price('cpuCredits', `CPUCredits:${family}`, system),
      quantity: vcpuHours(measured, context, instancePrice),
    },
  ];
}

function vcpuHours(
  { usage, measured }: UsageQuantity,
  context: Context,
  price: Price | MissingPrice | undefined,
): UsageQuantity {
  const ofType = price === undefined || isMissing(price) ? undefined : price.attributes['vcpu'];
  const vcpus = context.usage('vcpu_count').measured ?? ofType;
  const isKnown = measured !== undefined && vcpus !== undefined;
  return {
    usage,
    measured: isKnown ? times(decimal(measured), decimal(vcpus)) : undefined,
  };
}

/** The public IPv4 addresses that EC2 assigned. An Elastic IP address belongs to an account, not to Amazon. */
function publicAddresses(
  { NetworkInterfaces = [] }: Instance,
  { price }: Context,
  hours: DecimalLike,
): readonly Component[] {
  const assigned = NetworkInterfaces.flatMap(({ Association: primary, PrivateIpAddresses }) =>
    PrivateIpAddresses === undefined
      ? [primary]
      : PrivateIpAddresses.map(({ Association: one }) => one),
  ).filter((association) => association?.IpOwnerId === 'amazon');
  if (assigned.length === 0) return [];
  const quantity = times(decimal(hours), decimal(assigned.length));
  return [{ name: 'public IPv4 addresses', price: price('publicAddress'), quantity }];
}
