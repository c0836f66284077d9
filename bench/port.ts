import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { defaultBlueprints } from '../src/app/default-blueprints.ts';
import { createPortClient } from '../src/app/port-client.ts';
import { loadSettings } from '../src/config/settings.ts';
import { convergeBlueprints } from '../src/catalog/converge-blueprints.ts';
import type { Figures } from './figures.ts';
import { measure, sandboxProcess, type SandboxProcess, type Usage } from './processes.ts';

/** Instances of one kind: only writing to Port is measured. */
const ESTATE = { accounts: 10, usedRegions: 4 };
const KIND = 'AWS::EC2::Instance';
const ENTITIES = 100_000;
/**
 * Port's limits halved, so that they are the bottleneck and not this machine. Requests per 5 minutes, and
 * concurrent requests.
 */
const SCALE = 0.5;
const BULK_LIMIT = { perSecond: (35_000 / 300) * SCALE, burst: 3_500 * SCALE };
const BULK = 'POST /v1/blueprints/:id/entities/bulk';

const Report = z.object({
  status: z.string(),
  port: z.object({
    created: z.number(),
    updated: z.number(),
    unchanged: z.number(),
    deleted: z.number(),
    failed: z.number(),
  }),
});

export interface PortRun extends Usage {
  readonly report: z.output<typeof Report>;
  /** Calls of this run only. */
  readonly calls: Readonly<Record<string, number>>;
}

/** A sandbox with a Port and its own state. */
export class PortBench implements AsyncDisposable {
  readonly #sandbox: SandboxProcess;
  readonly #folder: string;

  private constructor(sandbox: SandboxProcess, folder: string) {
    this.#sandbox = sandbox;
    this.#folder = folder;
  }

  static async start(
    entities: number,
    limits: { readonly enforceLimits: boolean; readonly limitScale: number },
  ): Promise<PortBench> {
    const estate = { ...ESTATE, 'AWS::EC2::Instance': entities / ESTATE.accounts };
    const sandbox = await sandboxProcess(estate, 0, limits);
    using client = createPortClient(loadSettings({ env: sandbox.environment }));
    await convergeBlueprints(client, await defaultBlueprints(), new AbortController().signal);
    return new PortBench(sandbox, await mkdtemp(path.join(tmpdir(), 'longshore-bench-')));
  }

  /** @param settings further ones, as environment variables */
  async run(state: string, settings: Readonly<Record<string, string>> = {}): Promise<PortRun> {
    const before = await this.#sandbox.portCalls();
    const report = path.join(this.#folder, 'report.json');
    const usage = await measure(
      'bench/resync-run.mjs',
      [
        ...['--sink', 'port', '--kinds', KIND, '--report', report],
        ...['--config', '.port/resources/port-app-config.yml'],
        ...['--state', path.join(this.#folder, state)],
      ],
      { ...this.#sandbox.environment, LONGSHORE_PORT_SHARE: '1', ...settings },
      z.object({}),
    );
    const after = await this.#sandbox.portCalls();
    const calls = Object.fromEntries(
      Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]),
    );
    return { ...usage, report: Report.parse(JSON.parse(await readFile(report, 'utf8'))), calls };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sandbox[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true });
  }
}

/** Figures of writing to Port: write rate, unchanged runs, and memory. */
export async function portFigures(isQuick: boolean): Promise<Figures> {
  const limited = await limitedFigures();
  if (isQuick) return limited;
  const large = await largeFigures();
  return { rows: [...limited.rows, ...large.rows], notes: [...limited.notes, ...large.notes] };
}

async function limitedFigures(): Promise<Figures> {
  process.stdout.write(`${ENTITIES} entities into Port …\n`);
  await using bench = await PortBench.start(ENTITIES, { enforceLimits: true, limitScale: SCALE });
  const first = await bench.run('state');
  const unchanged = await bench.run('state');
  const rebuilt = await bench.run('lost');
  const bulks = first.calls[BULK] ?? 0;
  const allowed = BULK_LIMIT.burst + (BULK_LIMIT.perSecond * first.wallMs) / 1_000;
  const perThousand = (run: PortRun): number => readsOf(run) / (ENTITIES / 1_000);
  return {
    rows: [
      [
        'Port: bulk writes relative to the rate limit',
        (bulks / allowed).toFixed(3),
        '1.0',
        '≥ 0.9',
      ],
      ['Port: writes of an unchanged resync', String(writesOf(unchanged)), '0', '0'],
      ['Port: writes after the state is lost', String(writesOf(rebuilt)), '0', '0'],
      ['Port: reads per 1,000 entities, unchanged', perThousand(unchanged).toFixed(2), '–', '≤ 1'],
      ['Port: reads per 1,000 entities, state lost', perThousand(rebuilt).toFixed(2), '–', '≤ 1'],
    ],
    notes: [
      `into Port: ${first.report.port.created} created by ${bulks} calls in ${seconds(first)}, ${first.peakMb.toFixed(0)} MB; unchanged ${seconds(unchanged)}, ${unchanged.report.port.unchanged} unchanged; state lost ${seconds(rebuilt)}`,
    ],
  };
}

async function largeFigures(): Promise<Figures> {
  process.stdout.write('1,000,000 entities into Port …\n');
  await using bench = await PortBench.start(10 * ENTITIES, { enforceLimits: false, limitScale: 1 });
  const first = await bench.run('state');
  const unchanged = await bench.run('state');
  const rebuilt = await bench.run('lost');
  const peak = Math.max(first.peakMb, unchanged.peakMb, rebuilt.peakMb);
  return {
    rows: [['Port: peak memory at 1,000,000 entities, MB', peak.toFixed(0), '–', '≤ 350']],
    notes: [
      `1,000,000 entities: first run ${seconds(first)}, ${first.peakMb.toFixed(0)} MB; unchanged ${seconds(unchanged)}, ${unchanged.peakMb.toFixed(0)} MB; state lost ${seconds(rebuilt)}, ${rebuilt.peakMb.toFixed(0)} MB; ${first.report.port.created} created, ${writesOf(unchanged)} and ${writesOf(rebuilt)} written again`,
    ],
  };
}

function seconds({ wallMs }: Usage): string {
  return `${(wallMs / 1_000).toFixed(1)} s`;
}

function readsOf({ calls }: Pick<PortRun, 'calls'>): number {
  return sumOf(calls, (name) => /search$|datasource-entities$/.test(name));
}

function writesOf({ calls }: PortRun): number {
  return (
    sumOf(calls, (name) => /^(POST|PUT|PATCH|DELETE) .*\/entities/.test(name)) - readsOf({ calls })
  );
}

function sumOf(calls: Readonly<Record<string, number>>, counts: (name: string) => boolean): number {
  return Object.entries(calls).reduce((sum, [name, count]) => sum + (counts(name) ? count : 0), 0);
}
