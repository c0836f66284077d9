import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  PluginRouter,
  type RoutedPlugin,
} from '../../../../src/cost/engine/plugins/plugin-routing.ts';
import { PluginRouting } from '../../../../src/cost/engine/plugins/routing-config.ts';
import { ResourceDescriptor } from '../../../../src/cost/engine/plugins/protocol/finfocus/v1/resource.generated.ts';
import { resourceRequest } from '../../../../src/cost/engine/plugins/resource-request.ts';
import type { PlannedResource } from '../../../../src/cost/engine/plans/planned-resource.ts';
import {
  change,
  planOf,
  preview,
  resourceOf,
  step,
  terraformPlan,
  urn,
  volume,
} from '../plan-documents.ts';

const RDS = 'aws:rds/instance:Instance';
const INSTANCE = 'aws:ec2/instance:Instance';
const SECRET_KEY = '4dabf18193072939515e22adb298388d';
const SECRET_MARK = '1b47061264138c4ac30d75fd1eb44270';
const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

function requestOf(resource: PlannedResource, type?: string): ResourceDescriptor {
  const { after } = resource;
  if (typeof after === 'string') throw new Error(after);
  const request = resourceRequest(resource, after, () => type);
  if (typeof request === 'string') throw new Error(request);
  return request;
}

async function created(type: string, inputs: object): Promise<ResourceDescriptor> {
  const newState = { custom: true, inputs };
  return requestOf(await resourceOf(preview([{ op: 'create', urn: urn(type, 'x'), newState }])));
}

