import { expect } from '@jest/globals';
import fc from 'fast-check';
import { HASH_BYTES } from '../../src/catalog/state/content-hash.ts';
import { sourceName, type EntityRecord } from '../../src/catalog/state/entity-record.ts';
import type { EntityState } from '../../src/catalog/state/entity-state.ts';
import type { StatePlace } from './entity-state-conformance.ts';
import { groupsOf } from './store-folder.ts';

/** A state in the plainest way. */
interface Model {
  readonly records: Map<string, EntityRecord>;
  readonly windows: Map<string, string>;
  comparedAt: number | undefined;
}

/** The state that is compared with the model. */
interface Real {
  readonly place: StatePlace;
  state: EntityState;
}

type Command = fc.AsyncCommand<Model, Real>;

const names = fc.oneof(
  fc.constantFrom('a', 'ab', 'a/b', 'arn:aws:sqs:eu-west-1:1:a', 'é', '漢字', '\u{1F600}', 'a\0b'),
  fc.string({ minLength: 1, maxLength: 3 }),
  fc.string({ unit: 'binary', maxLength: 3 }),
);

const records: fc.Arbitrary<EntityRecord> = fc.record({
  blueprint: fc.oneof(fc.constantFrom('queue', 'queue2', 'que', 'Bucket'), names),
  identifier: names,
  source: fc.record({
    kind: fc.constantFrom('AWS::SQS::Queue', ''),
    accountId: fc.constantFrom('111122223333', '*'),
    region: fc.constantFrom('eu-west-1', 'global'),
    mapping: fc.constantFrom(-1, 1, 0xff_ff_ff_ff),
    keys: fc.constantFrom('0123456789ab', ''),
  }),
  resource: fc.array(fc.string({ unit: 'binary', maxLength: 5 }), { maxLength: 2 }),
  hash: fc.uint8Array({ minLength: HASH_BYTES, maxLength: HASH_BYTES }),
});

/** Stories of what may be done with a state. */
export const stories: fc.Arbitrary<Iterable<Command>> = fc.commands(
  [
    fc.array(records, { maxLength: 12 }).map(put),
    fc.array(records, { maxLength: 12 }).map(put), // twice as often as the others
    fc.array(records, { maxLength: 6 }).map(remove),
    fc.nat().map(removeWritten),
    fc.array(records, { maxLength: 6 }).map(askKnown),
    fc.tuple(names, names).map(([blueprint, identifier]) => find(blueprint, identifier)),
    fc.option(names, { nil: undefined }).map(readGroups),
    fc.dictionary(fc.constantFrom('A', 'B', 'C'), fc.string()).map(setWindows),
    fc.nat().map(setComparedAt),
    fc.constant(command('seal', ({ state }) => state.seal())),
    fc.constant(command('repair, though nothing is damaged', ({ state }) => state.repair())),
    fc.constant(command('reopen', reopen)),
  ],
  { maxCommands: 25 },
);

/** Does what a story says to an empty state, and compares it with the model at each step. */
export async function play(story: Iterable<Command>, place: StatePlace): Promise<void> {
  const model: Model = { records: new Map(), windows: new Map(), comparedAt: undefined };
  const real: Real = { place, state: await place.open() };
  await fc.asyncModelRun(() => ({ model, real }), story);
  await expectSame(real.state, model);
  await reopen(real);
  await expectSame(real.state, model);
  await real.state.close();
}

/** Everything that a state tells. */
async function expectSame(state: EntityState, model: Model): Promise<void> {
  const written = [...model.records.values()];
  await expectRecords(state, model, undefined);
  for (const { blueprint, identifier } of written.slice(0, 4)) {
    await expectRecords(state, model, blueprint);
    await expectEntity(state, model, blueprint, identifier);
  }
  await expectKnown(state, model, written);
  expect(state.comparedAt).toBe(model.comparedAt);
  for (const kind of ['A', 'B', 'C']) expect(state.windowOf(kind)).toBe(model.windows.get(kind));
  expect(state.damage).toBeUndefined();
}

