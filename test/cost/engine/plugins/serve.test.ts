import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  openPlugin,
  type OpenedPlugin,
} from '../../../../src/app/cost/served-plugin/run-plugin.ts';
import { loadSettings } from '../../../../src/config/settings.ts';
import { PluginClient } from '../../../../src/cost/engine/plugins/plugin-client.ts';
import {
  BatchCostRequest,
  CostQueryType,
  EstimateCostRequest,
  GetActualCostRequest,
  GetPricingSpecRequest,
  GetProjectedCostRequest,
} from '../../../../src/cost/engine/plugins/protocol/finfocus/v1/costs.generated.ts';
import { ResourceDescriptor } from '../../../../src/cost/engine/plugins/protocol/finfocus/v1/resource.generated.ts';
import { goValue } from '../../../../src/cost/engine/plugins/serve/go-value.ts';
import { UNKNOWN } from '../../../../src/cost/models/unknown-value.ts';
import { servePlugin } from '../../../../src/host/plugin/serve-plugin.ts';
import { SecretMask } from '../../../../src/lib/secret-mask.ts';

const PRICES = path.resolve('demo/prices.ndjson.gz');
const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };
const { signal } = new AbortController();
const OPTIONS = { deadline: 20_000, signal };

let plugin: OpenedPlugin;
let port: number;
let client: PluginClient;
const stopped = new AbortController();
let ended: Promise<void>;

beforeAll(async () => {
  plugin = await openPlugin({
    settings: loadSettings({
      env: {},
      file: undefined,
      flags: { pricesFile: PRICES, stateDirectory: '/nonexistent/longshore' },
    }),
    ...{ cwd: process.cwd(), specFolder: undefined, basis: 'EffectiveCost', region: undefined },
    ...{ secrets: new SecretMask(), signal, warn: () => undefined },
  });
  port = await new Promise<number>((resolve, reject) => {
    ended = servePlugin({
      ...{ service: plugin.service, logger: QUIET, secrets: new SecretMask() },
      transport: { type: 'port', port: 0, listening: resolve },
      signal: stopped.signal,
    });
    ended.catch(reject);
  });
  client = new PluginClient('longshore', `127.0.0.1:${port}`, '0'.repeat(32));
  await client.connect(OPTIONS);
});

afterAll(async () => {
  client[Symbol.dispose]();
  stopped.abort();
  await ended;
  await plugin[Symbol.asyncDispose]();
});

const VOLUME = {
  ...{ provider: 'aws', resourceType: 'aws:ebs/volume:Volume', sku: 'gp3', region: 'eu-west-1' },
  tags: { size: '100' },
};

const projected = (
  resource: Partial<ResourceDescriptor>,
): ReturnType<typeof client.call<'getProjectedCost'>> =>
  client.call('getProjectedCost', GetProjectedCostRequest.fromPartial({ resource }), OPTIONS);

