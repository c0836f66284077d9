import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { createPortClient } from '../../src/app/port-client.ts';
import { defaultBlueprints } from '../../src/app/default-blueprints.ts';
import { convergeBlueprints } from '../../src/catalog/converge-blueprints.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { CatalogWorld, IN_USE } from '../helpers/catalog-world.ts';
import { simulatedAnswer } from '../helpers/simulated.ts';

const PAGE = 'docs/cost-in-port.md';
const BLUEPRINTS = '.port/resources/cost/blueprints.json';
const VOLUME = 'AWS::EC2::Volume';
const ACCOUNT = 'AWS::Organizations::Account';

const Mapping = z.looseObject({
  resources: z.array(
    z.looseObject({
      kind: z.string(),
      port: z.looseObject({
        entity: z.looseObject({
          mappings: z.looseObject({
            blueprint: z.string(),
            properties: z.record(z.string(), z.string()),
          }),
        }),
      }),
    }),
  ),
});
const Planned = z.looseObject({ action: z.string(), identifier: z.string().optional() });

let world: CatalogWorld;
let file = '';
let documented: z.output<typeof Mapping>;

beforeAll(async () => {
  world = await CatalogWorld.create({
    estate: { ...IN_USE, seed: 'documented', [VOLUME]: 6 },
    sandbox: {
      ledger: { runaway: true },
      replies: {
        'ec2:DescribeVolumes': (input, context) => {
          const answer = simulatedAnswer('ec2:DescribeVolumes')(input, context);
          const { Volumes } = z.looseObject({ Volumes: z.array(z.looseObject({})) }).parse(answer);
          return { Volumes: Volumes.map((volume) => ({ ...volume, VolumeType: 'gp2' })) };
        },
      },
    },
    kinds: [VOLUME, ACCOUNT],
  });
  using client = createPortClient(loadSettings({ env: world.port.environment }));
  const blueprints = await defaultBlueprints(BLUEPRINTS);
  await convergeBlueprints(client, blueprints, new AbortController().signal);
  documented = Mapping.parse(parse(await mappingOfPage()));
  const own = Mapping.parse(parse(await readFile(world.config, 'utf8')));
  const resources = [...own.resources, ...documented.resources];
  file = await world.file('documented.yml', stringify({ ...own, resources }));
  await run(['resync', '--sink', 'store', '--config', world.config]);
  await run(['cost', 'collect']);
}, 180_000);
afterAll(() => world[Symbol.asyncDispose]());

/** The mapping that the page shows. */
async function mappingOfPage(): Promise<string> {
  const [, text] = /```yaml\n(resources:\n[^]*?)```/.exec(await readFile(PAGE, 'utf8')) ?? [];
  if (text === undefined) throw new Error(`${PAGE} shows no mapping`);
  return text;
}

async function run(args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await world.run(args, { env: { LONGSHORE_COST: 'true' } });
  if (exitCode !== 0) throw new Error(`longshore ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** What a run would do now. */
async function planned(): Promise<readonly z.output<typeof Planned>[]> {
  const lines = (await run(['plan', '--json', '--config', file])).trim().split('\n');
  return lines.map((line) => Planned.parse(JSON.parse(line)));
}

test('the mapping of the page makes entities with all properties, related to account and resource', async () => {
  const created = await planned();

  const { exitCode } = await world.sync(['--config', file]);

  expect(exitCode).toBe(0);
  expect(created.map(({ action }) => action)).not.toContain('reject');
  expect(documented.resources.map(({ kind }) => kind)).toEqual([
    'Longshore::Cost::Finding',
    'Longshore::Cost::ServiceMonth',
    'Longshore::Cost::Anomaly',
  ]);
  for (const { port } of documented.resources) {
    const { blueprint, properties } = port.entity.mappings;
    const entities = [...world.port.catalog.entities(blueprint.replaceAll('"', '')).values()];
    const filled = new Set(
      entities.flatMap((entity) =>
        Object.entries(entity.properties).flatMap(([name, value]) => (value === null ? [] : name)),
      ),
    );
    expect([...filled]).toEqual(expect.arrayContaining(Object.keys(properties)));
    const accounts = new Set(entities.map(({ relations }) => relations['account']));
    const known = [...world.port.catalog.entities('awsAccount').keys()];
    expect(known).toEqual(expect.arrayContaining([...accounts]));
  }
  const volumes = [...world.port.catalog.entities('costFinding').values()].flatMap(
    ({ relations }) => relations['volume'] ?? [],
  );
  expect(volumes).not.toEqual([]);
  const known = [...world.port.catalog.entities('ec2Volume').keys()];
  expect(known).toEqual(expect.arrayContaining(volumes));
}, 180_000);

test('a plan shows what would change of them: nothing, or what somebody has decided', async () => {
  const before = await planned();
  const [id = ''] = world.port.catalog.entities('costFinding').keys();
  await run(['cost', 'findings', '--dismiss', id, '--until', '2099-01-31']);

  const after = await planned();

  const changes = (entries: typeof after): readonly z.output<typeof Planned>[] =>
    entries.filter(({ action }) => !['unchanged', 'summary'].includes(action));
  expect(changes(before)).toEqual([]);
  expect(changes(after)).toContainEqual(
    expect.objectContaining({ action: 'update', blueprint: 'costFinding', identifier: id }),
  );
}, 180_000);

test('a resync into the store would change nothing of them, and a dry run reads them', async () => {
  const args = ['resync', '--sink', 'store', '--dry-run', '--config', file];
  const { exitCode, stdout, stderr } = await world.run(args);

  expect(exitCode).toBe(0);
  expect(stdout).toContain('Nothing has changed.');
  expect(stderr).not.toContain('StoreNotRead');
}, 120_000);
