import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BlueprintDirectory } from '../../src/port/blueprint-directory.ts';
import type { Blueprint } from '../../src/port/blueprints.ts';
import { PlanTarget, type PlanEntry } from '../../src/catalog/write/plan-target.ts';
import type { EntityChange } from '../../src/catalog/write/entity-target.ts';
import { WriteFailures } from '../../src/catalog/write/write-failures.ts';
import { WriterWorld } from './writer-world.ts';
import { NEVER, PortWorld } from '../port/port-world.ts';

/** A plan of these changes. */
async function planOf(
  world: PortWorld,
  changes: readonly EntityChange[],
  options: {
    readonly enableMergeEntity?: boolean;
    readonly planned?: ReadonlyMap<string, Blueprint>;
  } = {},
): Promise<{ readonly entries: readonly PlanEntry[]; readonly failures: WriteFailures }> {
  const entries: PlanEntry[] = [];
  const failures = new WriteFailures();
  const target = new PlanTarget({
    client: world.client,
    failures,
    blueprints: new BlueprintDirectory(world.client, NEVER, options.planned),
    enableMergeEntity: options.enableMergeEntity ?? true,
    signal: NEVER,
    onEntry: (entry) => {
      entries.push(entry);
      return Promise.resolve();
    },
  });
  const plan = async (): Promise<void> => {
    for (const change of changes) await target.write(change);
    await target.flush();
  };
  await world.run(plan());
  return { entries, failures };
}

/** Mostly the first, which Port takes. */
function mostly<Value>(usual: Value, ...others: readonly Value[]): fc.Arbitrary<Value> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant(usual) },
    { weight: 2, arbitrary: fc.constantFrom(...others) },
  );
}

const someText = fc.constantFrom(
  'abc',
  '',
  'é',
  'https://port.io/x',
  'a@b.c',
  '2026-01-02T03:04:05Z',
  '2026-01-02T03:04:05.678+02:00',
  '2026-01-02',
  '10.0.0.1',
  '::1',
  'arn:aws:s3:::b',
);
const simple = fc.oneof(
  someText,
  fc.integer({ min: -5, max: 5 }),
  fc.boolean(),
  fc.double({ min: -9, max: 9, noNaN: true }),
);
const anything = fc.oneof(
  { weight: 10, arbitrary: someText },
  { weight: 4, arbitrary: simple },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.array(simple, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('a', 'b'), simple) },
);
/** One rule beside the type: more of them leave hardly any value that fits. */
const rule: fc.Arbitrary<object> = fc.oneof(
  fc.constant({}),
  fc.record({
    format: fc.constantFrom('date-time', 'url', 'email', 'ipv4', 'ipv6', 'markdown', 'timer'),
  }),
  fc.record({ enum: fc.array(simple, { minLength: 1, maxLength: 4 }) }),
  fc.record({ pattern: fc.constantFrom('^a', 'b', '^.$', '\\d') }),
  fc.record({ minLength: fc.nat(3), maxLength: fc.nat(25) }),
  fc.record({ minimum: fc.integer({ min: -4, max: 2 }) }),
  fc.record({ maximum: fc.integer({ min: -2, max: 4 }) }),
  fc.record({ exclusiveMinimum: fc.integer({ min: -4, max: 2 }) }),
  fc.record({ exclusiveMaximum: fc.integer({ min: -2, max: 4 }) }),
  fc.record({ minItems: fc.nat(2), maxItems: fc.nat(3) }),
);
const type = mostly('string', 'number', 'boolean', 'object', 'array');
const typed = fc.record({ type }, { requiredKeys: [] });
const plainRules = fc.tuple(typed, rule).map(([one, other]) => ({ ...one, ...other }));
const rules = fc
  .tuple(plainRules, fc.record({ items: plainRules }, { requiredKeys: [] }))
  .map(([one, items]) => ({ ...one, ...items }));
const keys = ['a', 'b', 'constructor'] as const;
const relationKeys = ['one', 'many'] as const;

