import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { createPortClient } from '../../src/app/port-client.ts';
import { defaultBlueprints } from '../../src/app/default-blueprints.ts';
import { convergeBlueprints } from '../../src/catalog/converge-blueprints.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { CatalogWorld } from '../helpers/catalog-world.ts';
import type { CommandResult } from '../helpers/command.ts';
import { simulatedAnswer } from '../helpers/simulated.ts';

const VOLUME = 'AWS::EC2::Volume';
const OPEN = 'eu-west-1';
const OTHER = 'us-east-1';
const COST = { LONGSHORE_COST: 'true' };
const COST_MAPPING = '.port/resources/cost/port-app-config.yml';
const COST_BLUEPRINTS = '.port/resources/cost/blueprints.json';
/** The default mapping of volumes, and that of findings. */
const MAPPING = 'volumes-and-findings.yml';
const RULE = 'ec2-gp2-volume';

const Finding = z.looseObject({
  identifier: z.string(),
  properties: z.looseObject({
    verdict: z.string(),
    rule: z.string(),
    region: z.string(),
    state: z.string(),
  }),
  relations: z.looseObject({}),
  datasource: z.string(),
});
const Document = z.looseObject({ resources: z.array(z.looseObject({ kind: z.string() })) });
const Withheld = z.array(z.looseObject({ reason: z.string(), entities: z.number() }));
const Ended = z.looseObject({
  status: z.string(),
  causes: z.array(z.looseObject({ kind: z.string(), outcome: z.string(), code: z.string() })),
  port: z.looseObject({ deleted: z.number(), updated: z.number(), withheld: Withheld }),
});

let world: CatalogWorld;
/** The regions whose volumes have the old type. */
let old: readonly string[] = [OPEN, OTHER];

