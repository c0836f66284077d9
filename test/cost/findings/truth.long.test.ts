import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { FINDINGS } from '../../../src/cost/findings/registry.generated.ts';
import { CatalogWorld } from '../../helpers/catalog-world.ts';
import { RULE_TRUTH, type RuleTruth } from './truth.ts';

const FILE = fileURLToPath(new URL('precision.json', import.meta.url));
const MAPPING = '.port/resources/port-app-config.yml';
/** One account and region, with some of each kind that rules judge. */
const ESTATE = {
  ...{ seed: 'truth', accounts: 1, regions: ['eu-west-1'], usedRegions: 1, neglected: true },
  ...{ 'AWS::EC2::Instance': 90, 'AWS::EC2::Volume': 50, 'AWS::EC2::Snapshot': 40 },
  ...{ 'AWS::AutoScaling::AutoScalingGroup': 12, 'AWS::RDS::DBInstance': 60 },
  ...{ 'AWS::RDS::DBCluster': 4, 'AWS::DynamoDB::Table': 24, 'AWS::EC2::EIP': 16 },
  ...{ 'AWS::EC2::NatGateway': 40, 'AWS::EC2::VPCEndpoint': 40 },
  ...{ 'AWS::ElastiCache::Cluster': 30, 'AWS::Lambda::Function': 60 },
  ...{ 'AWS::ElasticLoadBalancing::LoadBalancer': 20, 'AWS::S3::Bucket': 40 },
  ...{ 'AWS::ElasticLoadBalancingV2::LoadBalancer': 24, 'AWS::ECR::Repository': 30 },
  ...{ 'AWS::EKS::Cluster': 16, 'AWS::Logs::LogGroup': 24 },
};
/** The optional actions that rules rest on. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'AWS::S3::Bucket': [
    'GetBucketLifecycleConfigurationAction',
    'GetBucketVersioningAction',
    'ListMultipartUploadsAction',
  ],
  'AWS::ECR::Repository': ['GetLifecyclePolicyAction', 'DescribeImagesAction'],
};
/** Why rules say no of waste, each looked into; the docs say more. */
const MISSED: Readonly<Record<string, readonly string[]>> = {
  // Load, not types, makes them oversized: for some types the family has no smaller one that holds it.
  'ec2-oversized-instance': ['smaller type'],
  // CloudWatch does not list the request metrics of a bucket that had no request in two weeks.
  's3-unused-bucket': ['not about it'],
};
/** The simulated prices of gp2 are those of gp3; and without a list of metrics there is no evidence. */
const WITHOUT_FINDINGS = ['rds-gp2-storage', 's3-unused-bucket'];

const Evidence = z.object({
  metric: z.string(),
  value: z.union([z.string(), z.number()]).nullable(),
  isMet: z.boolean().nullable(),
});
const Found = z.object({
  rule: z.string(),
  resource_id: z.string(),
  verdict: z.string(),
  reason: z.string().nullable(),
  evidence: z.array(Evidence),
});
type Found = z.output<typeof Found>;
const Report = z.object({ findings: z.array(Found) });

let world: CatalogWorld;
let found: readonly Found[];
let declined: readonly Found[];

const Mapping = z.looseObject({
  resources: z.array(z.looseObject({ kind: z.string(), selector: z.looseObject({}) })),
});

/** The default mapping of these kinds, with the optional actions. */
async function mapping(): Promise<string> {
  const packaged = Mapping.parse(parse(await readFile(MAPPING, 'utf8')));
  const resources = packaged.resources
    .filter(({ kind }) => kind in ESTATE)
    .map(({ kind, selector, ...rest }) => {
      const includeActions = ACTIONS[kind];
      return {
        kind,
        selector: { ...selector, ...(includeActions && { includeActions }) },
        ...rest,
      };
    });
  return world.file('truth.yml', stringify({ ...packaged, resources }));
}

async function findings(verdict: string, env: Record<string, string>): Promise<readonly Found[]> {
  const args = ['cost', 'findings', '--verdict', verdict, '--output', 'json'];
  return Report.parse(JSON.parse((await world.run(args, { env })).stdout)).findings;
}

