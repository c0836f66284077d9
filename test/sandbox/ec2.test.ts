import {
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeRegionsCommand,
  paginateDescribeInstances,
  paginateDescribeInstanceStatus,
} from '@aws-sdk/client-ec2';
import type {
  DescribeInstancesResult,
  DescribeInstanceStatusResult,
  InstanceStatus,
  Reservation,
} from '@aws-sdk/client-ec2';
import { expect, test } from '@jest/globals';
import {
  instancesOfReservation,
  reservationCount,
} from '../../src/sandbox/kinds/ec2/reservations.ts';
import type { SimulatedResource } from '../../src/sandbox/simulation/simulated-kind.ts';
import { resourceAt } from '../helpers/simulated.ts';
import { bare, clients, failureOf, openScope, readAll } from './clients.ts';

const { sandbox, estate, accountId, region, keys } = await openScope({
  'AWS::EC2::Instance': 30,
});
const { ec2 } = clients(sandbox, region, keys);
const count = estate.countOf('AWS::EC2::Instance', accountId, region);

const numbers = Array.from({ length: count }, (_, index) => index);

function instanceAt(n: number): SimulatedResource {
  return resourceAt('AWS::EC2::Instance', { estate, accountId, region, n });
}

function idAt(n: number): string {
  return instanceAt(n).names['InstanceId'] ?? '';
}

/** An instance as EC2 describes it, in its reservation. */
function reservationOf(n: number): Reservation {
  const reply: DescribeInstancesResult = instanceAt(n).replies['ec2:DescribeInstances']?.() ?? {};
  return reply.Reservations?.[0] ?? {};
}

function statusOf(n: number): InstanceStatus {
  const reply: DescribeInstanceStatusResult =
    instanceAt(n).replies['ec2:DescribeInstanceStatus']?.() ?? {};
  return reply.InstanceStatuses?.[0] ?? {};
}

test('describes every reservation with every field, page by page, none split over two pages', async () => {
  const pages = paginateDescribeInstances({ client: ec2 }, { MaxResults: 7 });

  const { items, pageCount } = await readAll(pages, (page) => page.Reservations);

  const held = items.flatMap(({ Instances = [], ...reservation }) =>
    Instances.map((one) => ({ ...reservation, Instances: [one] })),
  );
  expect(bare(held)).toEqual(numbers.map((n) => bare(reservationOf(n))));
  expect(items).toHaveLength(reservationCount(count));
  expect(pageCount).toBeGreaterThan(3);
  expect(Math.max(...items.map(({ Instances = [] }) => Instances.length))).toBeGreaterThan(1);
});

test('instances have texts that need escaping and times with milliseconds', async () => {
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));

  const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
  const values = instances.flatMap(({ Tags = [] }) => Tags.map(({ Value = '' }) => Value));
  const times = instances.map(({ LaunchTime }) => LaunchTime?.getTime() ?? 0);
  expect(values.some((value) => /[<&>"]/.test(value) && value.includes('東京'))).toBe(true);
  expect(times.some((time) => time % 1_000 !== 0)).toBe(true);
  expect(times.some((time) => time % 1_000 === 0)).toBe(true);
});

test('describes the instances named, and refuses one that is not there', async () => {
  const wanted = [idAt(3), idAt(5)];
  const missing = idAt(count);

  const { Reservations = [] } = await ec2.send(
    new DescribeInstancesCommand({ InstanceIds: wanted }),
  );
  const refused = await failureOf(
    ec2.send(new DescribeInstancesCommand({ InstanceIds: [idAt(0), missing] })),
  );

  const found = Reservations.flatMap(({ Instances = [] }) => Instances);
  expect(found.map(({ InstanceId }) => InstanceId)).toEqual(wanted);
  expect(refused).toMatchObject({ name: 'InvalidInstanceID.NotFound', status: 400 });
  expect(refused.message).toContain(missing);
});

test('refuses what it would otherwise ignore: filters', async () => {
  const Filters = [{ Name: 'instance-state-name', Values: ['running'] }];

  const failure = await failureOf(ec2.send(new DescribeInstancesCommand({ Filters })));

  expect(failure.message).toContain('only supports the filter instance-id');
});

test('gives the status of all instances, page by page, or of the running ones', async () => {
  const all = await readAll(
    paginateDescribeInstanceStatus({ client: ec2 }, { IncludeAllInstances: true, MaxResults: 8 }),
    (page) => page.InstanceStatuses,
  );
  const running = await readAll(
    paginateDescribeInstanceStatus({ client: ec2 }, { MaxResults: 8 }),
    (page) => page.InstanceStatuses,
  );

  const expected = numbers.map(statusOf);
  expect(bare(all.items)).toEqual(bare(expected));
  expect(bare(running.items)).toEqual(
    bare(expected.filter(({ InstanceState }) => InstanceState?.Name === 'running')),
  );
});

test('gives the status of the instance that is named', async () => {
  const one = await ec2.send(
    new DescribeInstanceStatusCommand({ InstanceIds: [idAt(2)], IncludeAllInstances: true }),
  );

  expect(bare(one.InstanceStatuses)).toEqual([bare(statusOf(2))]);
});

test('knows the regions', async () => {
  const { Regions = [] } = await ec2.send(new DescribeRegionsCommand({}));

  expect(Regions.map(({ RegionName }) => RegionName)).toEqual(estate.regions);
});

test('reservations hold every instance once, whatever their number', () => {
  for (let instances = 0; instances < 20; instances += 1) {
    const reservations = Array.from({ length: reservationCount(instances) }, (_, index) => index);

    const held = reservations.flatMap((number) => instancesOfReservation(number, instances));

    expect(held).toEqual(Array.from({ length: instances }, (_, index) => index));
  }
});

test('a filter by id passes over what is not there; other filters, and too many values, are refused', async () => {
  const wanted = [idAt(3), idAt(5)];
  const filter = (Name: string, Values: readonly string[]) =>
    new DescribeInstancesCommand({ Filters: [{ Name, Values: [...Values] }], MaxResults: 1_000 });

  const { Reservations = [] } = await ec2.send(filter('instance-id', [...wanted, idAt(count)]));
  const other = await failureOf(ec2.send(filter('vpc-id', ['vpc-1'])));
  const many = Array.from({ length: 201 }, (_, index) => `i-${index}`);
  const tooMany = await failureOf(ec2.send(filter('instance-id', many)));

  const found = Reservations.flatMap(({ Instances = [] }) => Instances);
  expect(found.map(({ InstanceId }) => InstanceId)).toEqual(wanted);
  expect([other.name, tooMany.name]).toEqual(['InvalidParameterValue', 'InvalidParameterValue']);
});
