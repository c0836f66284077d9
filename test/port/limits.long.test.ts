import { expect, test } from '@jest/globals';
import { upsertEntities } from '../../src/port/entities.ts';
import type { PortClient } from '../../src/port/port-client.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { ClientWorld, names, NEVER, PortWorld } from './port-world.ts';

/** Makes one call for each name. @returns the names that were not written */
async function writeAll(
  client: PortClient,
  identifiers: readonly string[],
): Promise<readonly string[]> {
  const calls = identifiers.map(async (identifier) => {
    const [result] = await upsertEntities(client, 'bucket', [JSON.stringify({ identifier })], {
      merge: true,
      createMissingRelatedEntities: false,
      event: { type: 'start' },
      signal: NEVER,
    });
    return result?.status === 'written' ? [] : [identifier];
  });
  return (await Promise.all(calls)).flat();
}

test('limits a tenth of those published are learned from the answers: Port hardly ever has to refuse', async () => {
  await using world = await PortWorld.open({
    port: { enforceLimits: true, limitScale: 0.1 },
    client: { clock: systemClock, concurrency: 16 },
  });
  const identifiers = names('one', 390); // 350 at once, and 12 a second

  const lost = await writeAll(world.client, identifiers);

  expect(lost).toEqual([]);
  expect(world.stored('bucket')).toEqual(identifiers);
  // Not once on a quiet machine; on a busy one, calls that were sent one by one may come together.
  expect(world.port.statuses()['429'] ?? 0).toBeLessThan(identifiers.length / 20);
});

test.each([
  ['in seconds', false],
  ['as a point in time', true],
])(
  'two that both take all of the limit are refused, told when %s, and lose nothing',
  async (_, resetIsEpoch) => {
    await using world = await PortWorld.open({
      port: { enforceLimits: true, limitScale: 0.2, resetIsEpoch },
      client: { clock: systemClock, random: Math.random },
    });
    using other = new ClientWorld(world.port.baseUrl, { clock: systemClock, random: Math.random });

    const lost = await Promise.all([
      writeAll(world.client, names('one', 380)),
      writeAll(other.client, names('two', 380)), // 700 at once in all, and 23 a second
    ]);

    expect(lost).toEqual([[], []]);
    expect(world.stored('bucket')).toEqual([...names('one', 380), ...names('two', 380)]);
  },
);

test('no more calls are in flight than allowed, however many wait', async () => {
  await using world = await PortWorld.open({
    port: { latencyMs: 3 },
    client: { concurrency: 7 },
  });
  let most = 0;
  const underWay = (): number => {
    const asked = world.bulkCalls;
    return asked - world.statuses('bulk').length;
  };
  const watch = setInterval(() => (most = Math.max(most, underWay())), 1);

  await world.run(writeAll(world.client, names('one', 300)));
  clearInterval(watch);

  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(7);
});
