import { loadSettings } from '../../../src/config/settings.ts';
import { runUsage, type RunUsageOptions } from '../../../src/app/cost/usage/run-usage.ts';
import type { UsageReport } from '../../../src/app/cost/usage/usage-report.ts';
import { runtimeOpener } from '../../../src/app/runtime.ts';
import { JitteredRetryStrategy } from '../../../src/aws/retry-strategy.ts';
import { SecretMask } from '../../../src/lib/secret-mask.ts';
import type { EstateOptions } from '../../../src/sandbox/estate/estate.ts';
import type { SandboxOptions } from '../../../src/sandbox/sandbox-options.ts';
import { CatalogWorld, IN_USE } from '../../helpers/catalog-world.ts';
import type { CommandResult } from '../../helpers/command.ts';
import { ambientKeys } from '../../sandbox/clients.ts';

export const GET = 'monitoring:GetMetricData';
export const LIST = 'monitoring:ListMetrics';
const KINDS = [
  'AWS::EC2::Instance',
  'AWS::EC2::Volume',
  'AWS::Lambda::Function',
  'AWS::RDS::DBInstance',
  'AWS::S3::Bucket',
];
const CAP = { LONGSHORE_SPEND_CAP_USD: '5' };

/** A store with resources of AWS, and CloudWatch with their metrics. */
export class UsageWorld implements AsyncDisposable {
  readonly world: CatalogWorld;

  private constructor(world: CatalogWorld) {
    this.world = world;
  }

  static async create(
    estate: Partial<EstateOptions> = {},
    sandbox: Omit<SandboxOptions, 'estate'> = {},
    kinds: readonly string[] = KINDS,
  ): Promise<UsageWorld> {
    const world = await CatalogWorld.create({
      estate: {
        ...IN_USE,
        seed: 'usage',
        'AWS::EC2::Volume': 4,
        'AWS::Lambda::Function': 3,
        'AWS::RDS::DBInstance': 2,
        ...estate,
      },
      sandbox,
    });
    const resync = ['resync', '--sink', 'store', '--kinds', kinds.join(',')];
    const { exitCode, stderr } = await world.run(resync, { env: CAP });
    if (exitCode !== 0) throw new Error(stderr);
    return new UsageWorld(world);
  }

  get calls(): number {
    return this.world.sandbox.calls()[GET] ?? 0;
  }

  /** `longshore cost usage` */
  usage(
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<CommandResult> {
    return this.world.run(['cost', 'usage', ...args], { env: { ...CAP, ...env } });
  }

  /** The same at another time, with fast retries. */
  usageAt(now: number, options: Partial<RunUsageOptions> = {}): Promise<UsageReport> {
    const { sandbox, folder } = this.world;
    const settings = loadSettings({ env: { ...this.world.env, ...CAP } });
    const accounts = { ...settings.accounts, staticCredentials: ambientKeys(sandbox) };
    return runUsage({
      ...{ settings, cwd: folder, filter: {}, isDryRun: false, now: () => now },
      open: runtimeOpener({
        settings: { ...settings, accounts },
        secrets: new SecretMask(),
        warn: () => undefined,
        clients: {
          endpointOf: () => sandbox.endpoint,
          retryStrategy: new JitteredRetryStrategy(
            { maxAttempts: 2, maxElapsedMs: 20_000, baseDelayMs: 1, maxDelayMs: 5 } as never,
            Date.now,
            Math.random,
          ),
        },
      }),
      observer: () => undefined,
      signal: new AbortController().signal,
      ...options,
    });
  }

  /** The rows of a query. */
  async query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const { stdout, stderr, exitCode } = await this.world.run(['query', sql, '--format', 'json']);
    if (exitCode !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as readonly Readonly<Record<string, unknown>>[];
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.world[Symbol.asyncDispose]();
  }
}
