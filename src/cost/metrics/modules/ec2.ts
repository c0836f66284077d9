import { defineMetricsModule } from '../metrics-module.ts';
import { Ec2InstanceCost } from '../../models/ec2/instance.ts';
import { Ec2VolumeCost } from '../../models/ec2/volume.ts';
import { INSTANCE_METRICS, instanceSeries } from './ec2-instances.ts';
import { VOLUME_HOURLY, volumeSeries } from './ec2-volumes.ts';

export const EC2_METRICS = defineMetricsModule({
  flag: 'EC2',
  collector: 'aws_ec2',
  title: 'EC2 instances and EBS volumes',
  metrics: [...INSTANCE_METRICS, VOLUME_HOURLY],
  models: [Ec2InstanceCost, Ec2VolumeCost],
  paid: 'capacity-blocks',
  ofResource: (priced, context) =>
    priced.resource.kind === Ec2InstanceCost.kind
      ? instanceSeries(priced, context)
      : volumeSeries(priced),
});
