import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { WastedResource } from '../../../src/sandbox/ledger/truth.ts';
import { CatalogWorld } from '../../helpers/catalog-world.ts';

const FILE = fileURLToPath(new URL('precision.json', import.meta.url));
const KINDS = [
  ...['AWS::EC2::Instance', 'AWS::EC2::Volume', 'AWS::RDS::DBInstance'],
  ...['AWS::AutoScaling::AutoScalingGroup', 'AWS::DynamoDB::Table', 'AWS::EC2::EIP'],
  ...['AWS::EC2::NatGateway', 'AWS::EC2::VPCEndpoint', 'AWS::ElastiCache::Cluster'],
  ...['AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::Lambda::Function'],
];

/** The rules that find what the simulated organization wastes. */
const WASTE: readonly (readonly [rule: string, kind: string, waste: WastedResource['waste']])[] = [
  ['ec2-idle-instance', 'AWS::EC2::Instance', 'idle'],
  ['ec2-oversized-instance', 'AWS::EC2::Instance', 'oversized'],
  ['ec2-unattached-volume', 'AWS::EC2::Volume', 'unattached'],
  ['rds-idle-database', 'AWS::RDS::DBInstance', 'idle'],
  ['dynamodb-oversized-table', 'AWS::DynamoDB::Table', 'oversized'],
  ['ec2-idle-nat-gateway', 'AWS::EC2::NatGateway', 'idle'],
  ['ec2-idle-vpc-endpoint', 'AWS::EC2::VPCEndpoint', 'idle'],
  ['ec2-unassociated-address', 'AWS::EC2::EIP', 'idle'],
  ['elasticache-idle-cluster', 'AWS::ElastiCache::Cluster', 'idle'],
  ['elbv2-idle-load-balancer', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'idle'],
  ['lambda-oversized-memory', 'AWS::Lambda::Function', 'oversized'],
];

const Found = z.object({
  rule: z.string(),
  resource_id: z.string(),
  verdict: z.string(),
  detail: z.string().nullable(),
});
const Report = z.object({ findings: z.array(Found) });

let world: CatalogWorld;
let found: readonly z.output<typeof Found>[];

beforeAll(async () => {
  world = await CatalogWorld.create({
    estate: {
      ...{ seed: 'truth', accounts: 1, regions: ['eu-west-1'], usedRegions: 1 },
      ...{ 'AWS::EC2::Instance': 70, 'AWS::EC2::Volume': 40, 'AWS::RDS::DBInstance': 36 },
      ...{ 'AWS::AutoScaling::AutoScalingGroup': 0, 'AWS::DynamoDB::Table': 24 },
      ...{ 'AWS::EC2::EIP': 16, 'AWS::EC2::NatGateway': 40, 'AWS::EC2::VPCEndpoint': 40 },
      ...{ 'AWS::ElastiCache::Cluster': 30, 'AWS::Lambda::Function': 24 },
      'AWS::ElasticLoadBalancingV2::LoadBalancer': 24,
    },
  });
  const env = { LONGSHORE_SPEND_CAP_USD: '5' };
  await world.run(['resync', '--sink', 'store', '--kinds', KINDS.join(',')], { env });
  await world.run(['cost', 'resources'], { env });
  const usage = await world.run(['cost', 'usage'], { env });
  expect(usage.exitCode).toBe(0);
  const all = await world.run(['cost', 'findings', '--verdict', 'all', '--output', 'json'], {
    env,
  });
  found = Report.parse(JSON.parse(all.stdout)).findings;
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());

function verdictsOf(rule: string): ReadonlyMap<string, string> {
  return new Map(
    found.filter((one) => one.rule === rule).map((one) => [one.resource_id, one.verdict]),
  );
}

function wasted(kind: string, waste: WastedResource['waste']): readonly WastedResource[] {
  return world.sandbox.truth
    .waste(world.sandbox.managementAccountId)
    .filter((one) => one.resource.kind === kind && one.waste === waste);
}

/** The resources that a rule may find. An idle instance is oversized as well: its saving is counted once. */
function rightOf(kind: string, waste: WastedResource['waste']): ReadonlySet<string> {
  const wastes = waste === 'oversized' ? (['oversized', 'idle'] as const) : [waste];
  const all = wastes.flatMap((one) => wasted(kind, one));
  return new Set(all.map(({ resource }) => storedId(resource.id)));
}

describe.each(WASTE)('%s', (rule, kind, waste) => {
  test('says yes of nothing that is not wasted', () => {
    const truth = rightOf(kind, waste);
    const wrong = [...verdictsOf(rule)].filter(
      ([id, verdict]) => verdict === 'yes' && !truth.has(id),
    );

    expect(wrong).toEqual([]);
  });

  test('finds waste: none of it is without a verdict', () => {
    const verdicts = verdictsOf(rule);
    const ids = wasted(kind, waste).map(({ resource }) => storedId(resource.id));
    const yes = ids.filter((id) => verdicts.get(id) === 'yes');

    expect(yes.length).toBeGreaterThan(0);
    // For the smallest type of a family there is no smaller one.
    if (rule !== 'ec2-oversized-instance') {
      expect(ids.filter((id) => !verdicts.has(id))).toEqual([]);
    }
  });
});

test('the docs have the figures of these rules', async () => {
  const rows = WASTE.map(([rule, kind, waste]) => {
    const verdicts = verdictsOf(rule);
    const ids = wasted(kind, waste).map(({ resource }) => storedId(resource.id));
    const count = (verdict: string): number =>
      ids.filter((id) => verdicts.get(id) === verdict).length;
    const truth = rightOf(kind, waste);
    const yes = [...verdicts].filter(([, verdict]) => verdict === 'yes').map(([id]) => id);
    const right = yes.filter((id) => truth.has(id)).length;
    return {
      ...{
        rule,
        yes: yes.length,
        right,
        wasted: ids.length,
        found: count('yes'),
      },
      ...{
        missed: ids.filter((id) => !verdicts.has(id)).length,
        unknown: count('unknown'),
      },
    };
  });
  if (process.env['LONGSHORE_UPDATE'] !== undefined) {
    await writeFile(FILE, `${JSON.stringify(rows, null, 2)}\n`);
  }

  // How many resources are young, or have gaps, depends on the day.
  const Written = z.array(z.object({ rule: z.string(), yes: z.number(), right: z.number() }));
  const written = Written.parse(JSON.parse(await readFile(FILE, 'utf8')));
  expect(written.map(({ rule }) => rule)).toEqual(rows.map(({ rule }) => rule));
  for (const { yes, right } of [...written, ...rows]) expect(right).toBe(yes);
});

/** The bill has ARNs of most resources; the store has their names. */
function storedId(id: string): string {
  if (!id.startsWith('arn:') || id.includes(':loadbalancer/')) return id;
  return id.slice(Math.max(id.lastIndexOf(':'), id.lastIndexOf('/')) + 1);
}
