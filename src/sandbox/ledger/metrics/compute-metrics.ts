import { hash32 } from '../../../lib/random.ts';
import { functionMemoryUse } from '../function-memory.ts';
import type { MeteredResource } from '../metered-resource.ts';
import { around, flowAt, hasPoint, lastPart, level, runsAt } from './activity.ts';
import type { MetricsOf, Sample, SimulatedMetric } from './simulated-metric.ts';

const HOUR = 3_600;
const MEGABYTE = 1_000_000;
/** One instance in so many has the CloudWatch agent; of functions, so many have Lambda Insights. */
const AGENT_ONE_IN = 3;
const INSIGHTS_ONE_IN = 2;
const ERRORS = 0.005;

type Range = readonly [least: number, most: number];
interface Load {
  readonly cpu: Range;
  /** Bytes an hour. */
  readonly network: Range;
  readonly memory: Range;
  readonly disk: Range;
}

const IDLE: Load = { cpu: [1, 3], network: [8_000, 20_000], memory: [4, 9], disk: [0, 10] };
const OVERSIZED: Load = {
  cpu: [9, 15],
  network: [2 * MEGABYTE, 60 * MEGABYTE],
  memory: [12, 25],
  disk: [100, 2_000],
};
const BUSY: Load = {
  cpu: [30, 70],
  network: [80 * MEGABYTE, 900 * MEGABYTE],
  memory: [45, 75],
  disk: [1_000, 40_000],
};

const loadOf = ({ waste }: MeteredResource): Load => {
  if (waste === 'idle') return IDLE;
  return waste === 'oversized' ? OVERSIZED : BUSY;
};

/** A metric with a point for each hour in which the resource runs. */
export function hourly(
  resource: MeteredResource,
  name: Pick<SimulatedMetric, 'namespace' | 'name' | 'dimensions'>,
  sampleAt: (time: number) => Sample,
): SimulatedMetric {
  return {
    ...name,
    period: HOUR,
    at: (time) => (hasPoint(resource, time) ? sampleAt(time) : undefined),
  };
}

/** A metric that counts what is billed: without a point for hours in which nothing is counted. */
export function counted(
  resource: MeteredResource,
  name: Pick<SimulatedMetric, 'namespace' | 'name' | 'dimensions'>,
  amountAt: (time: number) => number,
): SimulatedMetric {
  return {
    ...name,
    period: HOUR,
    at(time) {
      const amount = runsAt(resource, time) ? amountAt(time) : 0;
      return amount === 0
        ? undefined
        : { minimum: amount, average: amount, maximum: amount, count: 1 };
    },
  };
}

/** A metric that counts what is billed, also while that is nothing. */
export function reported(
  resource: MeteredResource,
  name: Pick<SimulatedMetric, 'namespace' | 'name' | 'dimensions'>,
  amountAt: (time: number) => number,
): SimulatedMetric {
  return hourly(resource, name, (time) => {
    const amount = amountAt(time);
    return { minimum: amount, average: amount, maximum: amount, count: 1 };
  });
}

const instance: MetricsOf = (resource) => {
  const namespace = 'AWS/EC2';
  const dimensions = { InstanceId: resource.id };
  const load = loadOf(resource);
  const type = resource.meters[0]?.product.attributes['instanceType'] ?? '';
  const own = (name: string, range: Range, most?: number): SimulatedMetric =>
    hourly(resource, { namespace, name, dimensions }, (time) =>
      around(level(resource, name, time, range), most),
    );
  const ofBytes = ([least, most]: Range): Range => [least / 12, most / 12];
  const agent = { namespace: 'CWAgent', dimensions: { ...dimensions, InstanceType: type } };
  const hasAgent = hash32('agent', resource.draw) % AGENT_ONE_IN === 0;
  return [
    own('CPUUtilization', load.cpu, 100),
    own('NetworkIn', ofBytes(load.network)),
    own('NetworkOut', ofBytes(load.network)),
    own('DiskReadOps', load.disk),
    own('DiskWriteOps', load.disk),
    ...(hasAgent
      ? [
          hourly(resource, { ...agent, name: 'mem_used_percent' }, (time) =>
            around(level(resource, 'memory', time, load.memory), 100),
          ),
        ]
      : []),
    ...(hasAgent && /^[gp]\d/.test(type)
      ? ['0', '1'].map((index) =>
          hourly(
            resource,
            {
              namespace: 'CWAgent',
              name: 'nvidia_smi_utilization_gpu',
              dimensions: { ...agent.dimensions, index },
            },
            (time) => around(level(resource, `gpu ${index}`, time, load.cpu), 100),
          ),
        )
      : []),
  ];
};

