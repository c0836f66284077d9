import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { longshore } from '../helpers/command.ts';
import { ExporterWorld, samplesNamed, scrapeUntil } from './exporter-world.ts';

const VOLUMES = 'cloudcost_aws_ec2_persistent_volume_usd_per_hour';
const NAT = 'cloudcost_aws_natgateway_hourly_rate_usd_per_hour';

test('longshore query reads the store while the exporter holds it', async () => {
  await using world = await ExporterWorld.create({ estate: { accounts: 1 } });
  await using host = world.spawn(['exporter', '-aws.services=EC2']);
  await scrapeUntil(host, (text) => samplesNamed(text, VOLUMES).size > 0);

  const sql = "select count(*) as volumes from resources where kind = 'AWS::EC2::Volume'";
  const found = await longshore(['query', sql, '--format', 'json'], { env: world.env });
  const { text } = await host.ask('/metrics');
  const exitCode = await host.stop();

  expect(found).toMatchObject({ exitCode: 0, stderr: '' });
  expect(JSON.parse(found.stdout)).toEqual([{ volumes: samplesNamed(text, VOLUMES).size }]);
  expect(exitCode).toBe(0);
  expect(await readdir(path.join(world.folder, 'state'))).not.toContain('store.sock');
});

test('the program runs the exporter when its first argument is a flag, and SIGTERM ends it promptly', async () => {
  await using world = await ExporterWorld.create({ estate: { accounts: 1 } });
  const env = { LONGSHORE_STATE_DIRECTORY: '/proc/longshore' };
  await using host = world.spawn(['-provider', 'aws', '-aws.services=NATGATEWAY'], env);

  const page = await scrapeUntil(host, (text) => samplesNamed(text, NAT).size > 0);
  world.sandbox.setFaults([{ type: 'hang' }]);
  const stoppedAt = performance.now();
  const exitCode = await host.stop();

  expect(samplesNamed(page, NAT).size).toBe(2);
  expect(host.stderr).toContain('the state folder /proc/longshore cannot be written');
  expect(exitCode).toBe(0);
  expect(performance.now() - stoppedAt).toBeLessThan(5_000);
});
