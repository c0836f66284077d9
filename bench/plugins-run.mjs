/* global AbortController */
// Prices 10,000 resources through one plugin: with the host, or with bare gRPC calls of requests that exist already.
import { setMaxListeners } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { Client, credentials } from '@grpc/grpc-js';
import pLimit from 'p-limit';
import { launchPlugin } from '../dist/cost/engine/plugins/launch-plugin.js';
import { PluginSet } from '../dist/cost/engine/plugins/plugin-set.js';
import { installedPlugins } from '../dist/cost/engine/plugins/installed-plugins.js';
import { projectedByPlugins } from '../dist/cost/engine/plugins/projected-by-plugins.js';
import { CostSourceServiceService as METHODS } from '../dist/cost/engine/plugins/protocol/finfocus/v1/cost_source.generated.js';
import { resourceRequest } from '../dist/cost/engine/plugins/resource-request.js';
import { cpuTime } from './measured.mjs';

const RESOURCES = 10_000;
const BATCH = 100;
const [, , way, folder] = process.argv;
const hasBatch = way.endsWith('batches');
const { signal } = new AbortController();
setMaxListeners(0, signal);

const fixture = path.resolve('test/cost/engine/plugins/fixtures/plugin.mjs');
const place = path.join(folder, 'plugins', 'bench', '1.0.0');
mkdirSync(place, { recursive: true });
const binary = path.join(place, 'finfocus-plugin-bench');
const behaviour = JSON.stringify({ name: 'bench', prices: { '*': 7.3 }, hasBatch });
writeFileSync(binary, `#!/bin/sh\nexec '${process.execPath}' '${fixture}' '${behaviour}' "$@"\n`);
chmodSync(binary, 0o755);

const plan = {
  resources: Array.from({ length: RESOURCES }, (_, n) => {
    const after = {
      properties: {
        ...{ instanceType: 't3.micro', ami: 'ami-0123456789abcdef0', monitoring: false },
        tags: { Name: `web-${n}`, team: `team-${n % 20}`, env: 'prod' },
      },
      ...{ region: 'us-east-1', cloudId: undefined, arn: undefined, created: undefined },
      references: {},
    };
    return {
      address: `urn:pulumi:dev::shop::aws:ec2/instance:Instance::web-${n}`,
      ...{ type: 'aws:ec2/instance:Instance', name: `web-${n}`, provider: 'aws' },
      ...{ operation: 'create', step: 'create', isExternal: false, before: 'none', after },
    };
  }),
};

async function hosted() {
  const { plugins } = await installedPlugins(path.join(folder, 'plugins'));
  const warn = (text) => {
    throw new Error(text);
  };
  const set = await PluginSet.open(plugins, { env: process.env, signal, warn });
  const measured = await timed(async () => {
    const costs = await projectedByPlugins(plan, set, { isFree: () => false, signal, warn });
    const priced = [...costs.values()].filter(({ prices }) => prices.length === 1).length;
    if (priced !== RESOURCES) throw new Error(`${priced} of ${RESOURCES} priced`);
  });
  await set[Symbol.asyncDispose]();
  return measured;
}

async function bare() {
  const launched = await launchPlugin({ name: 'bench', binary, env: process.env, signal });
  const client = new Client(launched.target, credentials.createInsecure());
  const requests = plan.resources.map((one) => resourceRequest(one, one.after));
  const messages = hasBatch
    ? Array.from({ length: RESOURCES / BATCH }, (_, n) => ({
        ...{ resources: requests.slice(n * BATCH, (n + 1) * BATCH), queryType: 3, dryRun: false },
      }))
    : requests.map((resource) => ({
        ...{ resource, utilizationPercentage: 0, growthType: 0, dryRun: false, usageProfile: 0 },
      }));
  const {
    path: name,
    requestSerialize,
    responseDeserialize,
  } = hasBatch ? METHODS.batchCost : METHODS.getProjectedCost;
  const limit = pLimit(hasBatch ? 3 : 32);
  const call = (message) =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        name,
        requestSerialize,
        responseDeserialize,
        message,
        (error, response) => {
          if (error === null) resolve(response);
          else reject(error);
        },
      );
    });
  const measured = await timed(() => Promise.all(messages.map((one) => limit(() => call(one)))));
  client.close();
  await launched.stop();
  return measured;
}

/** Without the start of the processes; with what their compilers take, as in a run of the command. */
async function timed(work) {
  const cpuBefore = cpuTime();
  const startedAt = performance.now();
  await work();
  return { cpuMs: cpuTime() - cpuBefore, wallMs: performance.now() - startedAt };
}

const measured = await (way.startsWith('bare') ? bare() : hosted());
const peakMb = process.resourceUsage().maxRSS / 1_024;
process.stdout.write(`\n${JSON.stringify({ ...measured, peakMb })}\n`);
process.exit(0);
