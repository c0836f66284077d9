import { functionMemoryUse } from '../function-memory.ts';
import { isOneIn, innerOf, numberOf, textOf, between, type Charge, type Meterer } from './facts.ts';
import type { Waste } from '../metered-resource.ts';

const IDLE_ONE_IN = 9;
const OVERSIZED_ONE_IN = 7;
const OFFICE_HOURS_ONE_IN = 5;
/** Hours that one vCPU or GB of a task is charged for: those of the task. */
const EC2 = 'AmazonEC2';

const instance: Meterer = ({ place, properties }) => {
  const type = textOf(properties, 'InstanceType');
  const state = textOf(innerOf(properties, 'State'), 'Name');
  const placement = innerOf(properties, 'Placement');
  const isSpot = textOf(properties, 'InstanceLifecycle') === 'spot';
  const use = textOf(placement, 'Tenancy') === 'dedicated' ? 'DedicatedUsage' : 'BoxUsage';
  const hours: Charge = [
    { service: EC2, usage: `${use}:${type}`, operation: textOf(properties, 'UsageOperation') },
    'hours',
    1,
  ];
  const waste = wasteOf(
    isOneIn(IDLE_ONE_IN, place, 'idle'),
    isOneIn(OVERSIZED_ONE_IN, place, 'oversized'),
  );
  return {
    id: textOf(properties, 'InstanceId'),
    charges: state === 'stopped' ? [] : [hours],
    zone: textOf(placement, 'AvailabilityZone'),
    waste,
    isSpot,
    isOfficeHours: place.n > 0 && isOneIn(OFFICE_HOURS_ONE_IN, place, 'office hours'),
    isDeleted: state === 'terminated',
  };
};

function wasteOf(isIdle: boolean, isOversized: boolean): Waste | undefined {
  if (isIdle) return 'idle';
  return isOversized ? 'oversized' : undefined;
}

/** Percent of its memory that a function uses; with less, it has too much. */
const FITTING_MEMORY = 60;
const LEAST_GIGABYTES = 0.125;

const lambdaFunction: Meterer = ({ place, properties }) => {
  const [architecture] = [properties['Architectures']].flat();
  const suffix = architecture === 'arm64' ? '-ARM' : '';
  const isIdle = isOneIn(IDLE_ONE_IN, place, 'idle');
  const requests = isIdle ? 0 : between(place, 'requests', 1_000, 900_000);
  const seconds = (requests * between(place, 'milliseconds', 20, 900)) / 1_000;
  const gigabytes = numberOf(properties, 'MemorySize') / 1_024;
  const service = 'AWSLambda';
  const isMemoryIdle =
    gigabytes > LEAST_GIGABYTES && functionMemoryUse(place.draw('usage')) <= FITTING_MEMORY;
  return {
    charges: [
      [{ service, usage: `Request${suffix}` }, 'flow', requests],
      [{ service, usage: `Lambda-GB-Second${suffix}` }, 'flow', seconds * gigabytes],
    ],
    waste: wasteOf(isIdle, isMemoryIdle),
    gigabytes,
    growth: between(place, 'growth', 0, 900),
  };
};

const service: Meterer = ({ properties }) => {
  const tasks = numberOf(properties, 'RunningCount');
  return {
    id: textOf(properties, 'ServiceArn'),
    charges: [
      [{ service: 'AmazonECS', usage: 'Fargate-vCPU-Hours:perCPU' }, 'hours', tasks * 0.25],
      [{ service: 'AmazonECS', usage: 'Fargate-GB-Hours' }, 'hours', tasks * 0.5],
    ],
  };
};

const cluster: Meterer = () => ({
  charges: [[{ service: 'AmazonEKS', usage: 'AmazonEKS-Hours:perCluster' }, 'hours', 1]],
});

const EXTRA_LARGE = 40;
const loadBalancer: Meterer = ({ place, properties }) => {
  const type = textOf(properties, 'Type');
  const name = { network: 'Network', gateway: 'Gateway' }[type] ?? 'Application';
  const operation = `LoadBalancing:${name}`;
  const isIdle = isOneIn(IDLE_ONE_IN, place, 'idle');
  const units = isIdle ? 0 : between(place, 'units', 1, EXTRA_LARGE);
  return {
    charges: [
      [{ service: 'AWSELB', usage: 'LoadBalancerUsage', operation }, 'hours', 1],
      [{ service: 'AWSELB', usage: 'LCUUsage', operation }, 'flow', units],
    ],
    waste: isIdle ? 'idle' : undefined,
  };
};

const classicLoadBalancer: Meterer = ({ place }) => {
  const operation = 'LoadBalancing';
  return {
    charges: [
      [{ service: 'AWSELB', usage: 'LoadBalancerUsage', operation }, 'hours', 1],
      [{ service: 'AWSELB', usage: 'DataProcessing-Bytes', operation }, 'flow', between(place, 'gigabytes', 1, 60)],
    ],
  }; // prettier-ignore
};

export const COMPUTE: Readonly<Record<string, Meterer>> = {
  'AWS::EC2::Instance': instance,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::ECS::Service': service,
  'AWS::EKS::Cluster': cluster,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': loadBalancer,
  'AWS::ElasticLoadBalancing::LoadBalancer': classicLoadBalancer,
};
