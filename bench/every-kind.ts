import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { table } from '../src/lib/table.ts';
import type { Kind } from '../src/core/exporters/kind.ts';
import { loadAllKinds } from '../src/core/exporters/registry.ts';
import { actionNamesOf } from '../src/core/exporters/action-names.ts';
import { ESTATE_KINDS } from '../src/sandbox/estate/estate.ts';
import { leastCalls, WHY_MORE } from '../test/helpers/least-calls.ts';
import { estateOf, measure, sandboxProcess, type EstateSize } from './processes.ts';
import type { Figures } from './figures.ts';

const LATENCY_MS = 100;
const ESTATE = {
  ...Object.fromEntries(ESTATE_KINDS.map((kind) => [kind, 20])),
  accounts: 4,
  usedRegions: 4,
  'AWS::S3::Bucket': 200,
  'AWS::EC2::Instance': 400,
  'AWS::EC2::Volume': 600,
  'AWS::ECS::Cluster': 8,
  'AWS::ECS::Service': 20,
  'AWS::ECS::TaskDefinition': 800,
  'AWS::SQS::Queue': 120,
  'AWS::SNS::Topic': 80,
  'AWS::Lambda::Function': 240,
  'AWS::ECR::Repository': 60,
  'AWS::EKS::Cluster': 8,
  'AWS::RDS::DBInstance': 60,
  'AWS::RDS::DBCluster': 20,
  'AWS::DynamoDB::Table': 80,
  'AWS::ElastiCache::Cluster': 20,
  'AWS::MemoryDB::User': 12,
  'AWS::MSK::Cluster': 8,
  'AWS::MSK::ServerlessCluster': 8,
  'AWS::SES::EmailIdentity': 8,
  'AWS::SES::ConfigurationSet': 8,
  'AWS::CodeBuild::Project': 60,
  'AWS::CodeBuild::BuildRun': 240,
  'AWS::CodeDeploy::Application': 20,
  'AWS::CodeDeploy::DeploymentGroup': 2,
  'AWS::CodeDeploy::Deployment': 60,
  'AWS::CodePipeline::Pipeline': 20,
  'AWS::CodePipeline::PipelineExecution': 10,
} satisfies EstateSize;

const Report = z.object({
  status: z.string(),
  totals: z.object({ retries: z.number(), throttles: z.number() }),
  kinds: z.array(z.object({ kind: z.string(), resources: z.number(), calls: z.number() })),
});

interface Run {
  readonly wallMs: number;
  readonly status: string;
  readonly throttles: number;
  readonly retries: number;
  readonly resources: (kind: string) => number;
  /** Calls for kinds, without those that find accounts and regions. */
  readonly calls: (kind: string) => number;
}

