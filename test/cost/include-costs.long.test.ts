import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { z } from 'zod';
import { AccountSessions } from '../../src/app/live-change/account-sessions.ts';
import { ItemCosts } from '../../src/app/cost/items/item-costs.ts';
import { RunStoreAccess } from '../../src/app/store/run-store-access.ts';
import { loadSettings } from '../../src/config/settings.ts';
import type { Resource } from '../../src/core/exporters/resource.ts';
import { SANDBOX_KEY } from '../../src/sandbox/credentials.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { CatalogWorld, type CatalogWorldOptions } from '../helpers/catalog-world.ts';
import { openAws } from '../helpers/read-aws.ts';
import { simulatedAnswer } from '../helpers/simulated.ts';
import { HostWorld } from '../host/host-world.ts';
import { EVENTS_KEY } from '../host/server-world.ts';

const INSTANCE = 'AWS::EC2::Instance';
const VOLUME = 'AWS::EC2::Volume';
const REGION = 'eu-west-1';
const ESTATE = {
  seed: 'costed',
  accounts: 1,
  regions: [REGION],
  usedRegions: 1,
  suspendedEvery: 0,
  [VOLUME]: 2,
  'AWS::SQS::Queue': 2,
} as const;
const BLUEPRINT = {
  identifier: 'costed',
  title: 'Costed',
  schema: {
    properties: {
      monthly: { type: 'number' },
      currency: { type: 'string' },
      size: { type: 'number' },
      context: { type: 'object' },
    },
    required: [],
  },
  relations: {},
};
/** Neither the price list's API nor its files answer. */
const NO_PRICE_FILES = { LONGSHORE_PRICE_LIST_URL: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' };
const NO_PRICES = { type: 'deny', service: 'pricing' } as const;

const Item = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()),
  __ExtraContext: z.record(z.string(), z.unknown()),
});
const Listed = z.looseObject({
  Reservations: z.array(z.looseObject({ Instances: z.array(z.looseObject({})) })),
});
const Cost = z.strictObject({
  monthly: z.number(),
  currency: z.literal('USD'),
  basis: z.literal('ListCost'),
  period: z.literal('month of 730 hours'),
  finalUntil: z.null(),
  components: z.array(
    z.strictObject({
      name: z.string(),
      monthly: z.number(),
      quantity: z.number(),
      unit: z.string(),
      price: z.number(),
    }),
  ),
  unpriced: z.array(z.strictObject({ name: z.string(), reason: z.string() })).optional(),
});

function mappingOf(includeCosts: boolean | undefined, kinds: readonly string[] = [VOLUME]): object {
  const properties = {
    monthly: '.__ExtraContext.Cost.monthly',
    currency: '.__ExtraContext.Cost.currency',
    context: '.__ExtraContext',
    size: '.Properties.Size',
  };
  const identifier = '.Properties.VolumeId // .Properties.InstanceId // .Properties.QueueArn';
  const mappings = { identifier, blueprint: '"costed"', properties };
  return {
    resources: kinds.map((kind) => ({
      kind,
      selector: { query: 'true', ...(includeCosts !== undefined && { includeCosts }) },
      port: { entity: { mappings } },
    })),
  };
}

/** Volumes of this size, in GiB. */
function volumesOf(size: () => number): NonNullable<SandboxOptions['replies']> {
  return {
    'ec2:DescribeVolumes': (input, context) => {
      const answer = simulatedAnswer('ec2:DescribeVolumes')(input, context);
      const { Volumes } = z.looseObject({ Volumes: z.array(z.looseObject({})) }).parse(answer);
      return { Volumes: Volumes.map((volume) => ({ ...volume, Size: size() })) };
    },
  };
}

async function worldOf(sandbox: CatalogWorldOptions['sandbox'] = {}): Promise<CatalogWorld> {
  const world = await CatalogWorld.create({ estate: ESTATE, sandbox, kinds: [] });
  world.port.catalog.createBlueprint(BLUEPRINT);
  return world;
}

