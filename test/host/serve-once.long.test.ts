import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HostWorld } from './host-world.ts';

/** Blueprints that were created or changed. */
const BLUEPRINT_WRITES = /^(POST|PATCH|PUT) \/v1\/blueprints(\/:id)?$/;

let world: HostWorld;

beforeEach(async () => {
  world = await HostWorld.create();
});

afterEach(async () => {
  await world[Symbol.asyncDispose]();
});

/** The calls in the order of their first occurrence. */
function firstOf(calls: readonly string[], ...wanted: readonly string[]): readonly string[] {
  return [...new Set(calls)].filter((call) => wanted.includes(call));
}

describe('ONCE', () => {
  const once = { OCEAN__EVENT_LISTENER__TYPE: 'ONCE' };

  test('one resync, reported to Port in the order that its page relies on, then exit 0', async () => {
    await using host = world.serve(once);

    expect(await host.exited()).toBe(0);

    const { port, portCalls } = world;
    expect(
      firstOf(
        portCalls,
        'POST /v1/auth/access_token',
        'POST /v1/integration',
        'PATCH /v1/integration/:id/resync-state',
        'POST /ingest/metrics/syncMetrics',
        'PUT /ingest/metrics/syncMetrics/resync/:run/kind/:kind',
        'POST /v1/blueprints/:id/entities/bulk',
      ),
    ).toEqual([
      'POST /v1/auth/access_token',
      'POST /v1/integration',
      'PATCH /v1/integration/:id/resync-state',
      'POST /ingest/metrics/syncMetrics',
      'PUT /ingest/metrics/syncMetrics/resync/:run/kind/:kind',
      'POST /v1/blueprints/:id/entities/bulk',
    ]);
    expect(portCalls.filter((call) => call === 'POST /v1/integration')).toHaveLength(1);
    expect(port.integration.resyncStates).toMatchObject([
      { status: 'running', lastResyncEnd: null },
      { status: 'completed', lastResyncEnd: expect.any(String) },
    ]);
    const last = (call: string): number => portCalls.lastIndexOf(call);
    const state = 'PATCH /v1/integration/:id/resync-state';
    expect(last('POST /v1/blueprints/:id/entities/bulk')).toBeLessThan(last(state));
    expect(last(state)).toBeLessThan(last('POST /ingest/metrics/syncMetrics'));
    expect(port.catalog.entities('sqsQueue').size).toBe(6);
    expect(port.catalog.entities('awsAccount').size).toBe(2);
  });

  test('metrics of the sync: pending, syncing, done; all have the id of one run, and so do entities', async () => {
    await using host = world.serve(once);

    await host.exited();

    const { metrics, examples } = world.port.integration;
    const states = metrics.map(({ kindIdentifier, syncState }) => [kindIdentifier, syncState]);
    const ofKind = (kind: string): unknown[] =>
      states.filter(([name]) => name === kind).map(([, state]) => state);
    const queues = metrics.find(({ kind }) => kind === 'AWS::SQS::Queue')?.['kindIdentifier'];
    expect(ofKind(String(queues))).toEqual(['pending', 'syncing', 'completed']);
    expect(ofKind('__runtime__')).toEqual(['syncing', 'completed']);
    expect(ofKind('__reconciliation__')).toEqual(['syncing', 'completed']);
    expect(states.at(-1)).toEqual(['__runtime__', 'completed']);
    expect(metrics.at(-1)?.['eventId']).toBe(metrics[0]?.['eventId']);
    const done = metrics.findLast(({ kindIdentifier }) => kindIdentifier === queues);
    expect(done).toMatchObject({
      blueprint: '"sqsQueue"',
      metrics: {
        phase: {
          extract: { object_count_type: { raw_extracted: { object_count: 6 } } },
          load: { object_count_type: { loaded: { object_count: 6 } } },
        },
      },
    });
    const upsert = world.requests.find(({ url }) => url.includes('/entities/bulk'));
    const query = new URL(upsert?.url ?? '', 'http://port').searchParams;
    expect(query.get('ocean_info_event_type')).toBe('resync');
    expect(query.get('ocean_info_resync_id')).toBe(metrics[0]?.['eventId']);
    expect([...examples.keys()]).toContain('AWS::SQS::Queue');
  });

  test('the integration has the record that Port requires', async () => {
    await using host = world.serve(once);

    await host.exited();

    expect(world.record).toMatchObject({
      installationId: 'my-aws-v3-integration',
      installationAppType: 'aws-v3',
      processingMode: 'ocean-core',
      changelogDestination: {},
      actionsProcessingEnabled: false,
    });
    expect(world.record['config']).toHaveProperty('resources');
    const [entity] = world.port.catalog.entities('sqsQueue').values();
    expect(entity?.datasource).toMatch(
      /^port-ocean\/aws-v3\/[^/]+\/my-aws-v3-integration\/exporter$/,
    );
  });

  test('exit 3 when a scope could not be read; the log in Port names it and the run', async () => {
    await using small = await HostWorld.create({ kinds: ['AWS::ECS::Cluster'] });
    small.sandbox.setFaults([{ type: 'deny', service: 'ecs' }]);
    await using host = small.spawn(once); // as orchestrators see it: the exit code of a process

    expect(await host.exited()).toBe(3);

    const { logs, metrics } = small.port.integration;
    const line = logs.find(
      ({ message }) =>
        String(message).startsWith('scope not read') &&
        String(message).includes('AWS::ECS::Cluster'),
    );
    expect(line).toMatchObject({
      level: 'WARNING',
      message: expect.stringContaining('ecs:ListClusters'),
      extra: { resource_kind: 'AWS::ECS::Cluster', event_id: metrics[0]?.['eventId'] },
    });
  });

  test('wrong credentials: exit 1, and what to do', async () => {
    await using host = world.serve({ ...once, OCEAN__PORT__CLIENT_SECRET: 'not-the-secret' });

    expect(await host.exited()).toBe(1);

    expect(host.stderr).toContain('clientId or clientSecret is wrong');
    expect(host.stderr).toContain('check OCEAN__PORT__CLIENT_ID');
    expect(host.stderr).not.toMatch(/\n\s+at /);
  });

  test('an integration that Port hosts itself is not changed: exit 2', async () => {
    world.port.integration.records.set('my-aws-v3-integration', {
      installationType: 'Saas',
      config: { resources: [] },
    });
    await using host = world.serve(once);

    expect(await host.exited()).toBe(2);

    expect(host.stderr).toContain('is hosted by Port');
    expect(world.portCalls.filter((call) => !call.startsWith('GET'))).toEqual([
      'POST /v1/auth/access_token',
    ]);
  });

  test('metrics, states and examples that Port rejects do not delay the entities for long', async () => {
    await using small = await HostWorld.create({ kinds: ['AWS::SQS::Queue'] });
    small.port.setFaults([
      { call: /syncMetrics|heartbeat|examples/, type: 'status', status: 503 },
      { call: /ingest\/logs/, type: 'status', status: 404 },
    ]);
    await using host = small.serve(once);

    expect(await host.exited()).toBe(0);

    expect(small.port.catalog.entities('sqsQueue').size).toBe(6);
    expect(small.port.integration.resyncStates.map(({ status }) => status)).toEqual([
      'running',
      'completed',
    ]);
    const refused = host.log.filter(
      ({ msg }) => msg === 'Port did not take the state of the resync',
    );
    expect(refused.length).toBeGreaterThanOrEqual(1);
    expect(refused.length).toBeLessThanOrEqual(3); // once at the start and once at the end
  });
});

