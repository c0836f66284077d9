import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { actualByPlugins } from '../../../../src/cost/engine/plugins/actual-by-plugins.ts';
import { installedPlugins } from '../../../../src/cost/engine/plugins/installed-plugins.ts';
import { PluginSet } from '../../../../src/cost/engine/plugins/plugin-set.ts';
import { projectedByPlugins } from '../../../../src/cost/engine/plugins/projected-by-plugins.ts';
import type { Plan, PlannedState } from '../../../../src/cost/engine/plans/planned-resource.ts';
import { toNumber } from '../../../../src/cost/money/decimal.ts';
import { planOf, preview, urn } from '../plan-documents.ts';
import { generatedPython, type GeneratedPython } from './generated-python.ts';
import { pluginFolder, type PluginFolder } from './test-plugin.ts';

const PLUGIN = fileURLToPath(new URL('python/plugin.py', import.meta.url));

let world: GeneratedPython;
beforeAll(async () => {
  world = await generatedPython();
}, 300_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function install(plugins: PluginFolder, name: string, behaviour: object): Promise<void> {
  const { python, generated } = world;
  const told = JSON.stringify({ generated, ...behaviour });
  await plugins.script(name, `#!/bin/sh\nexec '${python}' '${PLUGIN}' '${told}' "$@"\n`);
}

interface Opened {
  readonly set: PluginSet;
  readonly warnings: string[];
}

async function open(plugins: PluginFolder): Promise<Opened> {
  const warnings: string[] = [];
  const { plugins: installed } = await installedPlugins(plugins.folder);
  const set = await PluginSet.open(installed, {
    ...{ env: { PATH: process.env['PATH'] }, signal: new AbortController().signal },
    limits: { stop: 500 },
    routing: { plugins: [rule('batches', 2), rule('dying', 1), rule('single', 0)] },
    warn: (text) => warnings.push(text),
  });
  return { set, warnings };
}

function rule(
  name: string,
  priority: number,
): {
  readonly name: string;
  readonly priority: number;
  readonly fallback: boolean;
} {
  return { name, priority, fallback: true };
}

async function instances(count: number): Promise<Plan> {
  const type = 'aws:ec2/instance:Instance';
  const steps = Array.from({ length: count }, (_, n) => ({
    ...{ op: 'create', urn: urn(type, `web-${n}`) },
    newState: {
      custom: true,
      inputs: { instanceType: 't3.micro', region: n % 2 === 0 ? 'us-east-1' : 'eu-west-1' },
    },
  }));
  return await planOf(preview(steps));
}

test('5,000 resources through three plugins: one for a region, one that dies, one that is slow', async () => {
  await using plugins = await pluginFolder();
  await install(plugins, 'batches', { batch: true, region: 'us-east-1', price: 1.25 });
  await install(plugins, 'dying', { die_after: 100, price: 2.5 });
  await install(plugins, 'single', { price: 5, ignores_sigterm: true });
  const plan = await instances(5_000);
  const opened = await open(plugins);
  await using set = opened.set;
  const { warnings } = opened;

  const costs = await projectedByPlugins(plan, set, {
    ...{ isFree: () => false, signal: new AbortController().signal },
    warn: (text) => warnings.push(text),
  });

  const counts = new Map<string, number>();
  for (const { after } of plan.resources) {
    const [price] = costs.get(after as PlannedState)?.prices ?? [];
    const key = `${price?.plugin ?? 'none'} ${price === undefined ? '' : toNumber(price.monthly)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect(counts.get('batches 1.25')).toBe(2_500);
  expect(counts.get('dying 2.5')).toBeGreaterThanOrEqual(100);
  expect((counts.get('dying 2.5') ?? 0) + (counts.get('single 5') ?? 0)).toBe(2_500);
  expect(warnings).toEqual([expect.stringContaining('plugin dying')]);
}, 120_000);

test('actual costs come in pages of another implementation; pages without end are no cost', async () => {
  await using plugins = await pluginFolder();
  await install(plugins, 'batches', { endless: true });
  await install(plugins, 'single', {});
  const { resources } = await instances(1);
  const opened = await open(plugins);
  await using set = opened.set;
  const { warnings } = opened;
  const items = resources.map((resource) => ({
    ...{ resource, state: resource.after as PlannedState },
    charged: {
      ...{ resourceType: resource.type, resourceId: resource.address, provider: 'aws' },
      ...{ service: 'ec2', tags: new Map<string, string>() },
    },
  }));

  const costs = await actualByPlugins(items, set, {
    period: { start: Date.parse('2026-03-01'), end: Date.parse('2026-03-08') },
    ...{ basis: 'EffectiveCost', signal: new AbortController().signal },
    warn: (text) => warnings.push(text),
  });

  const [[result] = []] = [...costs.values()];
  expect(result).toMatchObject({ adapter: 'single', currency: 'USD' });
  expect(result?.dailyCosts?.map(toNumber)).toEqual([1.5, 1.5, 1.5, 0, 0, 0, 0]);
  expect(warnings.at(-1)).toBe('plugin batches: its pages of actual costs have no end');
}, 60_000);