async function itemsOf(world: CatalogWorld, mapping: object): Promise<string> {
  const config = await world.file('mapping.yml', stringify(mapping));
  const output = path.join(world.folder, 'items.ndjson');
  const { exitCode } = await world.run(['resync', '--config', config, '--output', output]);
  expect(exitCode).toBe(0);
  const lines = (await readFile(output, 'utf8')).trim().split('\n');
  return lines.sort().join('\n');
}

function pricingCalls(world: Pick<CatalogWorld, 'sandbox'>): number {
  const calls = Object.entries(world.sandbox.calls());
  const priced = calls.filter(([name]) => /^pricing:|^prices|SpotPrice/i.test(name));
  return priced.reduce((sum, [, count]) => sum + count, 0);
}

test('each item of a kind with includeCosts has its cost, and the parts add up', async () => {
  await using world = await worldOf();

  const items = await itemsOf(world, mappingOf(true, [VOLUME, 'AWS::SQS::Queue']));

  const costs = items.split('\n').map((line) => {
    const item = Item.parse(JSON.parse(line));
    return { type: item.Type, cost: item.__ExtraContext['Cost'] };
  });
  const volumes = costs.filter(({ type }) => type === VOLUME).map(({ cost }) => Cost.parse(cost));
  expect(volumes).toHaveLength(2);
  for (const { monthly, components } of volumes) {
    expect(monthly).toBeGreaterThan(0);
    expect(monthly).toBeCloseTo(
      components.reduce((sum, component) => sum + component.monthly, 0),
      5,
    );
    expect(Number(monthly.toFixed(6))).toBe(monthly);
  }
  // What only usage tells has no amount: not 0.
  expect(costs.find(({ type }) => type !== VOLUME)?.cost).toEqual({
    currency: 'USD',
    basis: 'ListCost',
    period: 'month of 730 hours',
    finalUntil: null,
    components: [],
    unpriced: [{ name: 'requests', reason: 'usage' }],
  });
  expect(pricingCalls(world)).toBeGreaterThan(0);
});

test('without includeCosts, items are the same to the byte, and no price is read', async () => {
  await using world = await worldOf();

  const plain = await itemsOf(world, mappingOf(undefined));
  const declined = await itemsOf(world, mappingOf(false));

  expect(declined).toBe(plain);
  expect(pricingCalls(world)).toBe(0);
  const costed = await itemsOf(world, mappingOf(true));
  const withoutCosts = costed.split('\n').map((line) => {
    const item = Item.parse(JSON.parse(line));
    const { Cost: cost, ...context } = item.__ExtraContext;
    expect(cost).toBeDefined();
    return JSON.stringify({ ...item, __ExtraContext: context });
  });
  expect(withoutCosts.sort().join('\n')).toBe(plain);
});

test('when prices are denied, Port keeps the last cost: the scope is complete, and the report says why', async () => {
  let size = 100;
  await using world = await worldOf({
    replies: volumesOf(() => size),
  });
  const config = await world.file('mapping.yml', stringify(mappingOf(true)));
  const report = path.join(world.folder, 'report.json');
  const sync = (env = {}): ReturnType<CatalogWorld['sync']> =>
    world.sync(['--config', config, '--report', report], { env });
  const first = await sync();
  const before = [...world.port.catalog.entities('costed').values()].map((one) => one.properties);
  expect(first.exitCode).toBe(0);
  expect(before.map(({ size: known }) => known)).toEqual([100, 100]);

  world.sandbox.setFaults([NO_PRICES]);
  size = 200;
  const { exitCode } = await sync(NO_PRICE_FILES);

  const after = [...world.port.catalog.entities('costed').values()].map((one) => one.properties);
  expect(exitCode).toBe(3);
  expect(after).toEqual(before.map((properties) => ({ ...properties, size: 200 })));
  const { scopes } = z
    .object({ scopes: z.array(z.looseObject({ kind: z.string() })) })
    .parse(JSON.parse(await readFile(report, 'utf8')));
  expect(scopes.find(({ kind }) => kind === VOLUME)).toMatchObject({
    outcome: 'complete',
    resources: 2,
    incompleteResources: 2,
    gaps: [
      {
        action: 'includeCosts',
        code: 'no-price-book',
        resources: 2,
        message: expect.stringContaining('Price List API'),
        remedy: expect.stringContaining('pricing:GetProducts'),
      },
    ],
  });
});

