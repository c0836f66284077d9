import { expect, test } from '@jest/globals';
import { HostWorld } from './serve-process.ts';

test('metrics, states and examples that Port does not take do not hold up the entities for long', async () => {
  await using world = await HostWorld.create();
  world.port.setFaults([
    { call: /syncMetrics|heartbeat|examples/, type: 'status', status: 503 },
    { call: /ingest\/logs/, type: 'status', status: 404 },
  ]);
  await using host = world.serve({ OCEAN__EVENT_LISTENER__TYPE: 'ONCE' });

  expect(await host.exited()).toBe(0);

  expect(world.port.catalog.entities('sqsQueue').size).toBe(6);
  expect(world.port.integration.resyncStates.map(({ status }) => status)).toEqual([
    'running',
    'completed',
  ]);
  const refused = host.log.filter(({ msg }) => msg === 'Port did not take the state of the resync');
  expect(refused.length).toBeGreaterThanOrEqual(1);
  expect(refused.length).toBeLessThanOrEqual(3); // once at the start, once at the end: then it is known
});
