import { z } from 'zod';
import type { PricedResource } from '../../resources/price-resources.ts';
import { hourlyCost } from '../component-prices.ts';
import { defineMetric } from '../metric.ts';
import { series, type Series, type Unpriced } from '../series.ts';

export const VOLUME_HOURLY = defineMetric({
  name: 'cloudcost_aws_ec2_persistent_volume_usd_per_hour',
  help: 'The hourly cost of an EBS volume: storage, IOPS and throughput.',
  labels: ['persistentvolume', 'availability_zone', 'disk', 'type', 'size_gib', 'state'],
});

/** Set by the CSI driver of EBS. */
const VOLUME_TAG = 'kubernetes.io/created-for/pv/name';

const text = z.string().optional().catch(undefined);
const Volume = z.object({
  VolumeId: text,
  AvailabilityZone: text,
  VolumeType: text,
  Size: z.number().optional().catch(undefined),
  State: text,
});

/** What a volume costs, whether or not it is attached. */
export function* volumeSeries({
  resource,
  estimate,
}: PricedResource): Generator<Series | Unpriced, void> {
  const volume = Volume.parse(resource.properties);
  const { AvailabilityZone, VolumeType = '', Size, State } = volume;
  const cost = hourlyCost(estimate, `${VolumeType} volume in ${resource.region}`);
  if (cost === undefined) return;
  if (typeof cost === 'object') {
    yield cost;
    return;
  }
  const labels = {
    persistentvolume: resource.tags[VOLUME_TAG] ?? '',
    availability_zone: AvailabilityZone ?? '',
    disk: volume.VolumeId ?? resource.id,
    type: VolumeType,
    size_gib: Size === undefined ? '' : String(Size),
    state: State ?? '',
  };
  yield series(VOLUME_HOURLY, labels, cost);
}