test('when the API denies prices, the public files have them: nothing is missing', async () => {
  await using world = await worldOf();
  world.sandbox.setFaults([NO_PRICES]);

  const items = await itemsOf(world, mappingOf(true));

  for (const line of items.split('\n')) {
    const { __ExtraContext: context } = Item.parse(JSON.parse(line));
    expect(Cost.parse(context['Cost']).monthly).toBeGreaterThan(0);
  }
});

test('a run that waits for prices stops when it is told to', async () => {
  await using world = await worldOf();
  world.sandbox.setFaults([{ type: 'hang', service: 'pricing' }]);
  const config = await world.file('mapping.yml', stringify(mappingOf(true)));
  const stop = new AbortController();
  const running = world.run(['plan', '--config', config], { signal: stop.signal });
  while (pricingCalls(world) === 0) await sleep(5);

  stop.abort(new Error('SIGINT'));
  const { exitCode } = await running;

  expect(exitCode).not.toBe(0);
  expect(world.countOf('costed')).toBe(0);
});

test('a price file that cannot be read ends the run before it reads anything', async () => {
  await using world = await worldOf();
  const config = await world.file('mapping.yml', stringify(mappingOf(true)));

  const { exitCode, stderr } = await world.run(['resync', '--config', config, '--output', '-'], {
    env: { LONGSHORE_PRICES_FILE: path.join(world.folder, 'no-such-file') },
  });

  expect(exitCode).toBe(1);
  expect(stderr).toContain('no-such-file');
  expect(world.sandbox.calls()['ec2:DescribeVolumes']).toBeUndefined();
});

test('a resource whose properties were partly read has no cost: it could be too low', async () => {
  await using world = await worldOf();
  const { sandbox, folder, env } = world;
  const accountRoleArn = sandbox.roleArn(sandbox.managementAccountId);
  const accounts = { accountRoleArn, staticCredentials: SANDBOX_KEY };
  using runtime = openAws({ endpoint: sandbox.endpoint, accounts });
  const ignored = (): void => undefined;
  const { signal } = runtime;
  const settings = loadSettings({ env });
  const access = new RunStoreAccess(() => Promise.resolve(undefined));
  const own = { settings, cwd: folder, access };
  const options = { ...own, warn: ignored, observer: ignored, usesStore: false };
  using costs = new ItemCosts({ ...options, runtime, signal });
  const selector = { query: 'true', regionPolicy: { allow: [], deny: [] }, includeActions: [] };
  const enrich = await costs.for({
    selectors: new Map([[INSTANCE, [{ ...selector, includeCosts: true }]]]),
  });
  const resource: Resource = {
    Type: INSTANCE,
    Properties: {
      InstanceType: 'm5.large',
      UsageOperation: 'RunInstances',
      State: { Name: 'running' },
      Placement: { AvailabilityZone: `${REGION}a`, Tenancy: 'default' },
    },
  };
  const scope = { kind: INSTANCE, accountId: '210000000000', region: REGION };
  const failure = {
    class: 'other',
    code: 'schema',
    message: 'Monitoring is not an object',
  } as const;
  const gap = { identifier: 'i-1', action: 'schema', failure, permissions: [] };
  const batch = { resources: [resource], identifiers: [['i-1']] };

  const session = await new AccountSessions(runtime.discovery, Date.now).of(
    sandbox.managementAccountId,
    signal,
  );
  if (session === undefined) throw new Error('the management account is not read');
  const source = { session, endpoint: REGION };

  const whole = await enrich?.(scope, { ...batch, gaps: [] }, source, signal);
  const incomplete = new Set([resource]);
  const partly = await enrich?.(scope, { ...batch, gaps: [gap], incomplete }, source, signal);

  expect(whole?.resources).toMatchObject([{ __ExtraContext: { Cost: { monthly: 77.088 } } }]);
  expect(partly?.resources).toEqual([resource]);
  expect(partly?.gaps).toMatchObject([
    gap,
    { identifier: 'i-1', action: 'includeCosts', failure: { code: 'no-property' } },
  ]);
  expect(partly?.incomplete?.size).toBe(1);
  expect(partly?.partialContext?.size).toBe(1);
});