async function expectRecords(
  state: EntityState,
  model: Model,
  blueprint: string | undefined,
): Promise<void> {
  const groups = await groupsOf(state, blueprint);
  const entities = groups.map((group) => JSON.stringify([group.blueprint, group.identifier]));
  const strangers = groups.filter((group) =>
    group.records.some(
      (record) => record.blueprint !== group.blueprint || record.identifier !== group.identifier,
    ),
  );
  expect(groups.flatMap((group) => group.records.map(plain)).sort()).toEqual(
    [...model.records.values()]
      .filter((record) => blueprint === undefined || record.blueprint === blueprint)
      .map(plain)
      .sort(),
  );
  expect(new Set(entities).size).toBe(entities.length);
  expect(strangers).toEqual([]);
}

async function expectEntity(
  state: EntityState,
  model: Model,
  blueprint: string,
  identifier: string,
): Promise<void> {
  const found = await state.find(blueprint, identifier);
  expect([found.blueprint, found.identifier]).toEqual([blueprint, identifier]);
  expect(found.records.map(plain).sort()).toEqual(
    [...model.records.values()]
      .filter((record) => record.blueprint === blueprint && record.identifier === identifier)
      .map(plain)
      .sort(),
  );
}

async function expectKnown(
  state: EntityState,
  model: Model,
  asked: readonly EntityRecord[],
): Promise<void> {
  const found = await state.known(asked);
  expect(found.map((known) => known && { ...known, hash: [...known.hash] })).toEqual(
    asked.map((record) => {
      const written = model.records.get(nameOf(record));
      if (written === undefined) return undefined;
      const hasResource = JSON.stringify(written.resource) === JSON.stringify(record.resource);
      return { hash: [...written.hash], hasResource };
    }),
  );
}

function command(title: string, run: (real: Real, model: Model) => Promise<void>): Command {
  return { check: () => true, run: (model, real) => run(real, model), toString: () => title };
}

function put(written: readonly EntityRecord[]): Command {
  return command(`put ${fc.stringify(written)}`, async ({ state }, model) => {
    await state.put(written);
    for (const record of written) model.records.set(nameOf(record), record);
  });
}

function remove(removed: readonly EntityRecord[]): Command {
  return command(`remove ${fc.stringify(removed)}`, async ({ state }, model) => {
    await state.remove(removed);
    for (const record of removed) model.records.delete(nameOf(record));
  });
}

function removeWritten(pick: number): Command {
  return command(`remove one that is there (${pick})`, async (real, model) => {
    const written = [...model.records.values()];
    const record = written[pick % Math.max(1, written.length)];
    if (record !== undefined) await remove([record]).run(model, real);
  });
}

function askKnown(asked: readonly EntityRecord[]): Command {
  return command(`known ${fc.stringify(asked)}`, async ({ state }, model) => {
    const written = [...model.records.values()].slice(0, 3);
    const others = written.map((record) => ({ ...record, resource: [...record.resource, 'more'] }));
    await expectKnown(state, model, [...asked, ...written, ...others, ...written]);
  });
}

function find(blueprint: string, identifier: string): Command {
  return command(`find ${fc.stringify([blueprint, identifier])}`, ({ state }, model) =>
    expectEntity(state, model, blueprint, identifier),
  );
}

function readGroups(blueprint: string | undefined): Command {
  return command(`groups ${fc.stringify(blueprint)}`, ({ state }, model) =>
    expectRecords(state, model, blueprint),
  );
}

function setWindows(windows: Readonly<Record<string, string>>): Command {
  return command(`set windows ${fc.stringify(windows)}`, async ({ state }, model) => {
    await state.setWindows(new Map(Object.entries(windows)));
    for (const [kind, window] of Object.entries(windows)) model.windows.set(kind, window);
  });
}

function setComparedAt(time: number): Command {
  return command(`compared at ${time}`, async ({ state }, model) => {
    await state.setComparedAt(time);
    model.comparedAt = time;
  });
}

async function reopen(real: Real): Promise<void> {
  await real.state.close();
  real.state = await real.place.open();
}

function nameOf({ blueprint, identifier, source }: EntityRecord): string {
  return JSON.stringify([blueprint, identifier, sourceName(source)]);
}

function plain({ hash, source, ...record }: EntityRecord): string {
  return JSON.stringify({ ...record, source: sourceName(source), hash: [...hash] });
}
