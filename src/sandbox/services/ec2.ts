import { z } from 'zod';
import {
  instanceId,
  instanceIndex,
  instancesOfReservation,
  reservationOf,
  instanceStatus,
  reservation,
  reservationCount,
} from '../estate/instances.ts';
import { autoEnablesIo, volume, volumeIndex } from '../estate/volumes.ts';
import { ServiceError } from '../wire/call.ts';
import { number, refuse, text, texts, type Handler, type HandlerContext } from './handler.ts';

const MOST_INSTANCES = 1_000;
const LEAST_INSTANCES = 5;
const MOST_IDS = 100;
/** Values of one filter. */
const MOST_VALUES = 200;
const MOST_VOLUMES = 1_000;
const LEAST_VOLUMES = 5;

/** The positions of the instances that a request names. */
function named(
  ids: readonly string[],
  { estate, accountId, region, isGone }: HandlerContext,
): number[] {
  return ids.map((id) => {
    const index = instanceIndex(estate, accountId, region, id);
    if (index !== undefined && !isGone(id)) return index;
    throw new ServiceError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
  });
}

function refuseBoth(input: Parameters<Handler>[0]): void {
  if (input['MaxResults'] === undefined || input['InstanceIds'] === undefined) return;
  throw new ServiceError(
    'InvalidParameterCombination',
    'The parameter instancesSet cannot be used with the parameter maxResults',
  );
}

const Filters = z.array(
  z.object({ Name: z.literal('instance-id'), Values: z.array(z.string()).min(1).max(MOST_VALUES) }),
);

/** Which ids the one filter that is played lets pass: unlike `InstanceIds`, it may name what is not there. */
function filtered(input: Parameters<Handler>[0]): (id: string) => boolean {
  if (input['Filters'] === undefined) return () => true;
  const parsed = Filters.safeParse(input['Filters']);
  if (!parsed.success) {
    throw new ServiceError(
      'InvalidParameterValue',
      `the sandbox knows no Filters but instance-id, with at most ${MOST_VALUES} values`,
    );
  }
  const filters = parsed.data.map(({ Values }) => new Set(Values));
  return (id) => filters.every((values) => values.has(id));
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
const describeInstances: Handler = (input, context) => {
  const { estate, accountId, region, pager, isGone } = context;
  refuseBoth(input);
  const passes = filtered(input);
  const asked = number(input, 'MaxResults');
  const size = pager.size(asked, LEAST_INSTANCES, MOST_INSTANCES);
  const keep = (index: number): boolean => {
    const id = instanceId(estate, accountId, region, index);
    return !isGone(id) && passes(id);
  };
  const count = estate.countOf('AWS::EC2::Instance', accountId, region);
  const ids = texts(input, 'InstanceIds');
  if (ids !== undefined) {
    const wanted = new Set(named(ids, context));
    const numbers = [...new Set([...wanted].map(reservationOf))].sort((a, b) => a - b);
    const isWanted = (index: number): boolean => wanted.has(index);
    return {
      Reservations: numbers.map((index) => reservation(estate, accountId, region, index, isWanted)),
    };
  }
  const { indices, next } = pager.page(
    `instances/${accountId}/${region}`,
    reservationCount(count),
    asked === undefined ? Number.POSITIVE_INFINITY : size,
    input['NextToken'],
    (index) => instancesOfReservation(index, count).length,
  );
  return {
    Reservations: indices
      .map((index) => reservation(estate, accountId, region, index, keep))
      .filter(({ Instances = [] }) => Instances.length > 0),
    NextToken: next,
  };
};

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html */
const describeInstanceStatus: Handler = (input, context) => {
  const { estate, accountId, region, pager } = context;
  refuse(input, 'Filters');
  refuseBoth(input);
  const size = pager.size(number(input, 'MaxResults'), LEAST_INSTANCES, MOST_INSTANCES);
  const ids = texts(input, 'InstanceIds');
  if (ids !== undefined && ids.length > MOST_IDS) {
    throw new ServiceError('InvalidParameterValue', `at most ${MOST_IDS} instance ids`);
  }
  const count = estate.countOf('AWS::EC2::Instance', accountId, region);
  const page =
    ids === undefined
      ? pager.page(`status/${accountId}/${region}`, count, size, input['NextToken'])
      : { indices: named(ids, context), next: undefined };
  const statuses = page.indices
    .filter((index) => {
      const id = instanceId(estate, accountId, region, index);
      return !context.isOmitted(id) && !context.isGone(id);
    })
    .map((index) => instanceStatus(estate, accountId, region, index));
  const all = input['IncludeAllInstances'] === true;
  return {
    InstanceStatuses: all
      ? statuses
      : statuses.filter((status) => status.InstanceState?.Name === 'running'),
    NextToken: page.next,
  };
};

function volumeNamed(id: string, { estate, accountId, region, isGone }: HandlerContext): number {
  const index = volumeIndex(estate, accountId, region, id);
  if (index !== undefined && !isGone(id)) return index;
  throw new ServiceError('InvalidVolume.NotFound', `The volume '${id}' does not exist.`);
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html */
const describeVolumes: Handler = (input, context) => {
  const { estate, accountId, region, pager } = context;
  refuse(input, 'Filters');
  const ids = texts(input, 'VolumeIds');
  const asked = number(input, 'MaxResults');
  if (ids !== undefined) {
    if (asked !== undefined) {
      throw new ServiceError(
        'InvalidParameterCombination',
        'The parameter volumeSet cannot be used with the parameter maxResults',
      );
    }
    const found = ids.map((id) => volumeNamed(id, context));
    return { Volumes: found.map((index) => volume(estate, accountId, region, index)) };
  }
  const size = pager.size(asked, LEAST_VOLUMES, MOST_VOLUMES);
  const { indices, next } = pager.page(
    `volumes/${accountId}/${region}`,
    estate.countOf('AWS::EC2::Volume', accountId, region),
    asked === undefined ? Number.POSITIVE_INFINITY : size,
    input['NextToken'],
  );
  return {
    Volumes: indices.map((index) => volume(estate, accountId, region, index)),
    NextToken: next,
  };
};

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumeAttribute.html */
const describeVolumeAttribute: Handler = (input, context) => {
  const { estate, accountId, region } = context;
  const VolumeId = text(input, 'VolumeId');
  if (input['Attribute'] !== 'autoEnableIO') refuse(input, 'Attribute'); // product codes are not played
  const index = volumeNamed(VolumeId, context);
  return {
    VolumeId,
    AutoEnableIO: { Value: autoEnablesIo(estate, accountId, region, index) },
  };
};

export const EC2: Readonly<Record<string, Handler>> = {
  DescribeInstances: describeInstances,
  DescribeInstanceStatus: describeInstanceStatus,
  DescribeVolumes: describeVolumes,
  DescribeVolumeAttribute: describeVolumeAttribute,
  DescribeRegions: (_, { estate }) => ({
    Regions: estate.regions.map((RegionName) => ({
      RegionName,
      Endpoint: `ec2.${RegionName}.amazonaws.com`,
      OptInStatus: 'opt-in-not-required',
    })),
  }),
};
