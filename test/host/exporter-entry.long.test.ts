import { expect, test } from '@jest/globals';
import { ExporterWorld, samplesNamed, scrapeUntil } from './exporter-world.ts';

const NAT = 'cloudcost_aws_natgateway_hourly_rate_usd_per_hour';

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
