import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { defineMetric } from '../../../src/cost/metrics/metric.ts';
import {
  defineMetricsModule,
  type MetricsModule,
} from '../../../src/cost/metrics/metrics-module.ts';
import { kindsOf, METRICS_MODULES } from '../../../src/cost/metrics/metrics-modules.ts';
import type { MetricsSource } from '../../../src/cost/metrics/metrics-source.ts';
import { series } from '../../../src/cost/metrics/series.ts';
import { decimal } from '../../../src/cost/money/decimal.ts';
import type { StoredResource } from '../../../src/cost/resources/price-resources.ts';
import { sandboxPrices } from '../../helpers/sandbox-prices.ts';
import { readExposition } from './exposition.ts';
import { moduleOf, NEEDS, pageOf, pricesOf, sourceOf, stored, textOf } from './page.ts';
import { instanceRow } from './rows.ts';

const REGION = 'us-east-1';
const PRICES = sandboxPrices(REGION, NEEDS);

describe('metrics', () => {
  const metrics = METRICS_MODULES.flatMap((module) => module.metrics);

  test('have names of their own, in whichever module', () => {
    const names = metrics.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
    expect(new Set(METRICS_MODULES.map(({ flag }) => flag)).size).toBe(METRICS_MODULES.length);
  });

  test('name account_id and region first, and the currency and unit last', async () => {
    const page = await pageOf(METRICS_MODULES, { prices: [PRICES] });

    expect(page.samples.length).toBeGreaterThan(10);
    for (const { name, labels } of page.samples) {
      expect(Object.keys(labels).slice(0, 2)).toEqual(['account_id', 'region']);
      expect(name).toMatch(/_usd_per_[a-z0-9_]+$/);
    }
  });

  test.each([
    ['no unit', { name: 'cloudcost_total', help: 'A cost.' }],
    ['several lines of help', { name: 'cost_usd_per_hour', help: 'A\ncost.' }],
    [
      'a label that every metric has',
      { name: 'cost_usd_per_hour', help: 'A cost.', labels: ['region'] },
    ],
    [
      'a label that Prometheus refuses',
      { name: 'cost_usd_per_hour', help: 'A cost.', labels: ['a-b'] },
    ],
  ])('cannot have %s', (_, definition) => {
    expect(() => defineMetric(definition)).toThrow();
  });

  test('of resources say which kinds the inventory must have', () => {
    const modules = ['EC2', 'ELB', 'MSK', 'NATGATEWAY', 'RDS'].map(moduleOf);

    expect(kindsOf(modules)).toEqual([
      'AWS::EC2::Instance',
      'AWS::EC2::Volume',
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      'AWS::MSK::Cluster',
      'AWS::RDS::DBInstance',
      'AWS::RDS::DBCluster',
    ]);
  });
});