const lambdaFunction: MetricsOf = (resource) => {
  const FunctionName = lastPart(resource.arn);
  const [requests, computed] = resource.meters;
  const { gigabytes = 0.125 } = resource;
  if (requests === undefined || computed === undefined) return [];
  const own = (name: string, amountAt: (time: number) => number): SimulatedMetric =>
    counted(resource, { namespace: 'AWS/Lambda', name, dimensions: { FunctionName } }, amountAt);
  const invocations = (time: number): number => flowAt(resource, requests, time);
  const insights = { namespace: 'LambdaInsights', dimensions: { function_name: FunctionName } };
  const used = functionMemoryUse(resource.draw);
  const memory = (name: string, most: number): SimulatedMetric =>
    counted(resource, { ...insights, name }, (time) => (invocations(time) > 0 ? most : 0));
  return [
    own('Invocations', invocations),
    own('Errors', (time) => Math.floor(invocations(time) * (resource.errorShare ?? ERRORS))),
    own('Duration', (time) => (flowAt(resource, computed, time) / gigabytes) * 1_000),
    own('ConcurrentExecutions', (time) => Math.ceil(invocations(time) / 1_000)),
    ...(hash32('insights', resource.draw) % INSIGHTS_ONE_IN === 0
      ? [
          memory('used_memory_max', Math.round((used / 100) * gigabytes * 1_024)),
          memory('memory_utilization', used),
        ]
      : []),
  ];
};

const loadBalancer: MetricsOf = (resource) => {
  const LoadBalancer = resource.arn.slice(
    resource.arn.indexOf(':loadbalancer/') + ':loadbalancer/'.length,
  );
  const isNetwork = LoadBalancer.startsWith('net/');
  const namespace = isNetwork ? 'AWS/NetworkELB' : 'AWS/ApplicationELB';
  const units = resource.meters.find(({ pattern }) => pattern === 'flow');
  if (LoadBalancer.startsWith('gwy/')) return [];
  const unitsAt = (time: number): number =>
    units === undefined ? 0 : flowAt(resource, units, time);
  const own = (name: string, factor: number): SimulatedMetric =>
    (isNetwork ? reported : counted)(
      resource,
      { namespace, name, dimensions: { LoadBalancer } },
      (time) => Math.floor(unitsAt(time) * factor),
    );
  return [
    own('ProcessedBytes', 1_000_000_000),
    own(isNetwork ? 'ActiveFlowCount' : 'ActiveConnectionCount', 3_000),
    ...(isNetwork ? [] : [own('RequestCount', 25_000)]),
    reported(resource, { namespace, name: 'ConsumedLCUs', dimensions: { LoadBalancer } }, unitsAt),
  ];
};

const classicLoadBalancer: MetricsOf = (resource) => {
  const bytes = resource.meters.find(({ pattern }) => pattern === 'flow');
  if (bytes === undefined) return [];
  const own = (name: string, factor: number): SimulatedMetric =>
    counted(
      resource,
      { namespace: 'AWS/ELB', name, dimensions: { LoadBalancerName: lastPart(resource.arn) } },
      (time) => Math.floor(flowAt(resource, bytes, time) * factor),
    );
  return [own('EstimatedProcessedBytes', 1_000_000_000), own('RequestCount', 20_000)];
};

export const COMPUTE_METRICS: Readonly<Record<string, MetricsOf>> = {
  'AWS::EC2::Instance': instance,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': loadBalancer,
  'AWS::ElasticLoadBalancing::LoadBalancer': classicLoadBalancer,
};
