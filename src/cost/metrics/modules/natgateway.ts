import { Ec2NatGatewayCost } from '../../models/ec2/nat-gateway.ts';
import { defineMetric } from '../metric.ts';
import { defineMetricsModule } from '../metrics-module.ts';
import { listedRate } from '../listed-rate.ts';

const HOURLY = defineMetric({
  name: 'cloudcost_aws_natgateway_hourly_rate_usd_per_hour',
  help: 'The hourly price of a NAT gateway.',
});
const DATA = defineMetric({
  name: 'cloudcost_aws_natgateway_data_processing_usd_per_gb',
  help: 'The price of one GB that a NAT gateway processes.',
});

export const NAT_GATEWAY_METRICS = defineMetricsModule({
  flag: 'NATGATEWAY',
  collector: 'NATGATEWAY',
  title: 'Prices of NAT gateways',
  metrics: [HOURLY, DATA],
  models: [Ec2NatGatewayCost],
  ofPlace: (context) => [
    listedRate(HOURLY, {}, context, Ec2NatGatewayCost, 'hours', 'NatGateway-Hours'),
    listedRate(DATA, {}, context, Ec2NatGatewayCost, 'data', 'NatGateway-Bytes'),
  ],
});
