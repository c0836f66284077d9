import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { acceptedFormat, METRICS_TYPES } from '../../src/host/http/metrics-format.ts';
import { metricsPage } from '../../src/host/http/metrics-page.ts';
import { moduleOf, NEEDS, pageOf, stored } from '../cost/metrics/page.ts';
import { sandboxPrices } from '../helpers/sandbox-prices.ts';
import { TestPrometheus } from './test-prometheus.ts';
import { startTextProxy } from './text-proxy.ts';

const REGION = 'eu-west-1';
const METRIC = 'cloudcost_aws_elb_loadbalancer_usage_total_usd_per_hour';

/** AWS allows few of them. The page must stay whole whatever a name contains. */
const NAMES = [
  'plain',
  'a"b',
  String.raw`a\b`,
  String.raw`a\nb`,
  'a\nb',
  'a\r\nb',
  '}',
  '{x="y"} 1',
  '\n# EOF\n',
  `\n${METRIC}{name="forged"} 1e9\n`,
  'é漢😀',
  ' ',
  '\u2028',
  '\u0001',
];

test('Prometheus reads every name as it is, in both formats', async () => {
  const resources = NAMES.map((name, index) =>
    stored('AWS::ElasticLoadBalancingV2::LoadBalancer', REGION, {
      id: `lb-${index}`,
      properties: { LoadBalancerName: name, Type: 'application' },
    }),
  );
  const prices = [sandboxPrices(REGION, NEEDS)];
  const { snapshot } = await pageOf([moduleOf('ELB')], { resources, prices });
  const server = createServer((request, response) => {
    const format = acceptedFormat(request.headers.accept);
    const { chunks } = metricsPage(snapshot, '', format);
    response.setHeader('content-type', METRICS_TYPES[format]);
    response.end(Buffer.concat([...chunks]));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  await using text = await startTextProxy(`http://${host}`);
  await using prometheus = await TestPrometheus.start({
    global: { scrape_interval: '1s' },
    scrape_configs: [
      { job_name: 'openmetrics', static_configs: [{ targets: [host] }] },
      { job_name: 'text', static_configs: [{ targets: [text.host] }] },
    ],
  });

  for (const job of ['openmetrics', 'text']) {
    const series = await prometheus.until(`${METRIC}{job="${job}"}`);

    expect(series.map(({ labels }) => labels['name']).sort()).toEqual([...NAMES].sort());
    expect(new Set(series.map(({ value }) => value)).size).toBe(1);
  }
  server.closeAllConnections();
  server.close();
}, 60_000);