beforeAll(async () => {
  world = await CatalogWorld.create({
    estate: {
      ...{ seed: 'cost-in-port', accounts: 1, regions: [OPEN, OTHER], usedRegions: 2 },
      ...{ suspendedEvery: 0, [VOLUME]: 4 },
    },
    sandbox: {
      replies: {
        'ec2:DescribeVolumes': (input, context) => {
          const answer = simulatedAnswer('ec2:DescribeVolumes')(input, context);
          const { Volumes } = z.looseObject({ Volumes: z.array(z.looseObject({})) }).parse(answer);
          const VolumeType = old.includes(context.region) ? 'gp2' : 'gp3';
          return { Volumes: Volumes.map((volume) => ({ ...volume, VolumeType, Size: 500 })) };
        },
      },
    },
    kinds: [VOLUME],
  });
  using client = createPortClient(loadSettings({ env: world.port.environment }));
  const blueprints = await defaultBlueprints(COST_BLUEPRINTS);
  await convergeBlueprints(client, blueprints, new AbortController().signal);
  const own = Document.parse(parse(await readFile(world.config, 'utf8')));
  const { resources } = Document.parse(parse(await readFile(COST_MAPPING, 'utf8')));
  const findings = resources.filter(({ kind }) => kind === 'Longshore::Cost::Finding');
  await world.file(MAPPING, stringify({ ...own, resources: [...own.resources, ...findings] }));
}, 120_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** Stores the resources, which prices and judges them. */
async function evaluate(): Promise<void> {
  await world.run(['resync', '--sink', 'store', '--config', world.config], { env: COST });
}

async function sync(...args: readonly string[]): Promise<CommandResult> {
  return world.sync(['--config', path.join(world.folder, MAPPING), ...args]);
}

function endOf({ stderr }: CommandResult): z.output<typeof Ended> {
  return Ended.parse(JSON.parse(stderr.trim().split('\n').at(-1) ?? ''));
}

/** The findings of the rule in Port. */
function findings(): readonly z.output<typeof Finding>[] {
  return [...world.port.catalog.entities('costFinding').values()]
    .map((entity) => Finding.parse(entity))
    .filter(({ properties }) => properties.rule === RULE);
}

function regions(): readonly string[] {
  return findings()
    .map(({ properties }) => properties.region)
    .sort();
}

test('findings become entities, with their saving and what it is based on', async () => {
  await evaluate();

  const plan = await world.run(['plan', '--json', '--config', path.join(world.folder, MAPPING)]);
  const { exitCode } = await sync();

  expect([plan.exitCode, exitCode]).toEqual([0, 0]);
  expect(plan.stdout).toContain(`"blueprint":"costFinding","identifier":"${RULE}-`);
  expect(regions()).toEqual([OPEN, OPEN, OTHER, OTHER]);
  const [finding] = findings();
  expect(finding).toMatchObject({
    properties: {
      ...{ type: 'storage_optimization', service: 'EC2', verdict: 'yes', state: 'open' },
      ...{ currency: 'USD', basis: 'ListCost', period: 'month of 730 hours' },
      monthlySaving: expect.any(Number) as unknown,
      source: expect.any(String) as unknown,
    },
    relations: { account: '210000000000', instance: null },
  });
  const volumes = [...world.port.catalog.entities('ec2Volume').keys()];
  expect(volumes).toHaveLength(4); // the relation names the entity of the volume, and makes no other
  expect(volumes).toContain(finding?.relations['volume']);
}, 120_000);

test('a later evaluation with the same result writes nothing', async () => {
  await evaluate();

  const { port } = endOf(await sync());

  expect(port).toMatchObject({ created: 0, updated: 0, deleted: 0 });
}, 120_000);

test('what people decide about a finding is a property of its entity', async () => {
  const id = findings()[0]?.identifier ?? '';
  await world.run(['cost', 'findings', '--done', id, '--reason', 'replaced']);

  const { port } = endOf(await sync());

  // Its place is another part of savings now: others of the volume may count more.
  expect(port.updated).toBeGreaterThanOrEqual(1);
  expect(findings().find(({ identifier }) => identifier === id)?.properties).toMatchObject({
    state: 'done',
    stateReason: 'replaced',
  });
}, 120_000);

test('a finding ends when its region was judged again; where it was not, all of it stays', async () => {
  old = [];
  world.sandbox.setFaults([
    { type: 'deny', service: 'ec2', operation: 'DescribeVolumes', region: OPEN },
  ]);
  await evaluate();
  world.sandbox.setFaults([]);

  const ended = endOf(await sync());

  expect(regions()).toEqual([OPEN, OPEN]);
  expect(ended).toMatchObject({ status: 'incomplete', port: { deleted: 2 } });
  expect(ended.causes).toEqual([
    expect.objectContaining({
      ...{ kind: 'Longshore::Cost::Finding', outcome: 'gap', code: 'Stale' },
      message: expect.stringContaining('the inventory was not read completely') as unknown,
    }),
  ]);
}, 120_000);

test('without a store nothing is deleted, and the run says what to do', async () => {
  await rm(path.join(world.folder, 'state', 'store.duckdb'));

  const result = await sync();
  const ended = endOf(result);

  expect(result.exitCode).toBe(3);
  expect(regions()).toEqual([OPEN, OPEN]);
  expect(ended.causes).toEqual([
    expect.objectContaining({ kind: 'Longshore::Cost::Finding', outcome: 'not-enabled' }),
  ]);
  expect(ended.port).toMatchObject({ deleted: 0 });
}, 120_000);

test('a new store proves nothing about places that it never had', async () => {
  world.sandbox.setFaults([
    { type: 'deny', service: 'ec2', operation: 'DescribeVolumes', region: OPEN },
  ]);
  await evaluate();
  world.sandbox.setFaults([]);

  const { port } = endOf(await sync());

  expect(regions()).toEqual([OPEN, OPEN]);
  expect(port.deleted).toBe(0);
  expect(port.withheld).toEqual([expect.objectContaining({ reason: 'not-evaluated' })]);
}, 120_000);

test('once it was judged completely, what is over goes', async () => {
  await evaluate();

  const result = await sync();

  expect(result.exitCode).toBe(0);
  expect(regions()).toEqual([]);
}, 120_000);

test('the mapping without findings leaves everything else as it is; theirs are its own to end', async () => {
  old = [OPEN];
  await evaluate();
  await sync();
  expect(regions()).toEqual([OPEN, OPEN]);
  const owner = findings()[0]?.datasource;

  const careful = await world.sync();
  const kept = regions();
  const whole = Document.parse(parse(await readFile(world.config, 'utf8')));
  const file = await world.file('all.yml', stringify({ ...whole, entityDeletionThreshold: 1 }));
  await world.sync(['--config', file]);

  // Ocean, and a run with the old mapping, tell by it that these are theirs.
  expect(owner).toMatch(/^port-ocean\/aws-v3\/[^/]+\/my-aws-v3-integration\/exporter$/);
  expect(endOf(careful).port.withheld).toEqual([expect.objectContaining({ reason: 'threshold' })]);
  expect(kept).toEqual([OPEN, OPEN]);
  expect(regions()).toEqual([]);
  expect(world.countOf('ec2Volume')).toBe(4);
}, 120_000);