beforeAll(async () => {
  world = await CatalogWorld.create({ estate: ESTATE });
  const env = { LONGSHORE_SPEND_CAP_USD: '5' };
  const month = new Date(world.sandbox.estate.today);
  month.setUTCDate(0);
  for (const command of [
    ['resync', '--sink', 'store', '--config', await mapping()],
    ['cost', 'resources'],
    ['cost', 'usage'],
    ['cost', 'commitments', '--month', month.toISOString().slice(0, 7)],
    ['cost', 'collect'],
  ]) {
    const { exitCode, stderr } = await world.run(command, { env });
    expect([command, exitCode, exitCode === 0 ? '' : stderr]).toEqual([command, 0, '']);
  }
  found = await findings('all', env);
  declined = await findings('no', env);
}, 300_000);
afterAll(() => world[Symbol.asyncDispose]());

function truthOf(rule: string): RuleTruth {
  const { sandbox } = world;
  const truth = RULE_TRUTH[rule]?.(sandbox, sandbox.managementAccountId);
  if (truth === undefined) throw new TypeError(`no truth of ${rule}`);
  return truth;
}

function verdictsOf(rule: string): ReadonlyMap<string, Found> {
  return new Map(found.filter((one) => one.rule === rule).map((one) => [one.resource_id, one]));
}

interface Miss {
  /** The condition that is not met. */
  readonly metric: string;
  /** Of an instance. */
  readonly type: string | undefined;
}

/** Why waste has no verdict of a rule. */
function missesOf(rule: string): readonly Miss[] {
  const { truth, managementAccountId } = world.sandbox;
  const wasted = truth.waste(managementAccountId).map(({ resource }) => resource);
  const verdicts = verdictsOf(rule);
  const missed = [...truthOf(rule).wasted].filter((id) => !verdicts.has(id));
  return missed.map((id) => {
    const no = declined.find((one) => one.rule === rule && one.resource_id === id);
    const unmet = no?.evidence.find(({ isMet }) => isMet === false);
    const [meter] = wasted.find((one) => one.id === id)?.meters ?? [];
    const type = meter?.product.attributes['instanceType'];
    return { metric: unmet === undefined ? 'not about it' : unmet.metric, type };
  });
}

test('every rule has its truth', () => {
  expect(Object.keys(RULE_TRUTH).sort()).toEqual(Object.keys(FINDINGS).sort());
});

describe.each(Object.keys(FINDINGS))('%s', (rule) => {
  test('says yes of nothing that is not wasted', () => {
    const { right } = truthOf(rule);
    const wrong = [...verdictsOf(rule)].filter(
      ([id, { verdict }]) => verdict === 'yes' && !right.has(id),
    );

    expect(wrong.map(([id]) => id)).toEqual([]);
  });

  test('finds waste, and says no of it for known reasons only', () => {
    const verdicts = verdictsOf(rule);
    const { wasted } = truthOf(rule);
    const yes = [...wasted].filter((id) => verdicts.get(id)?.verdict === 'yes');

    if (!WITHOUT_FINDINGS.includes(rule)) expect(yes.length).toBeGreaterThan(0);
    const reasons = new Set(missesOf(rule).map(({ metric }) => metric));
    expect([...reasons]).toEqual(MISSED[rule] ?? []);
  });
});

function counted(texts: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const text of [...texts].sort()) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}

test('the docs have the figures of all rules', async () => {
  const rows = Object.keys(FINDINGS).map((rule) => {
    const verdicts = verdictsOf(rule);
    const { wasted, right } = truthOf(rule);
    const its = [...wasted].flatMap((id) => verdicts.get(id) ?? []);
    const yes = [...verdicts.values()].filter(({ verdict }) => verdict === 'yes');
    const unknown = its.filter(({ verdict }) => verdict === 'unknown');
    return {
      ...{ rule, yes: yes.length, wasted: wasted.size },
      right: yes.filter((one) => right.has(one.resource_id)).length,
      found: its.filter(({ verdict }) => verdict === 'yes').length,
      missed: counted(
        missesOf(rule).map(({ metric, type }) =>
          type === undefined ? metric : `${metric} (${type})`,
        ),
      ),
      unknown: counted(unknown.map(({ reason }) => reason ?? '')),
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
