import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { row, type Figures } from './figures.ts';
import { measure, type Usage } from './processes.ts';

const LARGE = 100_000;
const SMALL = 10;
const RUNS = 3;
const PRICES = 'demo/prices.ndjson.gz';

/** What it costs to price plans, against reading them as JSON, and against starting up. */
export async function engineFigures(): Promise<Figures> {
  const folder = await mkdtemp(path.join(tmpdir(), 'longshore-bench-engine-'));
  try {
    process.stdout.write(`engine: a plan of ${LARGE} resources …\n`);
    const large = path.join(folder, 'large.json');
    const small = path.join(folder, 'small.json');
    await writePlan(large, LARGE);
    await writePlan(small, SMALL);
    const parsed = await median(['parse', large]);
    const projected = await median(['project', large, PRICES]);
    const help = await median(['help']);
    const start = await median(['start', small, PRICES]);
    return {
      rows: [
        row(
          'projecting 100,000 resources, relative to JSON.parse, CPU',
          projected.cpuMs / parsed.cpuMs,
          2,
          '–',
          '≤ 5',
        ),
        row(
          'projecting 100,000 resources, MB above the parsed plan',
          projected.peakMb - parsed.peakMb,
          0,
          '–',
          '≤ 150',
        ),
        row(
          'a plan of 10 resources, relative to --help, CPU',
          start.cpuMs / help.cpuMs,
          2,
          '–',
          '≤ 2',
        ),
      ],
      notes: [
        `100,000 resources: ${projected.cpuMs.toFixed(0)} ms CPU, ${projected.peakMb.toFixed(0)} MB; JSON.parse ${parsed.cpuMs.toFixed(0)} ms, ${parsed.peakMb.toFixed(0)} MB`,
        `10 resources: ${start.cpuMs.toFixed(0)} ms CPU; --help ${help.cpuMs.toFixed(0)} ms`,
      ],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The run with the median of the CPU. */
async function median(args: readonly string[]): Promise<Usage> {
  const runs: Usage[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    runs.push(await measure('bench/engine-run.mjs', args, {}, z.object({})));
  }
  const [, middle] = runs.sort((one, other) => one.cpuMs - other.cpuMs);
  if (middle === undefined) throw new Error('no run');
  return middle;
}

/** A plan of Terraform: instances, volumes, queues and roles. */
async function writePlan(file: string, resources: number): Promise<void> {
  await pipeline(Readable.from(planText(resources)), createWriteStream(file));
}

function* planText(resources: number): Generator<string, void> {
  yield '{"format_version":"1.2","terraform_version":"1.9.0","resource_changes":[';
  for (let n = 0; n < resources; n += 1) {
    yield `${n === 0 ? '' : ','}${JSON.stringify(changeOf(n))}`;
  }
  const region = { constant_value: 'us-east-1' };
  const configuration = {
    provider_config: { aws: { name: 'aws', expressions: { region } } },
  };
  yield `],"configuration":${JSON.stringify(configuration)}}`;
}

const TYPES: readonly (readonly [type: string, values: object])[] = [
  ['aws_instance', { instance_type: 'm5.large', ami: 'ami-0123456789abcdef0', monitoring: false }],
  ['aws_ebs_volume', { size: 100, type: 'gp3', availability_zone: 'us-east-1a' }],
  ['aws_sqs_queue', { visibility_timeout_seconds: 30, fifo_queue: false }],
  ['aws_iam_role', { assume_role_policy: '{"Version":"2012-10-17","Statement":[]}' }],
];

function changeOf(n: number): object {
  const [type, values] = TYPES[n % TYPES.length] ?? ['aws_instance', {}];
  const name = `resource_${n}`;
  const after = { name, tags: { Name: name, team: `team-${n % 20}`, env: 'prod' }, ...values };
  return {
    ...{ address: `${type}.${name}`, mode: 'managed', type, name },
    provider_name: 'registry.terraform.io/hashicorp/aws',
    change: {
      ...{ actions: ['create'], before: null, after, after_unknown: { id: true, arn: true } },
      ...{ before_sensitive: false, after_sensitive: { tags: {} } },
    },
  };
}
