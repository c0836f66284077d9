import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { BillWorld, curRow, legacyCurRow } from './bill-world.ts';
import { NODE, POD_ROWS, TASK_ROWS } from './split-rows.ts';

const OCTOBER = ['--from', '2026-10', '--to', '2026-10'];
const Report = z.looseObject({
  rows: z.array(z.looseObject({ name: z.string().nullable(), total: z.string() })),
  nodes: z.array(z.unknown()),
});

let world: BillWorld;
beforeAll(async () => {
  world = await BillWorld.create();
  await world.must(['cost', 'import', await world.csv('cur.csv', POD_ROWS)]);
});
afterAll(() => world[Symbol.asyncDispose]());

async function containers(groupBy: string, of = world): Promise<z.output<typeof Report>> {
  const args = ['cost', 'containers', ...OCTOBER, '--group-by', groupBy, '--format', 'json'];
  return Report.parse(JSON.parse(await of.must(args)));
}

test('the cost of a node is divided among namespaces, and its bill stays what it is', async () => {
  const report = await containers('namespace');

  expect(report.rows).toEqual([
    { name: 'checkout', currency: 'USD', used: '0.5', unused: '0.15', total: '0.65' },
    { name: 'kube-system', currency: 'USD', used: '0.05', unused: '0.05', total: '0.1' },
  ]);
  // Traffic of the node is not divided.
  expect(report.nodes).toEqual([{ currency: 'USD', nodes: 1, cost: '1', split: '0.75' }]);
  for (const basis of ['billed', 'effective']) {
    const [total] = (await world.show([...OCTOBER, '--basis', basis])).totals;
    expect([basis, total?.total]).toEqual([basis, '6.2']);
  }
  const resources = await world.show([
    ...OCTOBER,
    '--group-by',
    'resource',
    '--basis',
    'effective',
  ]);
  expect(resources.rows).toContainEqual(expect.objectContaining({ resource: NODE, amount: '1.2' }));
});

test.each([
  ['workload', ['api 0.4', 'api-2 0.25', 'dns-1 0.1']],
  ['cluster', ['shop 0.75']],
  ['node', ['i-node 0.75']],
  ['tag:team', ['web 0.65', 'null 0.1']],
])('containers by %s', async (group, expected) => {
  const { rows } = await containers(group);

  expect(rows.map(({ name, total }) => `${name ?? 'null'} ${total}`)).toEqual(expected);
});

test.each([
  ['CUR 2.0', TASK_ROWS],
  ['the legacy report', TASK_ROWS.map(legacyCurRow)],
])('tasks of ECS in %s, also those of Fargate', async (_, rows) => {
  await using ecs = await BillWorld.create();
  await ecs.must(['cost', 'import', await ecs.csv('cur.csv', rows)]);

  const byGroup = async (group: string): Promise<readonly string[]> =>
    (await containers(group, ecs)).rows.map(({ name, total }) => `${name ?? 'null'} ${total}`);
  const { nodes } = await containers('node', ecs);
  const [billed] = (await ecs.show(OCTOBER)).totals;

  expect(await byGroup('cluster')).toEqual(['web 1.55', 'batch 0.25']);
  expect(await byGroup('workload')).toEqual(['front 1.05', 'back 0.5', 'null 0.25']);
  expect(await byGroup('namespace')).toEqual(['null 1.8']);
  expect(await byGroup('node')).toEqual(['i-ecs 1.75', 'null 0.05']);
  expect(await byGroup('tag:team')).toEqual(['ops 1.55', 'null 0.25']);
  expect(nodes).toEqual([{ currency: 'USD', nodes: 1, cost: '2', split: '1.75' }]);
  expect(billed?.total).toBe('2.05'); // the node and Fargate, each once
});

test('pods in the legacy report are those of CUR 2.0', async () => {
  await using legacy = await BillWorld.create();
  await legacy.must(['cost', 'import', await legacy.csv('cur.csv', POD_ROWS.map(legacyCurRow))]);

  for (const group of ['namespace', 'workload', 'cluster', 'node', 'container', 'tag:team']) {
    const { rows, nodes } = await containers(group);
    expect(await containers(group, legacy)).toMatchObject({ rows, nodes });
  }
});

test('a bill without split rows says how to get them', async () => {
  await using other = await BillWorld.create();
  await other.must(['cost', 'import', await other.csv('cur.csv', [curRow()])]);

  const stdout = await other.must(['cost', 'containers', ...OCTOBER]);
  const unknown = await other.run(['cost', 'containers', '--group-by', 'pods']);

  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('has no split cost allocation data. Turn it on');
  expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining('use namespace')]);
});
