import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CatalogWorld, IN_USE } from '../helpers/catalog-world.ts';

const SQS = ['--kinds', 'AWS::SQS::Queue'];
let world: CatalogWorld;

beforeAll(async () => {
  world = await CatalogWorld.create({
    estate: { ...IN_USE, seed: 'plan', accounts: 1, 'AWS::SQS::Queue': 12 },
    kinds: ['AWS::SQS::Queue'],
  });
}, 120_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

function linesOf(stdout: string): readonly Readonly<Record<string, unknown>>[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

test('on an empty Port the default blueprints are planned, and what they would hold', async () => {
  const { blueprints } = world.port.catalog;
  const all = [...blueprints];
  blueprints.clear();

  const { stdout, exitCode } = await world.run(['plan', '--json', ...SQS]);

  for (const [name, blueprint] of all) blueprints.set(name, blueprint);
  const lines = linesOf(stdout);
  const made = lines.flatMap(({ action, blueprint }) =>
    action === 'create-blueprint' ? [blueprint] : [],
  );
  expect(made.sort()).toEqual(all.map(([name]) => name).sort());
  expect(lines.filter(({ action }) => action === 'reject')).toEqual([]);
  expect(lines.filter(({ action }) => action === 'create')).not.toEqual([]);
  expect(lines.at(-1)).toMatchObject({
    action: 'summary',
    mapping: expect.stringContaining('the default mapping') as unknown,
    failed: 0,
    planned: { sqsQueue: { 'create-blueprint': 1 } },
  });
  expect(exitCode).toBe(0);
  expect(world.entities).toEqual([]);
}, 120_000);

test('what Port would reject is told with its reason, and a run then gets it refused', async () => {
  world.port.catalog.patchBlueprint('sqsQueue', {
    schema: { properties: { region: { type: 'number' } } },
  });
  const config = await world.file(
    'rejected.json',
    JSON.stringify({
      resources: [
        {
          kind: 'AWS::SQS::Queue',
          selector: { query: 'true' },
          port: {
            entity: {
              mappings: {
                identifier: '.Properties.QueueArn',
                blueprint: '"sqsQueue"',
                properties: { region: '.__ExtraContext.Region' },
              },
            },
          },
        },
      ],
    }),
  );

  const plan = await world.run(['plan', '--config', config]);
  const summary = await world.run(['plan', '--config', config, '--summary']);
  const { exitCode } = await world.sync(['--config', config]);

  expect([plan.exitCode, summary.exitCode, exitCode]).toEqual([3, 3, 3]);
  expect(plan.stdout).toContain(`Mapping: ${config}`);
  expect(plan.stdout).toMatch(/^x reject {3}[\d,]+ sqsQueue: properties\.region must be number/m);
  expect(plan.stdout).toContain('Port would reject:');
  expect(summary.stdout).toMatch(/^Blueprint .* reject\nsqsQueue +1 +12$/m);
  expect(summary.stdout).not.toContain('x reject');
  expect(world.countOf('sqsQueue')).toBe(0);
}, 120_000);
