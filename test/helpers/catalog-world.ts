import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { loadSettings } from '../../src/config/settings.ts';
import { defaultBlueprints } from '../../src/app/default-blueprints.ts';
import { createPortClient } from '../../src/app/port-client.ts';
import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import { convergeBlueprints } from '../../src/catalog/converge-blueprints.ts';
import type { EstateKind, EstateOptions } from '../../src/sandbox/estate/estate.ts';
import {
  type EmbeddedPort,
  type EmbeddedPortOptions,
  startEmbeddedPort,
} from '../../src/sandbox/port/embedded-port.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import {
  type CommandOptions,
  type CommandResult,
  environmentOf,
  longshore,
  type ProcessOptions,
  spawnLongshore,
} from './command.ts';
import { readEstate } from './read-estate.ts';

/** Which member of a raw item the default mapping takes as identifier, and the blueprint. */
const ENTITIES = {
  'AWS::Account::Info': { blueprint: 'awsAccount', key: 'Id' },
  'AWS::Organizations::Account': { blueprint: 'awsAccount', key: 'Id' },
  'AWS::EC2::Instance': { blueprint: 'ec2Instance', key: 'InstanceId' },
  'AWS::ECS::Cluster': { blueprint: 'ecsCluster', key: 'ClusterArn' },
  'AWS::S3::Bucket': { blueprint: 's3Bucket', key: 'Arn' },
  'AWS::SQS::Queue': { blueprint: 'sqsQueue', key: 'QueueArn' },
} as const;
type MappedKind = keyof typeof ENTITIES;

/** The mapping that comes with Longshore. */
const PACKAGED = '.port/resources/port-app-config.yml';
const Mapping = z.looseObject({ resources: z.array(z.looseObject({ kind: z.string() })) });

/** A small organization whose accounts and regions are all in use, with a few of each kind. */
export const IN_USE = {
  accounts: 2,
  regions: ['us-east-1', 'eu-west-1'],
  usedRegions: 2,
  suspendedEvery: 0,
  'AWS::S3::Bucket': 4,
  'AWS::EC2::Instance': 8,
  'AWS::ECS::Cluster': 2,
} as const satisfies Omit<EstateOptions, 'seed'>;

export interface CatalogWorldOptions {
  /** What the world's mapping reads. @default the kinds whose entities `expected` knows */
  readonly kinds?: readonly ObjectKind[];
  readonly estate: Omit<EstateOptions, 'shrinkBy'>;
  readonly sandbox?: Omit<SandboxOptions, 'estate'>;
  readonly port?: EmbeddedPortOptions;
}

type SyncOptions = Pick<CommandOptions, 'env'> & Pick<ProcessOptions, 'killAfterMs'>;

/** An AWS estate, a Port, and a folder for Longshore's state: what a sync runs between. */
export class CatalogWorld implements AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly port: EmbeddedPort;
  readonly folder: string;
  readonly #gone: Map<EstateKind, number>;

  private constructor(
    parts: Pick<CatalogWorld, 'sandbox' | 'port' | 'folder'>,
    gone: Map<EstateKind, number>,
  ) {
    this.sandbox = parts.sandbox;
    this.port = parts.port;
    this.folder = parts.folder;
    this.#gone = gone;
  }

  /** With the default blueprints in Port, and no entities. */
  static async create(options: CatalogWorldOptions): Promise<CatalogWorld> {
    const gone = new Map<EstateKind, number>();
    const sandbox = await startSandbox({
      ...options.sandbox,
      estate: { ...options.estate, shrinkBy: (kind) => gone.get(kind) ?? 0 },
    });
    const port = await startEmbeddedPort(options.port);
    using client = createPortClient(loadSettings({ env: port.environment }));
    await convergeBlueprints(client, await defaultBlueprints(), new AbortController().signal);
    const folder = await mkdtemp(path.join(tmpdir(), 'longshore-world-'));
    const world = new CatalogWorld({ sandbox, port, folder }, gone);
    await writeFile(world.config, await mappingOf(options.kinds ?? Object.keys(ENTITIES)));
    return world;
  }

  /** The default mapping, with the blocks of the world's kinds. */
  get config(): string {
    return path.join(this.folder, 'default-mapping.yml');
  }

  /** From now on, so many of a kind are missing in every scope that had as many. */
  setGone(kind: EstateKind, count: number): void {
    this.#gone.set(kind, count);
  }

  /** The environment of a user of Ocean. */
  get env(): Readonly<Record<string, string>> {
    return {
      ...environmentOf(this.sandbox),
      ...this.port.environment,
      LONGSHORE_STATE_DIRECTORY: path.join(this.folder, 'state'),
      LONGSHORE_PORT_SHARE: '1',
    };
  }

  async run(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
    return longshore(args, { ...options, env: { ...this.env, ...options.env } });
  }

  /**
   * `longshore resync --sink port`, with the world's mapping unless another file is given; in a process of its
   * own when it is to be killed.
   */
  async sync(
    args: readonly string[] = [],
    { killAfterMs, ...options }: SyncOptions = {},
  ): Promise<CommandResult> {
    const config = args.includes('--config') ? [] : ['--config', this.config];
    const command = ['resync', '--sink', 'port', ...config, ...args];
    if (killAfterMs === undefined) return this.run(command, options);
    return spawnLongshore(command, { env: { ...this.env, ...options.env }, killAfterMs });
  }

  async file(name: string, text: string): Promise<string> {
    const file = path.join(this.folder, name);
    await writeFile(file, text);
    return file;
  }

  /** Entities in Port, as `blueprint identifier`. */
  get entities(): readonly string[] {
    return [...this.port.catalog.all()]
      .map(({ blueprint, identifier }) => `${blueprint} ${identifier}`)
      .sort();
  }

  countOf(blueprint: string): number {
    return this.port.catalog.entities(blueprint).size;
  }

  /** What Port shall hold by the default mapping, from the estate as it is now. */
  async expected(
    kinds: readonly MappedKind[] = Object.keys(ENTITIES) as MappedKind[],
  ): Promise<readonly string[]> {
    const { resources } = await readEstate(this.sandbox, {
      kinds: kinds satisfies readonly ObjectKind[],
    });
    const names = resources.map(({ Type, Properties }) => {
      const { blueprint, key } = ENTITIES[Type as MappedKind];
      return `${blueprint} ${String((Properties as Readonly<Record<string, unknown>>)[key])}`;
    });
    return [...new Set(names)].sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sandbox.close();
    await this.port.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function mappingOf(kinds: readonly string[]): Promise<string> {
  const mapping = Mapping.parse(parse(await readFile(PACKAGED, 'utf8')));
  const resources = mapping.resources.filter(({ kind }) => kinds.includes(kind));
  return stringify({ ...mapping, resources });
}