test('spot instances have spot prices, which are read once for each use', async () => {
  /** With their prices on demand. */
  const types = ['m5.large', 'c5.xlarge'];
  const onDemand = [0.096, 0.17];
  await using world = await CatalogWorld.create({
    estate: { ...ESTATE, accounts: 2, [INSTANCE]: 2 },
    kinds: [],
    sandbox: {
      replies: {
        'ec2:DescribeInstances': (input, context) => {
          const answer = simulatedAnswer('ec2:DescribeInstances')(input, context);
          const InstanceType = types[world.sandbox.estate.accountIds.indexOf(context.accountId)];
          const { Reservations } = Listed.parse(answer);
          const spot = { InstanceType, InstanceLifecycle: 'spot', State: { Name: 'running' } };
          return {
            Reservations: Reservations.map(({ Instances, ...rest }) => ({
              ...rest,
              Instances: Instances.map((one) => ({ ...one, ...spot })),
            })),
          };
        },
      },
    },
  });

  const items = await itemsOf(world, mappingOf(true, [INSTANCE]));

  const found = items.split('\n').map((line) => {
    const { Properties, __ExtraContext: context } = Item.parse(JSON.parse(line));
    const { components } = Cost.parse(context['Cost']);
    const price = components.find(({ name }) => name === 'instance')?.price ?? Number.NaN;
    const most = onDemand[types.indexOf(String(Properties['InstanceType']))] ?? Number.NaN;
    return { type: Properties['InstanceType'], share: price / most };
  });
  expect(new Set(found.map(({ type }) => type))).toEqual(new Set(types));
  for (const { share } of found) {
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.5);
  }
  expect(world.sandbox.calls()['ec2:DescribeSpotPriceHistory']).toBe(2);
});

test('a live event keeps the cost, with the prices that the resync has read', async () => {
  let size = 100;
  await using world = await HostWorld.create({
    estate: { ...ESTATE, [VOLUME]: 1, 'AWS::SQS::Queue': 0 },
    sandbox: { replies: volumesOf(() => size) },
  });
  world.port.catalog.createBlueprint(BLUEPRINT);
  world.setMapping(mappingOf(true));
  await using host = world.serve({ OCEAN__INTEGRATION__CONFIG__LIVE_EVENTS_API_KEY: EVENTS_KEY });
  await host.until(async () => (await host.runs()) === 1);
  const [[id, entity] = ['', undefined]] = world.port.catalog.entities('costed');
  const monthly = z.number().positive().parse(entity?.properties['monthly']);
  const calls = pricingCalls(world);
  expect(calls).toBeGreaterThan(0);

  size = 300;
  const { status } = await host.ask('/integration/webhook', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-port-aws-ocean-api-key': EVENTS_KEY },
    body: JSON.stringify(volumeEvent(id, world.sandbox.estate.accountIds[0])),
  });
  const live = (): Readonly<Record<string, unknown>> | undefined =>
    world.port.catalog.entities('costed').get(id)?.properties;
  await host.until(() => live()?.['size'] === 300);

  expect(status).toBe(202);
  expect(live()?.['monthly']).toBeGreaterThan(monthly);
  expect(pricingCalls(world)).toBe(calls);
  expect(await host.stop()).toBe(0);
});

function volumeEvent(volumeId: string, account: string | undefined): object {
  return {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.ec2',
    time: '2026-01-01T00:00:00Z',
    account,
    region: REGION,
    resources: [],
    detail: {
      eventVersion: '1.10',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'CreateTags',
      awsRegion: REGION,
      recipientAccountId: account,
      requestParameters: { resourcesSet: { items: [{ resourceId: volumeId }] } },
      responseElements: null,
    },
  };
}