const relation = fc.record({
  target: fc.constant('region'),
  required: mostly(false, true),
  many: mostly(false, true),
});
const blueprint = fc.record({
  schema: fc.record({
    properties: fc.record({ a: rules, b: rules, constructor: rules }, { requiredKeys: ['a', 'b'] }),
    required: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.subarray([...keys]) },
    ),
  }),
  relations: fc.record({ one: relation, many: relation }, { requiredKeys: ['one'] }),
});
const related = mostly<unknown>('r', ['r'], [], null, 5, [7], ['r', 'r']);
const content = fc.record(
  {
    title: mostly<unknown>('t', null, 4, ['t']),
    properties: fc.dictionary(fc.constantFrom(...keys), anything, { maxKeys: 2 }),
    relations: fc.dictionary(fc.constantFrom(...relationKeys), related, { maxKeys: 1 }),
  },
  { requiredKeys: [] },
);
const identifier = mostly('x', 'y', 'arn:aws:s3:::b', 'é', 'a b', '..', 'a*b', 'y'.repeat(1_001));

describe('the entities that a plan reports as rejected', () => {
  test('are those that Port rejects in a run', async () => {
    const stories = fc.record({
      blueprint,
      earlier: fc.array(content, { maxLength: 1 }),
      entities: fc.array(fc.record({ identifier, content }), { minLength: 1, maxLength: 6 }),
      enableMergeEntity: fc.boolean(),
    });
    let rejected = 0;
    let accepted = 0;

    await fc.assert(
      fc.asyncProperty(
        stories,
        async ({ blueprint: definition, earlier, entities, enableMergeEntity }) => {
          await using world = await PortWorld.open();
          await using state = await WriterWorld.open(world.client, { enableMergeEntity });
          const { catalog } = world.port;
          catalog.createBlueprint({ identifier: 'thing', ...definition });
          await world.run(state.write([state.change('region', 'r'), state.change('region', '=')]));
          await world.run(state.write(earlier.map((one) => state.change('thing', 'x', one))));
          const before = state.failures.entities;
          const unique = new Map(entities.map((one) => [one.identifier, one]));
          const changes = [...unique.values()].map((one) =>
            state.change('thing', one.identifier, one.content),
          );

          const { entries, failures } = await planOf(world, changes, { enableMergeEntity });
          await world.run(state.write(changes));

          const written = new Set<string>();
          for (const change of changes) {
            if ((await state.known(change)) === 'written') written.add(change.identifier);
          }
          const predicted = entries.filter(({ action }) => action === 'reject');
          expect(
            entries
              .filter(({ action }) => action !== 'reject')
              .map((entry) => ('identifier' in entry ? entry.identifier : ''))
              .sort(),
          ).toEqual([...written].sort());
          expect(predicted).toHaveLength(state.failures.entities - before);
          expect(failures.entities).toBe(predicted.length);
          rejected += predicted.length;
          accepted += written.size;
        },
      ),
      { numRuns: 160 },
    );

    expect(rejected).toBeGreaterThan(20);
    expect(accepted).toBeGreaterThan(20);
  }, 120_000);

  test('null clears a required relation, also one to many', async () => {
    await using world = await PortWorld.open();
    await using state = await WriterWorld.open(world.client);
    world.port.catalog.createBlueprint({
      identifier: 'thing',
      schema: { properties: {} },
      relations: { regions: { target: 'region', required: true, many: true } },
    });
    const changes = [
      state.change('thing', 'cleared', { relations: { regions: null } }),
      state.change('thing', 'without', { relations: { regions: [] } }),
    ];

    const { entries } = await planOf(world, changes);
    await world.run(state.write(changes));

    expect(entries.map(({ action }) => action)).toEqual(['reject', 'create']);
    expect(world.stored('thing')).toEqual(['without']);
  });

  test('a property is missing that every object inherits a namesake of', async () => {
    await using world = await PortWorld.open();
    await using state = await WriterWorld.open(world.client);
    world.port.catalog.createBlueprint({
      identifier: 'thing',
      schema: { properties: { constructor: {} }, required: ['constructor'] },
      relations: {},
    });
    const changes = [
      state.change('thing', 'empty', { properties: { constructor: null } }),
      state.change('thing', 'absent', { properties: {} }),
      state.change('thing', 'whole', { properties: { constructor: 'x' } }),
    ];

    const { entries } = await planOf(world, changes);
    await world.run(state.write(changes));

    expect(entries.map(({ action }) => action)).toEqual(['reject', 'reject', 'create']);
    expect(state.failures.entities).toBe(2);
    expect(world.stored('thing')).toEqual(['whole']);
  });

  test('names the field and the rule, for entities of one fault with the same words', async () => {
    await using world = await PortWorld.open();
    await using state = await WriterWorld.open(world.client);
    const changes = [
      state.change('bucket', 'a', { properties: { size: 'large' } }),
      state.change('bucket', 'b', { properties: { size: 'small' } }),
      state.change('bucket', 'c', { properties: { colour: 'red' } }),
      state.change('bucket', 'd', { relations: { owner: 'x' } }),
      state.change('queue', 'e', { properties: { size: 1 } }),
      state.change('bucket', 'f', { properties: { size: 1 } }),
    ];

    const { entries, failures } = await planOf(world, changes);

    expect(entries).toEqual([
      {
        action: 'reject',
        blueprint: 'bucket',
        identifier: 'a',
        reason: 'properties.size must be number, and is string',
      },
      {
        action: 'reject',
        blueprint: 'bucket',
        identifier: 'b',
        reason: 'properties.size must be number, and is string',
      },
      {
        action: 'reject',
        blueprint: 'bucket',
        identifier: 'c',
        reason: 'properties.colour is not a property of the blueprint bucket',
      },
      {
        action: 'reject',
        blueprint: 'bucket',
        identifier: 'd',
        reason: 'relations.owner is not a relation of the blueprint bucket',
      },
      { action: 'create', blueprint: 'bucket', identifier: 'f' },
      {
        action: 'reject',
        blueprint: 'queue',
        identifier: 'e',
        reason: 'relations.account is required',
      },
    ]);
    expect(failures.list).toHaveLength(4);
    expect(world.bulkCalls).toBe(0);
  });
});