describe('default resources', () => {
  const once = { OCEAN__EVENT_LISTENER__TYPE: 'ONCE' };

  test('a second start writes no blueprint, record or entity again', async () => {
    await using first = world.serve(once);
    await first.exited();
    const before = world.requests.length;
    const created = world.portCalls.filter((call) => BLUEPRINT_WRITES.test(call));

    await using second = world.serve(once);
    expect(await second.exited()).toBe(0);

    const { port } = new URL(world.port.baseUrl);
    const after = world.requests.slice(before).filter((request) => request.port === Number(port));
    const writes = after.filter(
      ({ method, url }) => method !== 'GET' && !/ingest|access_token|examples|state/.test(url),
    );
    expect(created).not.toEqual([]);
    expect(writes).toEqual([]);
  });

  test("existing blueprints keep their content and get missing properties; a user's mapping is not changed", async () => {
    const { catalog } = world.port;
    const own = { type: 'string', title: 'Cost centre' };
    catalog.createBlueprint({
      identifier: 'sqsQueue',
      title: 'Our queues',
      schema: { properties: { costCentre: own, visibilityTimeout: { type: 'string' } } },
      relations: {},
    });
    await using first = world.serve(once);
    await first.exited();

    const blueprint = catalog.blueprint('sqsQueue');
    const properties = blueprint.schema?.properties ?? {};
    expect(blueprint['title']).toBe('Our queues');
    expect(properties['costCentre']).toEqual(own);
    expect(properties['visibilityTimeout']).toEqual({ type: 'string' });
    expect(Object.keys(properties).length).toBeGreaterThan(2);
    expect(blueprint.relations).toHaveProperty('account');

    const mapping = { resources: [] };
    world.port.integration.records.set('my-aws-v3-integration', {
      ...world.record,
      config: { ...(world.record['config'] as object), ...mapping, deleteDependentEntities: false },
    });
    const changed = world.record['config'];
    await using second = world.serve(once);
    await second.exited();

    expect(world.record['config']).toEqual(changed);
  });

  test('an integration without a mapping gets the default again, and existing blueprints are not written', async () => {
    await using first = world.serve(once);
    await first.exited();
    const { config, ...record } = world.record;
    world.port.integration.records.set('my-aws-v3-integration', { ...record, config: {} });
    const before = world.portCalls.length;

    await using second = world.serve(once);
    await second.exited();

    const calls = world.portCalls.slice(before);
    expect(calls.filter((call) => BLUEPRINT_WRITES.test(call))).toEqual([]);
    expect(world.record['config']).toEqual(config);
  });

  test('none are created when the setting is off', async () => {
    await using host = world.serve({ ...once, OCEAN__INITIALIZE_PORT_RESOURCES: 'false' });
    await host.exited();

    expect(world.port.catalog.blueprints.size).toBe(0);
    expect(world.record['config']).toEqual({});
  });
});
