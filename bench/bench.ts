// Measures the figures of the design on its reference estate. Ratios within one run: machines differ.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { table } from '../src/cli/table.ts';
import { ESTATE_SIZES } from '../src/sandbox/estate/estate.ts';
import { portFigures } from './port.ts';
import { measure, sandboxProcess, type EstateSize, type Usage } from './processes.ts';

const LATENCY_MS = 100;
const IN_FLIGHT = 256;
const BARE_CALLS = 10_000;
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

/** The fewest calls that can read these kinds, from the APIs' own page sizes. */
function leastCalls(estate: EstateSize, regions: number): number {
  const { accounts, usedRegions, queues } = estate;
  const inUse = accounts * usedRegions;
  const perPage = (count: number, size: number): number =>
    Math.max(1, Math.ceil(count / usedRegions / size));
  const discovery = Math.ceil(accounts / 20) + accounts + accounts; // list, assume role, list regions
  const lists = accounts * regions * 3 + accounts + Math.ceil(accounts / 20);
  const furtherPages = inUse * (perPage(estate.instances, 1_000) - 1);
  const clusters = inUse * perPage(estate.clusters, 100);
  const tags = inUse * perPage(estate.buckets, 100);
  return discovery + lists + furtherPages + clusters + tags + accounts * queues;
}

function row(figure: string, value: number, digits: number, limit: string, goal: string): string[] {
  return [figure, value.toFixed(digits), limit, goal];
}

const reference = ESTATE_SIZES.reference;
const isQuick = process.argv.includes('--quick');
process.stdout.write('bare calls …\n');
const sdkMicros = await bareCalls('sdk');
const signedMicros = await bareCalls('signed');
process.stdout.write('reference estate …\n');
const run = await resyncRun(reference);
const tenfold = isQuick
  ? undefined
  : await (process.stdout.write('ten times as large …\n'),
    resyncRun({ ...reference, accounts: reference.accounts * 10 }));

const port = await portFigures(isQuick);

const { resources, calls, throttles } = run.report.totals;
const callsPerResource = calls / resources;
const least = leastCalls(reference, 17);
const idealMs = (calls * LATENCY_MS) / IN_FLIGHT;
const cpuPerCall = (run.cpuMs / calls) * 1_000;
const rows = [
  row('API calls per resource', callsPerResource, 3, (least / resources).toFixed(3), '≤ 0.31'),
  row('API calls against the fewest possible', calls / least, 3, '1.0', ''),
  row('wall time against calls × latency ÷ 256', run.wallMs / idealMs, 2, '1.0', '≤ 1.5'),
  row('peak memory, MB', run.peakMb, 0, '–', '≤ 300'),
  ...(tenfold === undefined
    ? []
    : [
        row(
          'peak memory, ten times the estate, against it',
          tenfold.peakMb / run.peakMb,
          2,
          '1.0',
          '≤ 1.2',
        ),
      ]),
  row('CPU per AWS call against the bare SDK call', cpuPerCall / sdkMicros, 2, '1.0', '≤ 1.3'),
  row('CPU per AWS call against a bare signed request', cpuPerCall / signedMicros, 2, '1.0', ''),
  ...port.rows,
];
const columns = [
  { heading: 'figure' },
  { heading: 'measured', align: 'right' },
  { heading: 'limit', align: 'right' },
  { heading: 'goal', align: 'right' },
] as const;
process.stdout.write(`
${table(columns, rows)}

${resources} resources, ${calls} calls (${throttles} throttled, fewest possible ${least}), status ${run.report.status}
wall ${(run.wallMs / 1_000).toFixed(1)} s (ideal ${(idealMs / 1_000).toFixed(1)} s), CPU ${(run.cpuMs / 1_000).toFixed(1)} s, ${cpuPerCall.toFixed(0)} µs a call; bare SDK call ${sdkMicros.toFixed(0)} µs, bare signed request ${signedMicros.toFixed(0)} µs; peak ${run.peakInFlight} requests in flight
`);
if (tenfold !== undefined) {
  const { totals, status } = tenfold.report;
  process.stdout.write(
    `ten times as large: ${totals.resources} resources, ${totals.calls} calls, ${(tenfold.wallMs / 1_000).toFixed(1)} s, ${tenfold.peakMb.toFixed(0)} MB, status ${status}\n`,
  );
}
process.stdout.write(`${port.notes.join('\n')}\n`);