describe('Longshore as a plugin', () => {
  test('says what it is and can do', async () => {
    const info = await client.call('getPluginInfo', {}, OPTIONS);

    expect(info).toMatchObject({ name: 'longshore', providers: ['aws'], specVersion: 'v0.6.0' });
    expect(info.capabilities).toContain(12);
  });

  test('prices a resource by its own prices, and tells the components', async () => {
    const cost = await projected(VOLUME);

    expect(cost).toMatchObject({ currency: 'USD', metadata: { complete: 'true', basis: 'list' } });
    expect(cost.costPerMonth).toBeCloseTo(8.8, 6);
    expect(cost.unitPrice * 730).toBeCloseTo(cost.costPerMonth, 6);
    expect(cost.billingDetail).toContain('storage');
  });

  test('reads nested properties in the form in which FinFocus prints them', async () => {
    const instance = { ...VOLUME, resourceType: 'aws:ec2/instance:Instance', sku: 't3.micro' };
    const root = { rootBlockDevice: 'map[volumeSize:200 volumeType:gp3]' };
    const [small, large] = [
      await projected({ ...instance, tags: {} }),
      await projected({ ...instance, tags: root }),
    ];

    expect(large.costPerMonth).toBeGreaterThan(small.costPerMonth + 15);
  });

  test.each([
    [{ provider: '' }, 'provider is required'],
    [{ resourceType: '' }, 'resource_type is required'],
    [{ sku: ' ' }, 'sku is required'],
    [{ region: '' }, 'region is required'],
    [{ provider: 'gcp' }, 'prices aws only'],
    [{ resourceType: 'aws:foo/bar:Bar' }, 'has no cost model'],
    [{ region: 'us-west-9' }, 'has no price'],
    [{ region: '../../etc' }, 'has no price'],
    [{ resourceType: 'aws:sqs/queue:Queue', tags: {} }, 'has no price'],
    [{ resourceType: '__proto__' }, 'has no cost model'],
    [{ id: 'x'.repeat(3_000) }, 'id has over'],
    [
      { tags: Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`t${at}`, ''])) },
      'over 256 tags',
    ],
  ])('refuses %j: what is unknown is never 0', async (change, message) => {
    await expect(projected({ ...VOLUME, ...change })).rejects.toThrow(message);
  });

  test('usage in tags prices what usage decides', async () => {
    const queue = { ...VOLUME, resourceType: 'aws:sqs/queue:Queue', sku: 'standard' };

    const cost = await projected({ ...queue, tags: { monthly_requests: '1000000' } });

    expect(cost.costPerMonth).toBeGreaterThan(0);
    await expect(projected({ ...queue, tags: { monthly_requests: 'many' } })).rejects.toThrow(
      'has no price',
    );
  });

  test('answers 1,000 resources at once, in their order, each with its cost or its error', async () => {
    const resources = Array.from({ length: 1_000 }, (_, at) =>
      ResourceDescriptor.fromPartial({
        ...VOLUME,
        id: `r${at}`,
        ...(at % 2 === 1 && { resourceType: 'aws:foo/bar:Bar' }),
      }),
    );
    const queryType = CostQueryType.COST_QUERY_TYPE_PROJECTED;
    const ask = (all: ResourceDescriptor[]): ReturnType<typeof client.call<'batchCost'>> =>
      client.call(
        'batchCost',
        BatchCostRequest.fromPartial({ resources: all, queryType }),
        OPTIONS,
      );

    const { results, maxBatchSize } = await ask(resources);

    expect(maxBatchSize).toBe(1_000);
    expect(results.map(({ resource }) => resource?.id)).toEqual(resources.map(({ id }) => id));
    expect(results[0]?.result).toMatchObject({ $case: 'costData' });
    expect(results[1]?.result).toMatchObject({
      ...{ $case: 'error', value: { code: 5, resourceTypeUnsupported: true } },
    });
    await expect(ask([...resources, ...resources.slice(0, 1)])).rejects.toThrow('at most 1000');
  });

  test('estimates from structured properties, and describes the price', async () => {
    const attributes = { size: 50, type: 'gp3', region: 'eu-west-1' };
    const request = { resourceType: VOLUME.resourceType, attributes };
    const estimate = await client.call(
      'estimateCost',
      EstimateCostRequest.fromPartial(request),
      OPTIONS,
    );
    const { spec } = await client.call(
      'getPricingSpec',
      GetPricingSpecRequest.fromPartial({ resource: VOLUME }),
      OPTIONS,
    );

    expect(estimate).toMatchObject({ currency: 'USD' });
    expect(estimate.costMonthly).toBeCloseTo(4.4, 6);
    expect(spec).toMatchObject({ billingMode: 'per_gb_month', ratePerUnit: 0.088, unit: 'GB-Mo' });
  });

  test.each([
    [{ resourceId: '' }, 'resource_id is required'],
    [{ start: undefined }, 'start is required'],
    [{ end: undefined }, 'end is required'],
    [{ end: new Date(0) }, 'end must be after start'],
    [{ pageToken: 'forged' }, 'page_token'],
    [{}, 'there is no store'],
  ])('actual costs: refuses %j', async (change, message) => {
    const request = { resourceId: 'i-1', start: new Date(0), end: new Date(86_400_000), ...change };

    await expect(
      client.call('getActualCost', GetActualCostRequest.fromPartial(request), OPTIONS),
    ).rejects.toThrow(message);
  });
});

describe('a call while the plugin is stopped', () => {
  test('is answered, and then the plugin ends', async () => {
    const stop = new AbortController();
    let listening: (port: number) => void = () => undefined;
    const bound = new Promise<number>((resolve) => {
      listening = resolve;
    });
    const end = servePlugin({
      ...{ service: plugin.service, logger: QUIET, secrets: new SecretMask() },
      transport: { type: 'port', port: 0, listening },
      signal: stop.signal,
    });
    using other = new PluginClient('longshore', `127.0.0.1:${await bound}`, '0'.repeat(32));
    await other.connect(OPTIONS);
    const resources = Array.from({ length: 1_000 }, () => ResourceDescriptor.fromPartial(VOLUME));
    const queryType = CostQueryType.COST_QUERY_TYPE_PROJECTED;
    const request = BatchCostRequest.fromPartial({ resources, queryType });

    const answer = other.call('batchCost', request, OPTIONS);
    await client.call('name', {}, OPTIONS); // by then the call is on its way
    stop.abort();

    expect((await answer).results).toHaveLength(1_000);
    await end;
    await expect(other.call('name', {}, OPTIONS)).rejects.toThrow();
  });
});

describe("a property in Go's form", () => {
  test.each([
    ['t3.micro', 't3.micro'],
    ['map[a:1 b:x]', { a: '1', b: 'x' }],
    ['map[Name:web server size:8]', { Name: 'web server', size: '8' }],
    ['[map[size:8] map[size:9]]', [{ size: '8' }, { size: '9' }]],
    ['{"a":[1]}', { a: [1] }],
    ['map[]', {}],
    ['map[a:1', UNKNOWN],
    ['[a b] c', UNKNOWN],
    ['['.repeat(50), UNKNOWN],
    [`map[${'x'.repeat(20_000)}`, UNKNOWN],
  ])('%s', (text, value) => {
    expect(goValue(text)).toEqual(value);
  });
});
