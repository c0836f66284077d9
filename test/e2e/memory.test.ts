import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { environmentOf, spawnLongshore } from '../helpers/command.ts';

/** Megabytes of old space: room for about a tenth of the resources below. */
const HEAP_MB = 128;

test('500,000 resources pass through a heap that could hold a tenth of them', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-memory-'));
  await using sandbox = await startSandbox({
    estate: {
      seed: 'memory',
      accounts: 25,
      suspendedEvery: 0,
      regions: ['us-east-1', 'eu-west-1', 'us-west-2', 'ap-south-1'],
      usedRegions: 4,
      clusters: 20_000,
    },
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
    resources: 500_000,
  });
}, 600_000);
