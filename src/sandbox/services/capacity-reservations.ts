import type { CapacityReservation } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import { capacityBlockOf, freeInstances } from '../estate/capacity-blocks.ts';
import { ServiceError } from '../wire/call.ts';
import { number, refuse, type Handler, type HandlerContext } from './handler.ts';

const MOST = 1_000;
const Filters = z.array(
  z.object({ Name: z.enum(['state', 'instance-type']), Values: z.array(z.string()).min(1) }),
);

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeCapacityReservations.html */
export const describeCapacityReservations: Handler = (input, context) => {
  refuse(input, 'CapacityReservationIds');
  const filters = Filters.safeParse(input['Filters'] ?? []);
  if (!filters.success) {
    throw new ServiceError(
      'InvalidParameterValue',
      'the sandbox only supports the filters state and instance-type',
    );
  }
  const found = reservationsOf(context).filter(({ State = '', InstanceType = '' }) =>
    filters.data.every(({ Name, Values }) =>
      Values.includes(Name === 'state' ? State : InstanceType),
    ),
  );
  const { pager, accountId, region } = context;
  const list = `capacity/${accountId}/${region}/${JSON.stringify(filters.data)}`;
  const size = pager.size(number(input, 'MaxResults'), 1, MOST);
  const { indices, next } = pager.page(list, found.length, size, input['NextToken']);
  return { CapacityReservations: indices.map((index) => found[index]), NextToken: next };
};

/** The block of the account, one that has ended, and a reservation of capacity that is no block. */
function reservationsOf(context: HandlerContext): CapacityReservation[] {
  const { estate, accountId, region } = context;
  const block = capacityBlockOf(estate, accountId, region);
  if (block === undefined) return [];
  const { id, instanceType, instances, start, end } = block;
  const shared = {
    OwnerId: accountId,
    InstancePlatform: 'Linux/UNIX' as const,
    AvailabilityZone: block.zone,
    Tenancy: 'default' as const,
    EbsOptimized: false,
    EphemeralStorage: false,
  };
  const active: CapacityReservation = {
    ...shared,
    CapacityReservationId: id,
    CapacityReservationArn: arnOf(id, context),
    InstanceType: instanceType,
    TotalInstanceCount: instances,
    AvailableInstanceCount: freeInstances(
      block,
      estate.countOf('AWS::EC2::Instance', accountId, region),
    ),
    State: 'active',
    StartDate: start,
    EndDate: end,
    EndDateType: 'limited',
    CreateDate: start,
    ReservationType: 'capacity-block',
  };
  const ended = id.replace(/1$/, '2');
  const open = id.replace(/1$/, '3');
  return [
    active,
    {
      ...active,
      CapacityReservationId: ended,
      CapacityReservationArn: arnOf(ended, context),
      State: 'expired',
      StartDate: new Date('2025-03-01T11:30:00Z'),
      EndDate: new Date('2025-03-02T11:30:00Z'),
    },
    {
      ...shared,
      CapacityReservationId: open,
      CapacityReservationArn: arnOf(open, context),
      InstanceType: 'm5.large',
      TotalInstanceCount: 3,
      AvailableInstanceCount: 1,
      State: 'active',
      StartDate: start,
      EndDateType: 'unlimited',
      CreateDate: start,
      ReservationType: 'default',
    },
  ];
}

function arnOf(id: string, { accountId, region }: HandlerContext): string {
  return `arn:aws:ec2:${region}:${accountId}:capacity-reservation/${id}`;
}
