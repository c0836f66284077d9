import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { CatalogWorld } from '../helpers/catalog-world.ts';
import { longshore } from '../helpers/command.ts';
import { simulatedAnswer } from '../helpers/simulated.ts';

const SERVICE = 'AWS::ECS::Service';
const REGION = 'eu-west-1';
/** Few task definitions for many services. */
const ESTATE = {
  seed: 'related',
  accounts: 1,
  regions: [REGION],
  usedRegions: 1,
  suspendedEvery: 0,
  'AWS::ECS::Cluster': 1,
  [SERVICE]: 12,
  'AWS::ECS::TaskDefinition': 5,
} as const;
const DESCRIBED = 'ecs:DescribeTaskDefinition';
const DENIED = {
  type: 'deny',
  service: 'ecs',
  operation: 'DescribeTaskDefinition',
} as const;

const Item = z.object({
  Type: z.string(),
  Properties: z.looseObject({
    LaunchType: z.string(),
    TaskDefinition: z.string().optional(),
    RunningCount: z.number().optional(),
  }),
  __ExtraContext: z.looseObject({
    Cost: z
      .looseObject({
        monthly: z.number(),
        components: z.array(z.looseObject({ name: z.string(), quantity: z.number() })),
      })
      .optional(),
  }),
});
const Described = z.looseObject({ taskDefinition: z.looseObject({}) });
const Report = z.object({
  scopes: z.array(
    z.looseObject({
      kind: z.string(),
      outcome: z.string(),
      gaps: z.array(z.looseObject({ action: z.string(), message: z.string(), remedy: z.string() })),
    }),
  ),
});
const Policy = z.object({ Statement: z.array(z.object({ Action: z.array(z.string()) })) });

function mappingOf(includeCosts: boolean): object {
  return {
    resources: [
      {
        kind: SERVICE,
        selector: { query: 'true', includeCosts },
        port: {
          entity: { mappings: { identifier: '.Properties.ServiceArn', blueprint: '"service"' } },
        },
      },
    ],
  };
}

async function worldOf(sandbox: Partial<SandboxOptions> = {}): Promise<CatalogWorld> {
  return await CatalogWorld.create({ estate: ESTATE, sandbox, kinds: [] });
}

/** The raw items of services, and the gaps of their scope. */
async function servicesOf(world: CatalogWorld) {
  const config = await world.file('mapping.yml', stringify(mappingOf(true)));
  const output = path.join(world.folder, 'items.ndjson');
  const report = path.join(world.folder, 'report.json');
  const args = ['resync', '--config', config, '--output', output, '--report', report];
  const { exitCode } = await world.run(args);
  const lines = (await readFile(output, 'utf8')).trim().split('\n');
  const items = lines.map((line) => Item.parse(JSON.parse(line)));
  const { scopes } = Report.parse(JSON.parse(await readFile(report, 'utf8')));
  const scope = scopes.find(({ kind }) => kind === SERVICE);
  return { exitCode, items, scope };
}

test('a service on Fargate has the cost of its tasks; each task definition is read once', async () => {
  await using world = await worldOf();

  const { exitCode, items } = await servicesOf(world);

  expect(exitCode).toBe(0);
  expect(items).toHaveLength(12);
  const fargate = items.filter(({ Properties }) => Properties.LaunchType === 'FARGATE');
  const used = new Set(fargate.map(({ Properties }) => Properties.TaskDefinition));
  expect(used.size).toBeLessThan(fargate.length);
  expect(world.sandbox.calls()[DESCRIBED]).toBe(used.size);
  expect(world.sandbox.calls()['ecs:ListTaskDefinitions']).toBeUndefined();
  for (const { Properties, __ExtraContext: context } of fargate) {
    const count = Properties.RunningCount ?? 0;
    const quantities = context.Cost?.components.map(({ name, quantity }) => [name, quantity]);
    // Each task of the sandbox has a quarter of a vCPU and half a GiB.
    expect(Object.fromEntries(quantities ?? [])).toEqual({
      vCPU: count * 0.25 * 730,
      memory: count * 0.5 * 730,
    });
    expect((context.Cost?.monthly ?? 0) > 0).toBe(count > 0);
  }
});

test('tasks on EC2 instances need no task definition', async () => {
  await using world = await worldOf({
    replies: {
      'ecs:DescribeServices': (input, context) => {
        const answer = simulatedAnswer('ecs:DescribeServices')(input, context);
        const { services } = z.looseObject({ services: z.array(z.looseObject({})) }).parse(answer);
        return { services: services.map((service) => ({ ...service, launchType: 'EC2' })) };
      },
    },
  });

  const { exitCode, items } = await servicesOf(world);

  expect(exitCode).toBe(0);
  expect(items.map(({ __ExtraContext: context }) => context.Cost?.monthly)).toEqual(
    items.map(() => 0),
  );
  expect(world.sandbox.calls()[DESCRIBED]).toBeUndefined();
});

test('a denied task definition is a gap that names the action; the services are complete', async () => {
  await using world = await worldOf();
  world.sandbox.setFaults([DENIED]);

  const { exitCode, items, scope } = await servicesOf(world);

  expect(exitCode).toBe(3);
  expect(items).toHaveLength(12);
  for (const { Properties, __ExtraContext: context } of items) {
    expect(context.Cost === undefined).toBe(Properties.LaunchType === 'FARGATE');
  }
  expect(scope).toMatchObject({
    outcome: 'complete',
    gaps: [
      {
        action: 'includeCosts',
        code: 'no-property',
        message: expect.stringContaining('task-definition/app-0:'),
        remedy: `allow ${DESCRIBED} for the role that reads this account`,
      },
    ],
  });
});

test('an inactive task definition is a gap with its own remedy', async () => {
  await using world = await worldOf({
    replies: {
      [DESCRIBED]: (input, context) => {
        const answer = Described.parse(simulatedAnswer(DESCRIBED)(input, context));
        return { taskDefinition: { ...answer.taskDefinition, status: 'INACTIVE' } };
      },
    },
  });

  const { exitCode, scope } = await servicesOf(world);

  expect(exitCode).toBe(3);
  expect(scope?.gaps).toMatchObject([
    { code: 'no-property', remedy: expect.stringContaining('inactive revision') },
  ]);
});

test.each([true, false])('the policy with includeCosts: %s', async (includeCosts) => {
  await using world = await worldOf();
  const config = await world.file('mapping.yml', stringify(mappingOf(includeCosts)));

  const { exitCode, stdout } = await longshore(['iam-policy', '--config', config], {});

  expect(exitCode).toBe(0);
  const { Statement } = Policy.parse(JSON.parse(stdout));
  expect(Statement.flatMap(({ Action }) => Action).includes(DESCRIBED)).toBe(includeCosts);
});
