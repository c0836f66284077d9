import type {
  DescribeInstancesResult,
  DescribeInstanceStatusResult,
  Reservation,
} from '@aws-sdk/client-ec2';
import { z } from 'zod';
import {
  number,
  refuse,
  texts,
  type Handler,
  type HandlerContext,
} from '../../services/handler.ts';
import { numbersIn, Place } from '../../simulation/place.ts';
import type { Input, SimulatedResource } from '../../simulation/simulated-kind.ts';
import { ServiceError } from '../../wire/call.ts';
import { instancesOfReservation, reservationCount, reservationOf } from './reservations.ts';

const KIND = 'AWS::EC2::Instance';
const MOST_INSTANCES = 1_000;
const LEAST_INSTANCES = 5;
const MOST_IDS = 100;
/** Values of one filter. */
const MOST_VALUES = 200;

/** The instance of a place. */
type ResourceAt = (place: Place) => SimulatedResource;

/** The instances of a request's account and region, by their positions. */
class Instances {
  readonly count: number;
  readonly #resourceAt: ResourceAt;
  readonly #context: HandlerContext;

  constructor(resourceAt: ResourceAt, context: HandlerContext) {
    const { estate, accountId, region } = context;
    this.count = estate.countOf(KIND, accountId, region);
    this.#resourceAt = resourceAt;
    this.#context = context;
  }

  idAt(index: number): string {
    return this.#placeOf(index).ec2Id('i');
  }

  replyAt(index: number, operation: string): object {
    return this.#resourceAt(this.#placeOf(index)).replies[operation]?.() ?? {};
  }

  /** The positions of the instances in a request. */
  named(ids: readonly string[]): number[] {
    return ids.map((id) => {
      const index = numbersIn(id).find((n) => n < this.count && this.idAt(n) === id);
      if (index !== undefined && !this.#context.isGone(id)) return index;
      throw new ServiceError(
        'InvalidInstanceID.NotFound',
        `The instance ID '${id}' does not exist`,
      );
    });
  }

  /** A reservation with the instances that `keep` selects; undefined for none. */
  reservation(number: number, keep: (index: number) => boolean): Reservation | undefined {
    const reservations = instancesOfReservation(number, this.count)
      .filter(keep)
      .flatMap((index) => {
        const reply: DescribeInstancesResult = this.replyAt(index, 'ec2:DescribeInstances');
        return reply.Reservations ?? [];
      });
    const [first] = reservations;
    if (first === undefined) return undefined;
    return { ...first, Instances: reservations.flatMap(({ Instances: [...all] = [] }) => all) };
  }

  #placeOf(n: number): Place {
    const { estate, accountId, region } = this.#context;
    return new Place({ estate, kind: KIND, accountId, region, n });
  }
}

function refuseBoth(input: Input): void {
  if (input['MaxResults'] === undefined || input['InstanceIds'] === undefined) return;
  throw new ServiceError(
    'InvalidParameterCombination',
    'The parameter instancesSet cannot be used with the parameter maxResults',
  );
}

const Filters = z.array(
  z.object({ Name: z.literal('instance-id'), Values: z.array(z.string()).min(1).max(MOST_VALUES) }),
);

/** The ids that the only simulated filter selects: unlike `InstanceIds`, it may contain unknown ones. */
function filtered(input: Input): (id: string) => boolean {
  if (input['Filters'] === undefined) return () => true;
  const parsed = Filters.safeParse(input['Filters']);
  if (!parsed.success) {
    throw new ServiceError(
      'InvalidParameterValue',
      `the sandbox only supports the filter instance-id, with at most ${MOST_VALUES} values`,
    );
  }
  const filters = parsed.data.map(({ Values }) => new Set(Values));
  return (id) => filters.every((values) => values.has(id));
}

/**
 * Reservations are not split over pages, and count as many as their instances.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
 */
export function describeInstances(resourceAt: ResourceAt): Handler {
  return (input, context) => {
    const { accountId, region, pager, isGone } = context;
    refuseBoth(input);
    const passes = filtered(input);
    const asked = number(input, 'MaxResults');
    const size = pager.size(asked, LEAST_INSTANCES, MOST_INSTANCES);
    const instances = new Instances(resourceAt, context);
    const ids = texts(input, 'InstanceIds');
    if (ids !== undefined) {
      const wanted = new Set(instances.named(ids));
      const numbers = [...new Set([...wanted].map(reservationOf))].sort((a, b) => a - b);
      const isWanted = (index: number): boolean => wanted.has(index);
      return { Reservations: numbers.map((index) => instances.reservation(index, isWanted)) };
    }
    const { indices, next } = pager.page(
      `instances/${accountId}/${region}`,
      reservationCount(instances.count),
      asked === undefined ? Number.POSITIVE_INFINITY : size,
      input['NextToken'],
      (index) => instancesOfReservation(index, instances.count).length,
    );
    const keep = (index: number): boolean => {
      const id = instances.idAt(index);
      return !isGone(id) && passes(id);
    };
    return {
      Reservations: indices.flatMap((index) => instances.reservation(index, keep) ?? []),
      NextToken: next,
    };
  };
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html */
export function describeInstanceStatus(resourceAt: ResourceAt): Handler {
  return (input, context) => {
    const { accountId, region, pager } = context;
    refuse(input, 'Filters');
    refuseBoth(input);
    const size = pager.size(number(input, 'MaxResults'), LEAST_INSTANCES, MOST_INSTANCES);
    const ids = texts(input, 'InstanceIds');
    if (ids !== undefined && ids.length > MOST_IDS) {
      throw new ServiceError('InvalidParameterValue', `at most ${MOST_IDS} instance ids`);
    }
    const instances = new Instances(resourceAt, context);
    const page =
      ids === undefined
        ? pager.page(`status/${accountId}/${region}`, instances.count, size, input['NextToken'])
        : { indices: instances.named(ids), next: undefined };
    const statuses = page.indices
      .filter((index) => {
        const id = instances.idAt(index);
        return !context.isOmitted(id) && !context.isGone(id);
      })
      .flatMap((index) => {
        const reply: DescribeInstanceStatusResult = instances.replyAt(
          index,
          'ec2:DescribeInstanceStatus',
        );
        return reply.InstanceStatuses ?? [];
      });
    const all = input['IncludeAllInstances'] === true;
    return {
      InstanceStatuses: all
        ? statuses
        : statuses.filter((status) => status.InstanceState?.Name === 'running'),
      NextToken: page.next,
    };
  };
}