describe('a page', () => {
  /** Resources as AWS might tell them, and as it never should. */
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom('a"b', 'a\\b', 'a\nb', 'a\0b', '\uD800', ''),
  );
  const type = fc.constantFrom(
    'm5.large',
    'g5.xlarge',
    'p5.48xlarge',
    'm5.metal',
    'm9.large',
    't3.micro',
  );
  const instance = fc
    .record({
      InstanceId: text,
      PrivateDnsName: text,
      InstanceType: type,
      Architecture: fc.constantFrom('x86_64', 7, null),
      UsageOperation: fc.constantFrom('RunInstances', 'RunInstances:0002', 'nonsense'),
      State: fc.constantFrom({ Name: 'running' }, { Name: 'stopped' }, 'running'),
    })
    .map((properties) =>
      stored('AWS::EC2::Instance', REGION, { id: properties.InstanceId, properties }),
    );
  const balancer = fc
    .record({ LoadBalancerName: text, Type: fc.constantFrom('application', 'network', 'gateway') })
    .map((properties) =>
      stored('AWS::ElasticLoadBalancingV2::LoadBalancer', REGION, { properties }),
    );
  const tagged = fc
    .tuple(fc.oneof(instance, balancer), text, text)
    .map(([resource, cluster, account]): StoredResource => ({
      ...resource,
      account,
      tags: { cluster },
    }));
  const resources = fc.array(tagged, { maxLength: 30 });

  test('has no two series with the same labels, whatever resources come in', async () => {
    await fc.assert(
      fc.asyncProperty(resources, fc.boolean(), async (found, names) => {
        const modules = [moduleOf('EC2'), moduleOf('ELB')];

        const page = await pageOf(modules, { resources: found, prices: [PRICES] }, { names });

        const counted = page.snapshot.modules.reduce((sum, one) => sum + one.series, 0);
        expect(page.samples).toHaveLength(counted);
        expect(page.snapshot.modules.map(({ problem }) => problem)).toEqual([undefined, undefined]);
        expect(page.samples.every(({ value }) => value > 0)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('cpu × vCPU + mem × GiB + gpu × count = total, of every instance type', async () => {
    const sizes = fc.record({
      vcpu: fc.integer({ min: 1, max: 900 }),
      memory: fc.integer({ min: 1, max: 32_000 }),
      gpu: fc.integer({ min: 0, max: 16 }),
      price: fc.integer({ min: 1, max: 10_000_000 }),
      instanceFamily: fc.constantFrom(
        'Compute optimized',
        'Memory optimized',
        'GPU instance',
        'General purpose',
      ),
    });
    await fc.assert(
      fc.asyncProperty(sizes, async ({ vcpu, memory, gpu, price, instanceFamily }) => {
        const usd = price / 10_000;
        const row = instanceRow('x9.large', String(usd), {
          vcpu: String(vcpu),
          memory: `${memory.toLocaleString('en-US')} GiB`,
          instanceFamily,
          ...(gpu > 0 && { gpu: String(gpu) }),
        });
        const resource = stored('AWS::EC2::Instance', REGION, {
          properties: { InstanceType: 'x9.large', UsageOperation: 'RunInstances' },
        });

        const page = await pageOf([moduleOf('EC2')], {
          ...{ resources: [resource], prices: [pricesOf(REGION, [row])] },
        });

        const value = (part: string): number =>
          page.samples.find(({ name }) => name.includes(part))?.value ?? 0;
        const sum = value('cpu_usd') * vcpu + value('memory_usd') * memory + value('gpu_usd') * gpu;
        expect(value('total_usd')).toBe(usd);
        expect(Math.abs(sum - usd) / usd).toBeLessThan(1e-9);
        expect(page.samples).toHaveLength(gpu > 0 ? 4 : 3);
      }),
      { numRuns: 60 },
    );
  });

  test('has the same names and samples as text and in OpenMetrics, and its size is known', async () => {
    const { snapshot } = await pageOf(METRICS_MODULES, { prices: [PRICES] });

    const text = textOf(snapshot, 'text');
    const open = textOf(snapshot, 'openmetrics');

    expect(readExposition(open).samples).toEqual(readExposition(text).samples);
    expect(readExposition(open).types).toEqual(readExposition(text).types);
    expect(readExposition(open).units.size).toBe(readExposition(open).types.size);
    expect(snapshot.bytes('text')).toBe(Buffer.byteLength(text));
    expect(snapshot.bytes('openmetrics')).toBe(Buffer.byteLength(open));
  });

  test('can leave out names: hashes tell series apart, the same in every page', async () => {
    const named = (name: string, id: string): StoredResource =>
      stored('AWS::EC2::Instance', REGION, {
        id,
        tags: { cluster: 'payroll' },
        properties: {
          ...{ InstanceType: 'm5.large', UsageOperation: 'RunInstances' },
          PrivateDnsName: name,
        },
      });
    const content = {
      resources: [named('ceo-laptop', 'i-1'), named('vault', 'i-2')],
      prices: [PRICES],
    };

    const hidden = await pageOf([moduleOf('EC2')], content, { names: false });
    const again = await pageOf([moduleOf('EC2')], content, { names: false });

    expect(hidden.text).not.toMatch(/ceo-laptop|vault|payroll/);
    expect(hidden.text).toBe(again.text);
    const instances = new Set(hidden.samples.map(({ labels }) => labels['instance']));
    expect(instances.size).toBe(2);
    expect([...instances].every((one) => /^[0-9a-f]{12}$/.test(one ?? ''))).toBe(true);
    expect(hidden.samples[0]?.labels['machine_type']).toBe('m5.large');
  });
});

describe('20 modules and 50 accounts', () => {
  const accounts = Array.from({ length: 50 }, (_, n) => String(210_000_000_000 + n));
  const places = accounts.map((account) => ({ account, regions: [REGION] }));

  function rateModule(n: number, value: () => string): MetricsModule {
    const metric = defineMetric({ name: `cost_${n}_usd_per_hour`, help: 'A cost.' });
    return defineMetricsModule({
      flag: `M${n}`,
      collector: `m${n}`,
      title: 'A test',
      metrics: [metric],
      *ofPlace() {
        yield series(metric, {}, decimal(value()));
      },
    });
  }

  /** Reads resources, which hang. */
  const stuck: MetricsModule = { ...moduleOf('EC2'), flag: 'STUCK' };

  function sourceThatHangs(): MetricsSource {
    return {
      ...sourceOf({ prices: [PRICES], places }),
      async *resources() {
        await new Promise(() => undefined);
        yield [];
      },
    };
  }

  test('one that throws and one that hangs keep their series, and the others are new', async () => {
    let value = '1';
    let isBroken = false;
    const broken = rateModule(20, () => {
      if (isBroken) throw new Error('the price list is upside down');
      return value;
    });
    const good = Array.from({ length: 18 }, (_, n) => rateModule(n, () => value));
    const modules = [stuck, broken, ...good];
    const before = await pageOf(modules, { prices: [PRICES], places });

    value = '2';
    isBroken = true;
    const began = performance.now();
    const after = await pageOf(modules, sourceThatHangs(), {
      ...{ previous: before.snapshot, moduleTimeoutMs: 500 },
    });

    expect(performance.now() - began).toBeLessThan(10_000);
    expect(after.values('cost_20_usd_per_hour')).toEqual(accounts.map(() => 1));
    for (let n = 0; n < 18; n += 1) {
      expect(after.values(`cost_${n}_usd_per_hour`)).toEqual(accounts.map(() => 2));
    }
    expect(after.reports['M20']).toMatchObject({
      ...{ series: 50, problem: { message: 'the price list is upside down' } },
    });
    expect(after.reports['STUCK']?.problem?.message).toBe('STUCK took more than 0.5 s');
    expect(after.reports['M3']).toMatchObject({ series: 50, problem: undefined });
  });

  test('a module that fails at first has a problem and no series, and recovers', async () => {
    let isBroken = true;
    const module = rateModule(0, () => {
      if (isBroken) throw new Error('not yet');
      return '1';
    });
    const first = await pageOf([module], { places });
    isBroken = false;
    const second = await pageOf([module], { places }, { previous: first.snapshot });

    expect(first.text).toBe('');
    expect(first.reports['M0']).toMatchObject({ series: 0, builtAt: undefined });
    expect(second.values('cost_0_usd_per_hour')).toHaveLength(50);
    expect(second.reports['M0']?.problem).toBeUndefined();
  });

  test('stop at once when the process stops', async () => {
    const stop = new AbortController();
    const building = pageOf([stuck], sourceThatHangs(), { signal: stop.signal });

    stop.abort(new Error('stopped'));

    await expect(building).rejects.toThrow('stopped');
  });

  test('tell how long each region took', async () => {
    const page = await pageOf([rateModule(0, () => '1')], { places });

    const durations = page.reports['M0']?.durationMs ?? new Map<string, number>();
    expect([...durations.keys()]).toEqual([REGION]);
    expect(durations.get(REGION)).toBeGreaterThan(0);
  });
});

test('a scrape finds a turn of its own while many resources are read', async () => {
  const resources = Array.from({ length: 2_000 }, (_, n) =>
    stored('AWS::EC2::Instance', REGION, {
      ...{ id: `i-${n}`, properties: { InstanceType: 'm5.large', UsageOperation: 'RunInstances' } },
    }),
  );
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);

  const page = await pageOf([moduleOf('EC2')], { resources, prices: [PRICES] });

  clearInterval(timer);
  expect(page.reports['EC2']?.series).toBe(6_000);
  expect(turns).toBeGreaterThan(2);
});