test('entities of a blueprint that does not exist yet are planned with its schema', async () => {
  await using world = await PortWorld.open();
  await using state = await WriterWorld.open(world.client);
  const definition = {
    identifier: 'later',
    schema: { properties: { n: { type: 'number' } }, required: [] },
    relations: {},
  };
  const changes = [
    state.change('later', 'a', { properties: { n: 1 } }),
    state.change('later', 'b', { properties: { n: '1' } }),
  ];

  const { entries } = await planOf(world, changes, { planned: new Map([['later', definition]]) });

  expect(entries.map(({ action }) => action)).toEqual(['create', 'reject']);
});

test('a plan deletes only our own entities, as a run does', async () => {
  await using world = await PortWorld.open();
  await using state = await WriterWorld.open(world.client);
  await world.run(state.write([state.change('bucket', 'own')]));
  world.port.catalog.upsert(
    'bucket',
    { identifier: 'other' },
    { merge: true, createMissing: false, datasource: 'port-ocean/aws-v3/1/team/tests/exporter' },
  );
  const deleted: string[] = [];
  const target = new PlanTarget({
    client: world.client,
    failures: new WriteFailures(),
    blueprints: new BlueprintDirectory(world.client, NEVER),
    enableMergeEntity: true,
    signal: NEVER,
    onEntry: (entry) => {
      if (entry.action === 'delete') deleted.push(entry.identifier);
      return Promise.resolve();
    },
  });

  const planned = await world.run(target.delete('bucket', ['own', 'other', 'no-one']));
  const lost = await world.run(target.delete('lost', ['x']));
  world.port.setFaults([{ call: /search/, type: 'status', status: 403 }]);
  const unread = await world.run(target.delete('bucket', ['own']));

  expect([...planned.values()].map(({ status }) => status)).toEqual([
    'deleted',
    'not-ours',
    'absent',
  ]);
  expect([lost.get('x')?.status, unread.get('own')?.status]).toEqual(['absent', 'refused']);
  expect(deleted).toEqual(['own']);
  expect(world.stored('bucket')).toEqual(['other', 'own']);
});
