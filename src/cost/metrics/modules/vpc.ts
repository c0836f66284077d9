import { Ec2EipCost } from '../../models/ec2/eip.ts';
import { EndpointServiceRates } from '../../models/ec2/endpoint-service-rates.ts';
import { Ec2TransitGatewayAttachmentCost } from '../../models/ec2/transit-gateway-attachment.ts';
import { Ec2VpcEndpointCost } from '../../models/ec2/vpc-endpoint.ts';
import { defineMetric } from '../metric.ts';
import { defineMetricsModule } from '../metrics-module.ts';
import { listedRate } from '../listed-rate.ts';

const ENDPOINT = defineMetric({
  name: 'cloudcost_aws_vpc_endpoint_hourly_rate_usd_per_hour',
  help: 'The hourly price of an interface VPC endpoint in one Availability Zone.',
  labels: ['endpoint_type'],
});
const ENDPOINT_SERVICE = defineMetric({
  name: 'cloudcost_aws_vpc_endpoint_service_hourly_rate_usd_per_hour',
  help: 'The hourly price of an endpoint service in one remote region, paid by its provider.',
});
const TRANSIT_GATEWAY = defineMetric({
  name: 'cloudcost_aws_vpc_transit_gateway_hourly_rate_usd_per_hour',
  help: 'The hourly price of one attachment to a transit gateway.',
});
const ADDRESS_IN_USE = defineMetric({
  name: 'cloudcost_aws_vpc_elastic_ip_in_use_hourly_rate_usd_per_hour',
  help: 'The hourly price of a public IPv4 address that is in use.',
});
const IDLE_ADDRESS = defineMetric({
  name: 'cloudcost_aws_vpc_elastic_ip_idle_hourly_rate_usd_per_hour',
  help: 'The hourly price of a public IPv4 address that is idle.',
});

export const VPC_METRICS = defineMetricsModule({
  flag: 'VPC',
  collector: 'VPC',
  title: 'Prices of VPC endpoints, transit gateways and public IPv4 addresses',
  metrics: [ENDPOINT, ENDPOINT_SERVICE, TRANSIT_GATEWAY, ADDRESS_IN_USE, IDLE_ADDRESS],
  models: [Ec2VpcEndpointCost, Ec2TransitGatewayAttachmentCost, Ec2EipCost],
  rates: [EndpointServiceRates],
  ofPlace: (context) => [
    listedRate(
      ENDPOINT,
      { endpoint_type: 'standard' },
      ...([context, Ec2VpcEndpointCost, 'hours', 'VpcEndpoint-Hours'] as const),
    ),
    listedRate(ENDPOINT_SERVICE, {}, context, EndpointServiceRates, 'hours'),
    listedRate(
      TRANSIT_GATEWAY,
      {},
      ...([context, Ec2TransitGatewayAttachmentCost, 'hours', 'TransitGatewayVPC'] as const),
    ),
    listedRate(ADDRESS_IN_USE, {}, context, Ec2EipCost, 'address', 'PublicIPv4:InUseAddress'),
    listedRate(IDLE_ADDRESS, {}, context, Ec2EipCost, 'address', 'PublicIPv4:IdleAddress'),
  ],
});
