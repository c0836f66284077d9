import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { MOST_BYTES } from '../../src/port/entities.ts';
import { ClientWorld } from '../port/port-world.ts';
import { startScriptedPort, type ScriptedPort } from '../port/scripted-port.ts';
import { WriterWorld } from './writer-world.ts';

const BULK_SIZE = 20;
/** The bytes that the writer reserves for the text around the entities. */
const SPARE_BYTES = 64;

const Body = z.object({
  entities: z.array(
    z.object({ identifier: z.string(), properties: z.object({ n: z.number(), text: z.string() }) }),
  ),
});

interface Payload {
  readonly blueprint: string;
  readonly merge: boolean;
  readonly bytes: number;
  readonly entities: readonly { readonly identifier: string; readonly n: number }[];
}

/** A Port that accepts and records everything. */
async function startTakingPort(payloads: Payload[], maxBulkSize: number): Promise<ScriptedPort> {
  return startScriptedPort(({ url = '' }, body) => {
    const { entities } = Body.parse(JSON.parse(body));
    payloads.push({
      blueprint: url.split('/')[3] ?? '',
      merge: url.includes('merge=true'),
      bytes: Buffer.byteLength(body),
      entities: entities.map(({ identifier, properties: { n } }) => ({ identifier, n })),
    });
    const written = entities.map((_, index) => ({ index, created: true }));
    return { text: JSON.stringify({ ok: true, maxBulkSize, entities: written, errors: [] }) };
  });
}

/** Mostly small; some fill a call with a few others, some barely fit into a call alone. */
const sizes = fc.oneof(
  { weight: 8, arbitrary: fc.nat(300) },
  { weight: 3, arbitrary: fc.integer({ min: 100_000, max: 600_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1_048_300, max: 1_048_400 }) },
);

const changes = fc.array(
  fc.record({
    blueprint: fc.constantFrom('queue', 'bucket', 'account'),
    identifier: fc.nat(60).map((n) => `entity-${n}`),
    size: sizes,
    letter: fc.constantFrom('x', 'é', '漢', '"'),
    isPartial: fc.constantFrom(false, false, true),
  }),
  { maxLength: 120 },
);

test('every change is sent once, in the order of its entity, and no call exceeds the limits', async () => {
  await fc.assert(
    fc.asyncProperty(changes, fc.constantFrom(5, BULK_SIZE, 50), async (drawn, maxBulkSize) => {
      const payloads: Payload[] = [];
      await using port = await startTakingPort(payloads, maxBulkSize);
      using world = new ClientWorld(port.baseUrl);
      await using state = await WriterWorld.open(world.client, { enableMergeEntity: false });
      const given = drawn.map(({ blueprint, identifier, size, letter, isPartial }, n) => {
        const bytes = Buffer.byteLength(JSON.stringify(letter)) - 2;
        const properties = { n, text: letter.repeat(Math.floor(size / bytes)) };
        return state.change(blueprint, identifier, { properties }, isPartial);
      });

      await world.run(state.write(given));

      const sent = payloads.flatMap(({ blueprint, merge, entities }) =>
        entities.map(({ identifier, n }) => ({ name: `${blueprint} ${identifier}`, n, merge })),
      );
      expect(sent.map(({ n }) => n).sort((one, other) => one - other)).toEqual([...given.keys()]);
      for (const { name, n, merge } of sent) {
        expect(merge).toBe(given[n]?.isPartial); // what could not be read stays as it is
        expect(name).toBe(`${given[n]?.blueprint} ${given[n]?.identifier}`);
      }
      for (const ofEntity of grouped(sent, ({ name }) => name)) {
        const numbers = ofEntity.map(({ n }) => n);
        expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
      }
      for (const { bytes, entities } of payloads) {
        expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
        expect(entities.length).toBeLessThanOrEqual(Math.max(maxBulkSize, BULK_SIZE));
        expect(new Set(entities.map(({ identifier }) => identifier)).size).toBe(entities.length);
      }
      expect(state.failures.entities).toBe(0);
      expect(state.writer.counts.created).toBe(given.length);
    }),
    { numRuns: 40 },
  );
});

test('calls are full: the next change would not have fit', async () => {
  const distinct = fc.array(fc.record({ isQueue: fc.boolean(), size: sizes }), { maxLength: 100 });

  await fc.assert(
    fc.asyncProperty(distinct, async (drawn) => {
      const payloads: Payload[] = [];
      await using port = await startTakingPort(payloads, BULK_SIZE);
      using world = new ClientWorld(port.baseUrl);
      await using state = await WriterWorld.open(world.client);
      const given = drawn.map(({ isQueue, size }, n) =>
        state.change(isQueue ? 'queue' : 'bucket', `entity-${n}`, {
          properties: { n, text: 'x'.repeat(size) },
        }),
      );

      await world.run(state.write(given));

      for (const calls of grouped(payloads, ({ blueprint }) => blueprint)) {
        const inOrder = [...calls].sort((one, other) => first(one) - first(other));
        for (const [index, call] of inOrder.slice(0, -1).entries()) {
          const next = given[first(inOrder[index + 1])]?.text ?? '';
          const isFull =
            call.entities.length === BULK_SIZE ||
            call.bytes + Buffer.byteLength(next) + SPARE_BYTES > MOST_BYTES;
          expect(isFull).toBe(true);
        }
      }
    }),
    { numRuns: 25 },
  );
});

function first(payload: Payload | undefined): number {
  return payload?.entities[0]?.n ?? Number.NaN;
}

function grouped<Thing>(
  things: readonly Thing[],
  nameOf: (thing: Thing) => string,
): readonly (readonly Thing[])[] {
  const groups = new Map<string, Thing[]>();
  for (const thing of things) {
    groups.set(nameOf(thing), [...(groups.get(nameOf(thing)) ?? []), thing]);
  }
  return [...groups.values()];
}
