import { z } from 'zod';
import { Ec2InstanceCost } from '../../models/ec2/instance.ts';
import {
  decimal,
  dividedBy,
  minus,
  ONE,
  parseDecimal,
  times,
  ZERO,
  type Decimal,
} from '../../money/decimal.ts';
import { gibOf } from '../../prices/memory-size.ts';
import { isMissing, type Price } from '../../prices/price.ts';
import type { PricedResource } from '../../resources/price-resources.ts';
import { componentPrice } from '../component-prices.ts';
import { defineMetric } from '../metric.ts';
import type { MetricsContext } from '../metrics-module.ts';
import { firstAmount, isUnpriced, series, type Series, type Unpriced } from '../series.ts';

const LABELS = [
  'instance',
  'instance_id',
  'family',
  'machine_type',
  'cluster_name',
  'price_tier',
  'architecture',
] as const;

const CPU = defineMetric({
  name: 'cloudcost_aws_ec2_instance_cpu_usd_per_core_hour',
  help: 'The share of one vCPU in the hourly price of an EC2 instance.',
  labels: LABELS,
});
const MEMORY = defineMetric({
  name: 'cloudcost_aws_ec2_instance_memory_usd_per_gib_hour',
  help: 'The share of one GiB of memory in the hourly price of an EC2 instance.',
  labels: LABELS,
});
const GPU = defineMetric({
  name: 'cloudcost_aws_ec2_instance_gpu_usd_per_gpu_hour',
  help: 'The share of one GPU in the hourly price of an EC2 instance.',
  labels: LABELS,
});
const TOTAL = defineMetric({
  name: 'cloudcost_aws_ec2_instance_total_usd_per_hour',
  help: 'The hourly price of an EC2 instance.',
  labels: LABELS,
});

export const INSTANCE_METRICS = [CPU, MEMORY, GPU, TOTAL];

/** How much of the price is the CPU’s, by the family of the instance type; the rest is the memory’s. */
const CPU_RATIOS: ReadonlyMap<string, Decimal> = new Map([
  ['Compute optimized', decimal('0.88')],
  ['Memory optimized', decimal('0.48')],
  ['General purpose', decimal('0.65')],
  ['Storage optimized', decimal('0.48')],
]);
const OTHER_CPU_RATIO = decimal('0.65');
/** How much of the price is the GPUs’, where there are any. CPU and memory share the rest. */
const GPU_RATIO = decimal('0.7');

/** AWS's names of an instance's lifecycle; none is on demand. */
const PRICE_TIERS: Readonly<Record<string, string>> = {
  spot: 'spot',
  'capacity-block': 'capacityblock',
};

const CLUSTER_TAGS = ['cluster', 'eks:cluster-name', 'aws:eks:cluster-name'];

const text = z.string().optional().catch(undefined);
const Instance = z.object({
  InstanceId: text,
  PrivateDnsName: text,
  InstanceType: text,
  UsageOperation: text,
  InstanceLifecycle: text,
  Architecture: text,
});

/** The price of an instance, and the parts that its vCPUs, memory and GPUs have of it. */
export function* instanceSeries(
  { resource, estimate }: PricedResource,
  context: MetricsContext,
): Generator<Series | Unpriced, void> {
  const instance = Instance.parse(resource.properties);
  const { InstanceType: type = '', UsageOperation = '', InstanceLifecycle = '' } = instance;
  const kept = `${type} ${UsageOperation} ${InstanceLifecycle}`.trimEnd();
  const key = `${kept} in ${context.region}`;
  const found = componentPrice(estimate, 'instance', key);
  if (found === undefined) return;
  if (isUnpriced(found)) {
    yield found;
    return;
  }
  const id = instance.InstanceId ?? resource.id;
  const size = sizeOf(found.price, type, context);
  const total = firstAmount(found.price);
  const tag = CLUSTER_TAGS.find((name) => (resource.tags[name] ?? '') !== '');
  const labels = {
    instance: nameOf(instance, id),
    instance_id: id,
    family: size.family,
    machine_type: type,
    cluster_name: tag === undefined ? '' : (resource.tags[tag] ?? ''),
    price_tier: PRICE_TIERS[InstanceLifecycle] ?? 'ondemand',
    architecture: instance.Architecture ?? '',
  };
  yield series(TOTAL, labels, total);
  const { vcpus, gib, gpus } = size;
  if (vcpus === undefined || gib === undefined) {
    const detail = `the price list does not tell the vCPUs and the memory of ${type}`;
    yield { reason: 'no-property', key: `size of ${type} in ${context.region}`, detail };
    return;
  }
  const hasGpu = gpus > ZERO;
  const forGpus = hasGpu ? times(total, GPU_RATIO) : ZERO;
  const rest = minus(total, forGpus);
  const cpuRatio = CPU_RATIOS.get(size.family) ?? OTHER_CPU_RATIO;
  yield series(CPU, labels, dividedBy(times(rest, cpuRatio), vcpus));
  yield series(MEMORY, labels, dividedBy(times(rest, minus(ONE, cpuRatio)), gib));
  if (hasGpu) yield series(GPU, labels, dividedBy(forGpus, gpus));
}

/** An instance has no private DNS name in a VPC without host names. */
function nameOf({ PrivateDnsName: name = '' }: z.output<typeof Instance>, id: string): string {
  return name === '' ? id : name;
}

interface InstanceSize {
  /** `Memory optimized` */
  readonly family: string;
  readonly vcpus: Decimal | undefined;
  readonly gib: Decimal | undefined;
  readonly gpus: Decimal;
}

/** Only rows of the price list say how large an instance type is: spot prices and capacity blocks have none. */
function sizeOf(price: Price, type: string, { price: priceOf }: MetricsContext): InstanceSize {
  const listed =
    price.attributes['vcpu'] === undefined
      ? priceOf(Ec2InstanceCost, 'instance', type, 'RunInstances', 'Shared')
      : price;
  const attributes = isMissing(listed) ? {} : listed.attributes;
  const { vcpu = '', memory = '', gpu = '', instanceFamily = '' } = attributes;
  return {
    family: instanceFamily,
    vcpus: positive(parseDecimal(vcpu)),
    gib: positive(gibOf(memory)),
    gpus: positive(parseDecimal(gpu)) ?? ZERO,
  };
}

function positive(value: Decimal | undefined): Decimal | undefined {
  return value !== undefined && value > ZERO ? value : undefined;
}
