import { functionMemoryUse } from '../function-memory.ts';
import { groupOfInstance } from '../../kinds/autoscaling/group-members.ts';
import type { Place } from '../../simulation/place.ts';
import {
  isOneIn,
  innerOf,
  numberOf,
  textOf,
  between,
  type Charge,
  type Facts,
  type Meterer,
} from './facts.ts';
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
  const group = groupOfInstance(place);
  const waste =
    group === undefined
      ? wasteOf(isOneIn(IDLE_ONE_IN, place, 'idle'), isOneIn(OVERSIZED_ONE_IN, place, 'oversized'))
      : wasteOf(isIdleGroup(group), false);
  return {
    id: textOf(properties, 'InstanceId'),
    charges: state === 'stopped' ? [] : [hours],
    zone: textOf(placement, 'AvailabilityZone'),
    waste,
    isSpot,
    isOfficeHours: isInOfficeHours(place),
    isDeleted: state === 'terminated',
  };
};

/** Does an instance run in office hours only? Those of groups run around the clock. */
export function isInOfficeHours(place: Place): boolean {
  if (place.n === 0 || groupOfInstance(place) !== undefined) return false;
  return isOneIn(OFFICE_HOURS_ONE_IN, place, 'office hours');
}

/** The instances of a group are idle together. */
export function isIdleGroup(group: Place): boolean {
  return group.neglects(2, 'use');
}

function wasteOf(isIdle: boolean, isOversized: boolean): Waste | undefined {
  if (isIdle) return 'idle';
  return isOversized ? 'oversized' : undefined;
}

/** Percent of its memory that a function uses; with less, it has too much. */
const FITTING_MEMORY = 60;
/** Seconds. */
const HOUR = 3_600;
const LEAST_GIGABYTES = 0.125;

/** Does a function that nothing invokes have provisioned concurrency? */
export function isKeptWarm(place: Place): boolean {
  return isOneIn(IDLE_ONE_IN, place, 'idle') && place.neglects(2, 'concurrency');
}

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
      ...(isKeptWarm(place)
        ? ([
            [
              { service, usage: `Lambda-Provisioned-Concurrency${suffix}` },
              'hours',
              gigabytes * HOUR,
            ],
          ] as const)
        : []),
    ],
    waste: wasteOf(isIdle, isMemoryIdle),
    gigabytes,
    ...(place.neglects(4, 'errors') && { errorShare: 0.12 }),
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

const cluster: Meterer = ({ place, properties }) => ({
  charges: [
    [{ service: 'AmazonEKS', usage: 'AmazonEKS-Hours:perCluster' }, 'hours', 1],
    ...(place.estate.isNeglected && isClusterExtended(place, properties)
      ? ([
          [{ service: 'AmazonEKS', usage: 'AmazonEKS-Hours:extendedSupport' }, 'hours', 1],
        ] as const)
      : []),
  ],
});

/** When the standard support of the versions of simulated clusters ends. */
const CLUSTER_SUPPORT: Readonly<Record<string, string>> = {
  '1.30': '2025-07-23',
  '1.31': '2025-11-26',
  '1.32': '2026-03-23',
  '1.33': '2026-07-29',
  '1.34': '2026-12-02',
};

/** Is a cluster in extended support on the estate's day? */
export function isClusterExtended({ estate }: Place, properties: Facts['properties']): boolean {
  const end = CLUSTER_SUPPORT[textOf(properties, 'Version')];
  const policy = textOf(innerOf(properties, 'UpgradePolicy'), 'supportType');
  return end !== undefined && estate.today.getTime() >= Date.parse(end) && policy === 'EXTENDED';
}

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
  const isIdle = place.neglects(3, 'load');
  const gigabytes = isIdle ? 0 : between(place, 'gigabytes', 1, 60);
  const operation = 'LoadBalancing';
  return {
    charges: [
      [{ service: 'AWSELB', usage: 'LoadBalancerUsage', operation }, 'hours', 1],
      [{ service: 'AWSELB', usage: 'DataProcessing-Bytes', operation }, 'flow', gigabytes],
    ],
    waste: isIdle ? 'idle' : undefined,
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