describe('a resource as plugins are asked about it', () => {
  test('has its class, region, pricing inputs and tags; nothing else', async () => {
    const request = await created(RDS, {
      ...{ instanceClass: 'db.t3.micro', allocatedStorage: 20, storageType: 'gp3', multiAz: true },
      ...{ username: 'root', password: 'hunter2', userData: '#!/bin/sh', instanceType: UNKNOWN },
      tags: { team: 'data', size: '5', broken: UNKNOWN },
    });

    expect(request).toMatchObject({
      ...{ provider: 'aws', resourceType: RDS, sku: 'db.t3.micro', region: 'eu-west-1' },
      id: urn(RDS, 'x'),
    });
    expect(request.tags).toEqual({
      ...{ instanceClass: 'db.t3.micro', allocatedStorage: '20', storage_size: '20' },
      ...{ storageType: 'gp3', storage_type: 'gp3', multiAz: 'true', multi_az: 'true' },
      ...{ team: 'data', size: '5' },
    });
  });

  test.each([
    [INSTANCE, { instanceType: 'm5.large', type: 'x' }, 'm5.large'],
    ['aws:ebs/volume:Volume', { type: 'gp3' }, 'gp3'],
    ['aws:eks/cluster:Cluster', { name: 'a' }, 'cluster'],
    ['aws:lambda/function:Function', {}, 'function'],
    [
      'azure:compute/virtualMachine:VirtualMachine',
      { vmSize: 'Standard_B1s', location: 'eu' },
      'Standard_B1s',
    ],
    ['gcp:compute/instance:Instance', { machineType: 'e2-micro', zone: 'a' }, 'e2-micro'],
  ])('%s is of the class %j', async (type, inputs, sku) => {
    expect((await created(type, inputs)).sku).toBe(sku);
  });

  test('a tag does not replace a pricing input of the same name', async () => {
    const inputs = { size: 100, type: 'gp3', tags: { size: '1', type: 'io2' } };

    expect((await created('aws:ebs/volume:Volume', inputs)).tags).toEqual({
      size: '100',
      type: 'gp3',
    });
  });

  test('a type of Terraform is asked about under the name that plugins know', async () => {
    const after = { instance_type: 't3.micro', tags: { env: 'prod' } };
    const plan = await planOf(
      terraformPlan([
        change('aws_instance.web', ['create'], { before: null, after, after_unknown: {} }),
      ]),
    );
    const [resource] = plan.resources;
    if (resource === undefined) throw new Error('no resource');

    expect(requestOf(resource, INSTANCE)).toMatchObject({
      ...{ resourceType: INSTANCE, sku: 't3.micro', id: 'aws_instance.web' },
      tags: { instanceType: 't3.micro', env: 'prod' },
    });
  });

  test('what is too long for the protocol, or has no region, is not asked about', async () => {
    const long = {
      op: 'create',
      urn: urn('aws:ebs/volume:Volume', 'x'.repeat(2_000)),
      newState: volume({}),
    };
    const [tooLong] = (await planOf(preview([{ ...long, newState: { custom: true, inputs: {} } }])))
      .resources;
    const [lost] = (
      await planOf(preview([step('create', { newState: volume({}) })], { config: {} }))
    ).resources;

    for (const [resource, reason] of [
      [tooLong, 'too long'],
      [lost, 'region'],
    ] as const) {
      if (resource === undefined || typeof resource.after === 'string') throw new Error('no state');
      expect(resourceRequest(resource, resource.after)).toContain(reason);
    }
  });

  test('no byte of a secret, an unknown or any other property is ever sent', async () => {
    const hidden = fc.constantFrom<(text: string) => unknown>(
      () => '[secret]',
      (text) => ({ [SECRET_KEY]: SECRET_MARK, plaintext: JSON.stringify(text) }),
      (text) => ({ [SECRET_KEY]: SECRET_MARK, ciphertext: text }),
      () => UNKNOWN,
    );
    const names = fc.constantFrom(
      ...['instanceType', 'size', 'type', 'tags', 'tagsAll', 'sku', 'engine', 'multiAz', 'iops'],
      ...['password', 'userData', 'environment', 'storageType'],
    );
    const nest = fc.constantFrom<(value: unknown) => unknown>(
      (value) => value,
      (value) => ({ inner: value }),
      (value) => [value],
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(names, hidden, nest), { minLength: 1, maxLength: 6 }),
        async (properties) => {
          const inputs = Object.fromEntries(
            properties.map(([name, hide, wrap]) => [name, wrap(hide('S3CR3T-value'))]),
          );
          const plain = { ...inputs, environment: { A: 'S3CR3T-value' }, userData: 'S3CR3T-value' };

          const request = await created(INSTANCE, plain);

          const bytes = Buffer.from(ResourceDescriptor.encode(request).finish()).toString('latin1');
          for (const text of ['S3CR3T', '[secret]', UNKNOWN, SECRET_MARK]) {
            expect(bytes).not.toContain(text);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('routing', () => {
  const plugin = (name: string, more: Partial<RoutedPlugin> = {}): RoutedPlugin => ({
    ...{ name, info: undefined, manifestProviders: [], metadata: new Map() },
    ...more,
  });
  const ASKED = { provider: 'aws', type: INSTANCE, region: 'us-east-1' };

  function routes(plugins: readonly RoutedPlugin[], rules: unknown, asked = ASKED): unknown {
    const router = new PluginRouter(plugins, PluginRouting.parse({ plugins: rules }));
    return router
      .levelsFor('ProjectedCosts', asked)
      .map((level) => level.plugins.map(({ name }) => name));
  }

  test('the highest priority comes first; the order of the configuration breaks ties', () => {
    const plugins = [plugin('a'), plugin('b'), plugin('c'), plugin('d')];
    const rules = [{ name: 'd', priority: 5 }, { name: 'c' }, { name: 'b' }];

    expect(routes(plugins, rules)).toEqual([['d'], ['c', 'b', 'a']]);
  });

  test.each([
    [{ type: 'glob', pattern: 'aws:ec2/*' }, true],
    [{ type: 'glob', pattern: 'aws:ec2/instance:Instanc?' }, true],
    [{ type: 'glob', pattern: 'ec2' }, false],
    [{ type: 'glob', pattern: 'aws.ec2/*' }, false],
    [{ type: 'regex', pattern: '^aws:(ec2|rds)/' }, true],
    [{ type: 'regex', pattern: '^gcp:' }, false],
  ])('the pattern %j', (pattern, isAsked) => {
    expect(routes([plugin('a')], [{ name: 'a', patterns: [pattern] }])).toEqual(
      isAsked ? [['a']] : [],
    );
  });

  test('providers, regions, features and capabilities restrict', () => {
    const info = (more: object): RoutedPlugin['info'] => ({
      ...{ providers: [], metadata: {}, capabilities: [] },
      ...more,
    });
    const plugins = [
      plugin('azure', { info: info({ providers: ['azure'] }) }),
      plugin('manifest', { manifestProviders: ['gcp'] }),
      plugin('far', { metadata: new Map([['region', 'eu-west-1']]) }),
      plugin('tells', { info: info({ metadata: { region: 'eu-west-1' } }) }),
      plugin('bills', { info: info({ capabilities: [2] }) }),
      plugin('advice'),
      plugin('good', { info: info({ providers: ['aws'], capabilities: [1, 12] }) }),
    ];

    expect(routes(plugins, [{ name: 'advice', features: ['Recommendations'] }])).toEqual([
      ['good'],
    ]);
    expect(routes(plugins, [], { ...ASKED, provider: 'azurerm' })).toEqual([['advice', 'azure']]);
  });

  test('an expression that is none is refused', () => {
    const rules = { plugins: [{ name: 'a', patterns: [{ type: 'regex', pattern: '(' }] }] };

    expect(PluginRouting.safeParse(rules).success).toBe(false);
  });
});
