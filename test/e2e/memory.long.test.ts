import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DescribeClustersResponse } from '@aws-sdk/client-ecs';
import { expect, test } from '@jest/globals';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Handler } from '../../src/sandbox/services/handler.ts';
import { environmentOf, spawnLongshore } from '../helpers/command.ts';
import { simulatedAnswer } from '../helpers/simulated.ts';

/** Megabytes of old space: the program alone takes more than 40, and the rest is no tenth of the resources. */
const HEAP_MB = 60;
/** Bytes of each resource. Few large ones fill memory as many small ones do, and cost less CPU. */
const RESOURCE_BYTES = 10_000;
const ACCOUNTS = 25;
const REGIONS = ['us-east-1', 'eu-west-1', 'us-west-2', 'ap-south-1'];
const CLUSTERS_PER_REGION = 200;
const RESOURCES = ACCOUNTS * REGIONS.length * CLUSTERS_PER_REGION;

const filler = 'x'.repeat(RESOURCE_BYTES);

/** Large clusters. */
const describeClusters: Handler = (input, context) => {
  const answer: DescribeClustersResponse = simulatedAnswer('ecs:DescribeClusters')(input, context);
  const statistics = [{ name: 'filler', value: filler }];
  return { clusters: answer.clusters?.map((cluster) => ({ ...cluster, statistics })) };
};

test('20,000 large resources pass through a heap that has room for less than a tenth of them', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-memory-'));
  await using sandbox = await startSandbox({
    estate: {
      seed: 'memory',
      accounts: ACCOUNTS,
      suspendedEvery: 0,
      regions: REGIONS,
      usedRegions: REGIONS.length,
      'AWS::ECS::Cluster': CLUSTERS_PER_REGION * REGIONS.length,
    },
    replies: { 'ecs:DescribeClusters': describeClusters },
  });
  const report = path.join(folder, 'report.json');

  const { exitCode } = await spawnLongshore(
    ['resync', '--kinds', 'AWS::ECS::Cluster', '--output', '-', '--report', report],
    {
      env: { ...environmentOf(sandbox), LONGSHORE_LOG_LEVEL: 'error' },
      stdout: 'ignore',
      nodeOptions: [`--max-old-space-size=${HEAP_MB}`],
    },
  );

  const { status, totals } = JSON.parse(await readFile(report, 'utf8')) as {
    status: string;
    totals: { resources: number };
  };
  await rm(folder, { recursive: true });
  expect({ exitCode, status, resources: totals.resources }).toEqual({
    exitCode: 0,
    status: 'complete',
    resources: RESOURCES,
  });
}, 300_000);
