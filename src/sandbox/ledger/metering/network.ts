import { between, isOneIn, textOf, type Meterer } from './facts.ts';

const VPC = 'AmazonVPC';
const IDLE_ONE_IN = 8;

const natGateway: Meterer = ({ place, properties }) => {
  const isIdle = isOneIn(IDLE_ONE_IN, place, 'idle');
  const gigabytes = isIdle ? 0 : between(place, 'gigabytes', 2, 260);
  const id = textOf(properties, 'NatGatewayId');
  return {
    id: `arn:aws:ec2:${place.region}:${place.accountId}:natgateway/${id}`,
    charges: [
      [{ service: 'AmazonEC2', usage: 'NatGateway-Hours' }, 'hours', 1],
      [{ service: 'AmazonEC2', usage: 'NatGateway-Bytes' }, 'flow', gigabytes],
    ],
    // With a route to it, it is a standby.
    waste: isIdle && [properties['RouteTableIds'] ?? []].flat().length === 0 ? 'idle' : undefined,
  };
};

const address: Meterer = ({ place, properties }) => {
  const isIdle = properties['AssociationId'] === undefined;
  const usage = `PublicIPv4:${isIdle ? 'IdleAddress' : 'InUseAddress'}`;
  const id = textOf(properties, 'AllocationId');
  return {
    id: `arn:aws:ec2:${place.region}:${place.accountId}:elastic-ip/${id}`,
    charges: [[{ service: VPC, usage }, 'hours', 1]],
    waste: isIdle ? 'idle' : undefined,
  };
};

const endpoint: Meterer = ({ place, properties }) => {
  const zones = [properties['SubnetIds'] ?? []].flat().length;
  const id = textOf(properties, 'VpcEndpointId');
  const isIdle = isOneIn(IDLE_ONE_IN, place, 'idle');
  const gigabytes = isIdle ? 0 : between(place, 'gigabytes', 1, 90);
  return {
    id: `arn:aws:ec2:${place.region}:${place.accountId}:vpc-endpoint/${id}`,
    charges: [
      [{ service: VPC, usage: 'VpcEndpoint-Hours' }, 'hours', zones],
      [{ service: VPC, usage: 'VpcEndpoint-Bytes' }, 'flow', zones * gigabytes],
    ],
    waste: isIdle ? 'idle' : undefined,
    dimensions: {
      'Endpoint Type': textOf(properties, 'VpcEndpointType'),
      'Service Name': textOf(properties, 'ServiceName'),
      'VPC Endpoint Id': id,
      'VPC Id': textOf(properties, 'VpcId'),
    },
  }; // prettier-ignore
};

const queue: Meterer = ({ place, properties }) => {
  const usage = properties['FifoQueue'] === true ? 'Requests-FIFO-Tier1' : 'Requests-Tier1';
  const requests = between(place, 'requests', 500, 3_000_000);
  return { charges: [[{ service: 'AWSQueueService', usage }, 'flow', requests]] };
};

const topic: Meterer = ({ place }) => ({
  charges: [
    [{ service: 'AmazonSNS', usage: 'Requests-Tier1' }, 'flow', between(place, 'requests', 100, 400_000)],
    [{ service: 'AmazonSNS', usage: 'DeliveryAttempts-HTTP' }, 'flow', between(place, 'deliveries', 100, 200_000)],
  ],
}); // prettier-ignore

const key: Meterer = ({ place, properties }) => {
  const isOwn = textOf(properties, 'KeyManager') === 'CUSTOMER';
  return {
    charges: [
      ...(isOwn ? ([[{ service: 'awskms', usage: 'KMS-Keys' }, 'stored', 1]] as const) : []),
      [{ service: 'awskms', usage: 'KMS-Requests' }, 'flow', between(place, 'requests', 10, 90_000)],
    ],
  }; // prettier-ignore
};

const secret: Meterer = ({ place }) => ({
  charges: [
    [{ service: 'AWSSecretsManager', usage: 'AWSSecretsManager-Secrets' }, 'stored', 1],
    [{ service: 'AWSSecretsManager', usage: 'AWSSecretsManagerAPIRequest' }, 'flow', between(place, 'requests', 10, 20_000)],
  ],
}); // prettier-ignore

export const NETWORK: Readonly<Record<string, Meterer>> = {
  'AWS::EC2::NatGateway': natGateway,
  'AWS::EC2::EIP': address,
  'AWS::EC2::VPCEndpoint': endpoint,
  'AWS::SQS::Queue': queue,
  'AWS::SNS::Topic': topic,
  'AWS::KMS::Key': key,
  'AWS::SecretsManager::Secret': secret,
};
