import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { BillWorld, curRow, type ExportRow } from './bill-world.ts';

const OCTOBER = ['--from', '2026-10', '--to', '2026-10'];
const NODE = 'i-node';

/** A row of split cost allocation data, as AWS adds two of them for each pod and hour. */
function pod(
  namespace: string,
  name: string,
  [used, unused]: readonly [string, string],
  tags: Readonly<Record<string, string>> = {},
): ExportRow {
  return curRow({
    line_item_product_code: 'AmazonEKS',
    line_item_resource_id: `arn:aws:eks:eu-west-1:210000000001:pod/shop/${namespace}/${name}/5e0f`,
    line_item_usage_type: 'EUW1-EKS-EC2-vCPU-Hours',
    line_item_unblended_cost: '0',
    pricing_public_on_demand_cost: null,
    product:
      '{"product_name":"Amazon Elastic Container Service for Kubernetes","region":"eu-west-1"}',
    resource_tags: JSON.stringify(tags),
    split_line_item_split_cost: used,
    split_line_item_unused_cost: unused,
    split_line_item_parent_resource_id: NODE,
  });
}

const WHOLE = { split_line_item_split_cost: null, split_line_item_unused_cost: null, split_line_item_parent_resource_id: null }; // prettier-ignore
const ROWS: readonly ExportRow[] = [
  curRow({ line_item_resource_id: NODE, line_item_unblended_cost: '1', line_item_usage_type: 'EUW1-BoxUsage:m5.large', ...WHOLE }), // prettier-ignore
  curRow({ line_item_resource_id: NODE, line_item_unblended_cost: '0.2', line_item_usage_type: 'EUW1-DataTransfer-Out-Bytes', ...WHOLE }), // prettier-ignore
  curRow({ line_item_resource_id: 'i-other', line_item_unblended_cost: '5', ...WHOLE }),
  pod('checkout', 'api-1', ['0.3', '0.1'], {
    aws_eks_namespace: 'checkout',
    aws_eks_workload_name: 'api',
    user_team: 'web',
  }),
  pod('checkout', 'api-2', ['0.2', '0.05'], { aws_eks_namespace: 'checkout', user_team: 'web' }),
  pod('kube-system', 'dns-1', ['0.05', '0.05']), // its cluster has no tags: the ARN says where it is
];

const Report = z.looseObject({
  rows: z.array(z.looseObject({ name: z.string().nullable(), total: z.string() })),
  nodes: z.array(z.unknown()),
});

let world: BillWorld;
beforeAll(async () => {
  world = await BillWorld.create();
  await world.must(['cost', 'import', await world.csv('cur.csv', ROWS)]);
});
afterAll(() => world[Symbol.asyncDispose]());

async function containers(groupBy: string): Promise<z.output<typeof Report>> {
  const args = ['cost', 'containers', ...OCTOBER, '--group-by', groupBy, '--format', 'json'];
  return Report.parse(JSON.parse(await world.must(args)));
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

test('a bill without split rows says how to get them', async () => {
  await using other = await BillWorld.create();
  await other.must(['cost', 'import', await other.csv('cur.csv', [curRow()])]);

  const stdout = await other.must(['cost', 'containers', ...OCTOBER]);
  const unknown = await other.run(['cost', 'containers', '--group-by', 'pods']);

  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('has no split cost allocation data. Turn it on');
  expect([unknown.exitCode, unknown.stderr]).toEqual([2, expect.stringContaining('use namespace')]);
});
