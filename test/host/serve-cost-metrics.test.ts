import { expect, test } from '@jest/globals';
import { HostWorld } from './host-world.ts';
import { samplesNamed, scrapeUntil } from './exporter-world.ts';

const VOLUMES = 'cloudcost_aws_ec2_persistent_volume_usd_per_hour';
const COSTS = { LONGSHORE_STORE: 'duckdb', LONGSHORE_COST: 'true' };

test('serve shows cost series after a run, and again from its store after a restart', async () => {
  await using world = await HostWorld.create({
    kinds: ['AWS::EC2::Volume'],
    estate: { 'AWS::EC2::Volume': 2, 'AWS::SQS::Queue': 0 },
  });
  const env = { ...COSTS, LONGSHORE_COST_METRICS: 'ec2', LONGSHORE_COST_METRICS_NAMES: 'false' };
  const read = async (more: Readonly<Record<string, string>>): Promise<string> => {
    await using host = world.serve({ ...env, ...more });
    return await scrapeUntil(host, (text) => samplesNamed(text, VOLUMES).size > 0);
  };

  const first = await read({});
  world.sandbox.setFaults([{ type: 'deny' }]);
  const second = await read({ OCEAN__EVENT_LISTENER__RESYNC_ON_START: 'false' });

  expect(first).toContain('longshore_run_in_progress');
  expect(first).toMatch(/^longshore_cost_series\{module="EC2"\} [1-9]/m);
  expect(first).toMatch(/^cloudcost_exporter_collector_total\{collector="aws_ec2",.*\} [1-9]/m);
  expect([...samplesNamed(second, VOLUMES)]).toEqual([...samplesNamed(first, VOLUMES)]);
});

test('cost metrics without a store, or of an unknown service, are refused with the remedy', async () => {
  await using world = await HostWorld.create();

  await using alone = world.serve({ LONGSHORE_COST_METRICS: 'EC2' });
  const aloneCode = await alone.exited();
  await using misspelt = world.serve({ ...COSTS, LONGSHORE_COST_METRICS: 'EC3' });
  const misspeltCode = await misspelt.exited();

  expect([aloneCode, misspeltCode]).toEqual([2, 2]);
  expect(alone.stderr).toContain('set LONGSHORE_STORE=duckdb and LONGSHORE_COST=true');
  expect(misspelt.stderr).toContain('there is no service EC3; did you mean EC2?');
});