/** Reads all kinds: each kind alone, each with every optional action, and all in parallel. */
class EveryKindBench implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async start(): Promise<EveryKindBench> {
    return new EveryKindBench(await mkdtemp(path.join(tmpdir(), 'longshore-bench-')));
  }

  async run(kinds: readonly Kind[], withOptions: boolean, latencyMs: number): Promise<Run> {
    await using sandbox = await sandboxProcess(ESTATE, latencyMs); // rate limits start afresh
    const report = path.join(this.#folder, 'report.json');
    const config = path.join(this.#folder, 'mapping.yml');
    const output = path.join(this.#folder, 'resources.ndjson');
    await writeFile(config, mappingOf(kinds, withOptions));
    const args = ['--config', config, '--report', report, '--output', output];
    const { wallMs } = await measure(
      'bench/resync-run.mjs',
      args,
      sandbox.environment,
      z.object({}),
    );
    const {
      status,
      totals,
      kinds: counts,
    } = Report.parse(JSON.parse(await readFile(report, 'utf8')));
    const of = (kind: string) => counts.find((count) => count.kind === kind);
    return {
      wallMs,
      status,
      ...totals,
      resources: (kind) => of(kind)?.resources ?? 0,
      calls: (kind) => of(kind)?.calls ?? 0,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }
}

/** Calls of every kind compared to the minimum, and the time of all kinds compared to the slowest. */
export async function everyKindFigures(): Promise<Figures> {
  const kinds = await loadAllKinds();
  const estate = estateOf(ESTATE);
  await using bench = await EveryKindBench.start();
  const rows: string[][] = [];
  const walls: number[] = [];
  const ratios: number[] = [];
  for (const kind of kinds) {
    process.stdout.write(`${kind.kind} …\n`);
    const run = await bench.run([kind], false, LATENCY_MS);
    walls.push(run.wallMs);
    const calls = run.calls(kind.kind);
    const resources = run.resources(kind.kind);
    const { alone: least, options: more } = leastCalls(kind, estate);
    const leastOptions = least + more;
    const options =
      kind.actions.options.length === 0 ? undefined : await bench.run([kind], true, 0);
    const optionCalls = options?.calls(kind.kind) ?? 0;
    ratios.push(ratio(calls, least));
    if (options !== undefined) ratios.push(ratio(optionCalls, leastOptions));
    const isMore = calls > least || (options !== undefined && optionCalls > leastOptions);
    const retries = run.retries + (options?.retries ?? 0);
    rows.push([
      kind.kind,
      String(resources),
      String(least),
      String(calls),
      ratio(calls, least).toFixed(2),
      resources === 0 ? '–' : (calls / resources).toFixed(3),
      ...(options === undefined
        ? ['', '', '']
        : [String(leastOptions), String(optionCalls), ratio(optionCalls, leastOptions).toFixed(2)]),
      isMore ? (WHY_MORE[kind.kind] ?? `${retries} calls were made again`) : '',
    ]);
  }
  process.stdout.write('all kinds at once …\n');
  const all = await bench.run(kinds, false, LATENCY_MS);
  const calls = total(kinds, (kind) => all.calls(kind.kind));
  const least = total(kinds, (kind) => leastCalls(kind, estate).together);
  const slowest = Math.max(...walls);
  const sum = walls.reduce((one, other) => one + other, 0);
  const columns = [
    { heading: 'kind' },
    ...['resources', 'minimum', 'calls', '×', 'per resource', 'minimum', 'with options', '×'].map(
      (heading) => ({ heading, align: 'right' as const }),
    ),
    { heading: 'reason' },
  ];
  return {
    rows: [
      [
        'every kind: calls relative to the minimum, worst kind',
        Math.max(...ratios).toFixed(2),
        '1.0',
        '≤ 1.1',
      ],
      ['all kinds: calls relative to the minimum', ratio(calls, least).toFixed(2), '1.0', '≤ 1.1'],
      [
        'all kinds: time relative to the slowest kind alone',
        (all.wallMs / slowest).toFixed(2),
        '1.0',
        '≤ 1.5',
      ],
      ['all kinds: time relative to the sum of all kinds', (all.wallMs / sum).toFixed(2), '', ''],
    ],
    notes: [
      `all kinds: ${total(kinds, (kind) => all.resources(kind.kind))} resources, ${calls} calls (minimum ${least}, ${all.throttles} throttled), status ${all.status}, ${seconds(all.wallMs)}; the slowest kind alone ${seconds(slowest)}, one after another ${seconds(sum)}`,
      '',
      table(columns, rows),
    ],
  };
}

/** The maximum number of optional actions in a selector. */
function optionsOf(kind: Kind): readonly string[] {
  const { options, most } = actionNamesOf(kind);
  return options.slice(0, most);
}

function mappingOf(kinds: readonly Kind[], withOptions: boolean): string {
  const resources = kinds.map((kind) => ({
    kind: kind.kind,
    selector: {
      query: 'true',
      ...(withOptions && { includeActions: optionsOf(kind) }),
    },
    port: { entity: { mappings: { identifier: '.Type', blueprint: '"resource"' } } },
  }));
  return stringify({ resources });
}

function ratio(calls: number, least: number): number {
  return least === 0 ? 1 + calls : calls / least;
}

function total(kinds: readonly Kind[], of: (kind: Kind) => number): number {
  return kinds.reduce((sum, kind) => sum + of(kind), 0);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
