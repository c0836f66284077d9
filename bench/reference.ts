import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { ESTATE_SIZES } from '../src/sandbox/estate/estate.ts';
import { row, type Figures } from './figures.ts';
import { measure, sandboxProcess, type EstateSize, type Usage } from './processes.ts';

const LATENCY_MS = 100;
const IN_FLIGHT = 256;
const BARE_CALLS = 10_000;
const REFERENCE = ESTATE_SIZES.reference;
const KINDS = [
  'AWS::Account::Info',
  'AWS::Organizations::Account',
  'AWS::S3::Bucket',
  'AWS::EC2::Instance',
  'AWS::ECS::Cluster',
  'AWS::SQS::Queue',
];

const Report = z.object({
  status: z.string(),
  totals: z.object({ resources: z.number(), calls: z.number(), throttles: z.number() }),
  calls: z.record(z.string(), z.object({ calls: z.number() })),
});

interface Run extends Usage {
  readonly report: z.output<typeof Report>;
  readonly peakInFlight: number;
}

async function resyncRun(estate: EstateSize): Promise<Run> {
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-bench-'));
  const report = path.join(folder, 'report.json');
  await using sandbox = await sandboxProcess(estate, LATENCY_MS);
  const output = path.join(folder, 'resources.ndjson');
  const args = ['--kinds', KINDS.join(','), '--report', report, '--output', output];
  const usage = await measure('bench/resync-run.mjs', args, sandbox.environment, z.object({}));
  const { peakInFlight } = await sandbox.calls();
  const parsed = Report.parse(JSON.parse(await readFile(report, 'utf8')));
  await rm(folder, { recursive: true });
  return { ...usage, report: parsed, peakInFlight };
}

async function bareCalls(way: 'sdk' | 'signed'): Promise<number> {
  await using sandbox = await sandboxProcess(ESTATE_SIZES.small, 0);
  const { cpuMs } = await measure(
    'bench/bare-calls.mjs',
    [way, String(BARE_CALLS)],
    sandbox.environment,
    z.object({}),
  );
  return (cpuMs / BARE_CALLS) * 1_000;
}

/** The minimum number of calls for these kinds, from the APIs' page sizes. */
function leastCalls(estate: typeof REFERENCE, regions: number): number {
  const { accounts, usedRegions, 'AWS::SQS::Queue': queues } = estate;
  const inUse = accounts * usedRegions;
  const perPage = (count: number, size: number): number =>
    Math.max(1, Math.ceil(count / usedRegions / size));
  const discovery = Math.ceil(accounts / 20) + accounts + accounts; // list, assume role, list regions
  const lists = accounts * regions * 3 + accounts + Math.ceil(accounts / 20);
  const furtherPages = inUse * (perPage(estate['AWS::EC2::Instance'], 1_000) - 1);
  const clusters = inUse * perPage(estate['AWS::ECS::Cluster'], 100);
  const tags = inUse * perPage(estate['AWS::S3::Bucket'], 100);
  return discovery + lists + furtherPages + clusters + tags + accounts * queues;
}

/** Figures of the reference organization: six kinds, 100 accounts, 17 regions. */
export async function referenceFigures(isQuick: boolean): Promise<Figures> {
  process.stdout.write('bare calls …\n');
  const sdkMicros = await bareCalls('sdk');
  const signedMicros = await bareCalls('signed');
  process.stdout.write('reference organization …\n');
  const run = await resyncRun(REFERENCE);
  const tenfold = isQuick ? undefined : await tenfoldRun();
  const { resources, calls, throttles } = run.report.totals;
  const least = leastCalls(REFERENCE, 17);
  const idealMs = (calls * LATENCY_MS) / IN_FLIGHT;
  const cpuPerCall = (run.cpuMs / calls) * 1_000;
  return {
    rows: [
      row('API calls per resource', calls / resources, 3, (least / resources).toFixed(3), '≤ 0.31'),
      row('API calls relative to the minimum', calls / least, 3, '1.0', ''),
      row('wall time relative to calls × latency ÷ 256', run.wallMs / idealMs, 2, '1.0', '≤ 1.5'),
      row('peak memory, MB', run.peakMb, 0, '–', '≤ 300'),
      ...(tenfold === undefined
        ? []
        : [
            row(
              'peak memory with 10 × the resources, relative',
              tenfold.peakMb / run.peakMb,
              2,
              '1.0',
              '≤ 1.2',
            ),
          ]),
      row(
        'CPU per AWS call relative to a plain SDK call',
        cpuPerCall / sdkMicros,
        2,
        '1.0',
        '≤ 1.3',
      ),
      row(
        'CPU per AWS call relative to a plain signed request',
        cpuPerCall / signedMicros,
        2,
        '1.0',
        '',
      ),
    ],
    notes: [
      `${resources} resources, ${calls} calls (${throttles} throttled, minimum ${least}), status ${run.report.status}`,
      `wall ${(run.wallMs / 1_000).toFixed(1)} s (ideal ${(idealMs / 1_000).toFixed(1)} s), CPU ${(run.cpuMs / 1_000).toFixed(1)} s, ${cpuPerCall.toFixed(0)} µs per call; plain SDK call ${sdkMicros.toFixed(0)} µs, plain signed request ${signedMicros.toFixed(0)} µs; peak ${run.peakInFlight} requests in flight`,
      ...(tenfold === undefined
        ? []
        : [
            `10 × the resources: ${tenfold.report.totals.resources} resources, ${tenfold.report.totals.calls} calls, ${(tenfold.wallMs / 1_000).toFixed(1)} s, ${tenfold.peakMb.toFixed(0)} MB, status ${tenfold.report.status}`,
          ]),
    ],
  };
}

function tenfoldRun(): Promise<Run> {
  process.stdout.write('10 × the resources …\n');
  return resyncRun({ ...REFERENCE, accounts: REFERENCE.accounts * 10 });
}
