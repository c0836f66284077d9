import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { instanceRow } from '../../../src/cost/findings/example-rows.ts';
import { FindingMetrics } from '../../../src/host/http/cost/finding-metrics.ts';
import { FindingsWorld, never, NOW } from '../../cost/findings/findings-world.ts';

const INSTANCE = 'AWS::EC2::Instance';
const QUIET = { cpu: 1, networkIn: 1_000, networkOut: 1_000 };
const BUSY = { cpu: 70, networkIn: 1_000_000_000, networkOut: 1_000_000_000 };

let world: FindingsWorld;

beforeEach(async () => {
  world = await FindingsWorld.create();
  await world.price(instanceRow('m6i.large', '0.1', 2, '8 GiB'));
});
afterEach(() => world[Symbol.asyncDispose]());

function instance(id: string): readonly [string, Readonly<Record<string, unknown>>] {
  return [
    id,
    {
      ...{ InstanceId: id, InstanceType: 'm6i.large', UsageOperation: 'RunInstances' },
      ...{ State: { Name: 'running' }, LaunchTime: '2026-01-01T00:00:00.000Z' },
      Placement: { Tenancy: 'default', AvailabilityZone: 'eu-west-1a' },
    },
  ];
}

/** The series of the page, when it has been read. */
async function series(): Promise<Readonly<Record<string, number>>> {
  const metrics = new FindingMetrics({
    open: () => Promise.resolve(world.store),
    ...{ timeoutMs: 10_000, signal: never, now: () => NOW },
    warn: (problem) => {
      throw new Error(problem);
    },
  });
  metrics.changed();
  await metrics.settled();
  const page = await metrics.page();
  metrics[Symbol.dispose]();
  return Object.fromEntries(
    page
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const at = line.lastIndexOf(' ');
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
  );
}

test('waste, opportunities and resources, by the names and labels of the replaced system', async () => {
  await world.read(INSTANCE, ['i-idle', 'i-busy'].map(instance));
  await world.measure({ 'i-idle': QUIET, 'i-busy': BUSY });
  await world.usageRead();
  await world.evaluate();

  expect(await series()).toMatchObject({
    'aws_waste_identified_usd{service="EC2"}': 73,
    'aws_optimization_opportunities{type="idle"}': 1,
    'aws_idle_resources_count{service="EC2"}': 1,
    'aws_underutilized_resources_count{service="EC2"}': 0,
    longshore_cost_findings_stale_places: 0,
    longshore_cost_findings_evaluated_timestamp_seconds: NOW / 1_000,
  });
});

test('what was evaluated and is not wasted is 0', async () => {
  await world.read(INSTANCE, [instance('i-busy')]);
  await world.measure({ 'i-busy': BUSY });
  await world.usageRead();
  await world.evaluate();

  expect(await series()).toMatchObject({
    'aws_waste_identified_usd{service="EC2"}': 0,
    'aws_optimization_opportunities{type="idle"}': 0,
    'aws_idle_resources_count{service="EC2"}': 0,
  });
});

test('without usage nothing is known: there is no 0, but the reason', async () => {
  await world.read(INSTANCE, [instance('i-1')]);
  await world.evaluate();

  const found = await series();
  expect(found['longshore_cost_findings_unknown{service="EC2",reason="no-usage"}']).toBeGreaterThan(
    0,
  );
  expect(Object.keys(found).filter((name) => /^aws_.*(?:idle|rightsizing|EC2)/.test(name))).toEqual(
    [],
  );
});

test('a saving that is not known is a finding, and no amount', async () => {
  world.prices = undefined;
  await world.read(INSTANCE, [instance('i-idle')]);
  await world.measure({ 'i-idle': QUIET });
  await world.usageRead();
  await world.evaluate();

  const found = await series();
  expect(found).toMatchObject({ 'aws_idle_resources_count{service="EC2"}': 1 });
  expect(found).not.toHaveProperty('aws_waste_identified_usd{service="EC2"}');
});

test('kinds that were never read have no series', async () => {
  await world.read(INSTANCE, []);
  await world.evaluate();

  const services = Object.keys(await series()).filter((name) => name.includes('service='));
  expect(services.every((name) => name.includes('service="EC2"'))).toBe(true);
});

test('before the first evaluation there is nothing on the page', async () => {
  expect(await series()).toEqual({});
});
