import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EstateOptions } from '../../src/sandbox/estate/estate.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { environmentOf } from '../helpers/command.ts';
import type { ServedHost } from './served-host.ts';
import { spawnCommand, startHere } from './start-command.ts';

export interface ExporterWorldOptions {
  readonly estate?: Partial<Omit<EstateOptions, 'shrinkBy'>>;
  readonly sandbox?: Omit<SandboxOptions, 'estate'>;
}

/** The regions of the world. */
export const REGIONS = ['us-east-1', 'eu-west-1'] as const;

const FLAGS = ['-server.address=127.0.0.1:0', '-log.output=stderr', '-log.type=json'];

/** The samples of a page: by `name{labels}`. */
export type Samples = ReadonlyMap<string, number>;

/** A simulated AWS with an organization, and a folder for the state. */
export class ExporterWorld implements AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly folder: string;

  private constructor(sandbox: Sandbox, folder: string) {
    this.sandbox = sandbox;
    this.folder = folder;
  }

  static async create({ estate, sandbox }: ExporterWorldOptions = {}): Promise<ExporterWorld> {
    const aws = await startSandbox({
      ...sandbox,
      estate: {
        seed: 'exporter',
        accounts: 2,
        regions: [...REGIONS],
        usedRegions: 2,
        suspendedEvery: 0,
        'AWS::EC2::Volume': 2,
        'AWS::S3::Bucket': 1,
        ...estate,
      },
    });
    return new ExporterWorld(aws, await mkdtemp(path.join(tmpdir(), 'longshore-exporter-')));
  }

  get env(): Readonly<Record<string, string>> {
    return {
      ...environmentOf(this.sandbox),
      LONGSHORE_STATE_DIRECTORY: path.join(this.folder, 'state'),
      LONGSHORE_INVENTORY_INTERVAL_SECONDS: '3600',
    };
  }

  /** `longshore exporter` in this process. */
  start(flags: readonly string[], env: Readonly<Record<string, string>> = {}): ServedHost {
    return startHere({ ...this.env, ...env }, ['exporter', ...FLAGS, ...flags]);
  }

  /** A process of its own, started with these arguments alone. */
  spawn(args: readonly string[], env: Readonly<Record<string, string>> = {}): ServedHost {
    return spawnCommand({ ...this.env, ...env }, [...args, ...FLAGS]);
  }

  /** How often AWS was asked. */
  calls(operation: string): number {
    return this.sandbox.calls()[operation] ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sandbox.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The samples of a page in the classic format. Throws when one is there twice. */
export function samplesOf(page: string): Samples {
  const samples = new Map<string, number>();
  for (const line of page.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const at = line.lastIndexOf(' ');
    const series = line.slice(0, at);
    if (samples.has(series)) throw new Error(`twice on the page: ${series}`);
    samples.set(series, Number(line.slice(at + 1)));
  }
  return samples;
}

/** The samples of one metric. */
export function samplesNamed(page: string, name: string): Samples {
  return new Map(
    [...samplesOf(page)].filter(([series]) => series === name || series.startsWith(`${name}{`)),
  );
}

/** The cost series alone: what the page has of prices and resources. */
export function costSeries(page: string): readonly string[] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('cloudcost_aws_'))
    .sort();
}

/** Scrapes until a page is as it must be. */
export async function scrapeUntil(
  host: ServedHost,
  isSo: (page: string) => boolean,
): Promise<string> {
  let page = '';
  await host.until(async () => {
    ({ text: page } = await host.ask('/metrics'));
    return isSo(page);
  });
  return page;
}
