import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runCollect, type RunCollectOptions } from '../../../src/app/cost/collect/run-collect.ts';
import type { CollectReport } from '../../../src/app/cost/collect/collect-report.ts';
import { runtimeOpener } from '../../../src/app/runtime.ts';
import { allRows } from '../../../src/app/store/all-rows.ts';
import { openReader } from '../../../src/app/store/open-reader.ts';
import { CHARGE_SOURCES } from '../../../src/cost/billing/charge-source.ts';
import { loadSettings, type Settings } from '../../../src/config/settings.ts';
import { JitteredRetryStrategy } from '../../../src/aws/retry-strategy.ts';
import { SecretMask } from '../../../src/lib/secret-mask.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { decimal, plus, roundedText, ZERO } from '../../../src/cost/money/decimal.ts';
import { ambientKeys } from '../../sandbox/clients.ts';
import { Clock, ledgerSandbox } from '../../sandbox/ledger/world.ts';

/** A store, and a simulated organization with its bill at a time. */
export class CollectWorld implements AsyncDisposable {
  readonly clock: Clock;
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly #env: Record<string, string>;

  readonly #ownsSandbox: boolean;

  private constructor(
    clock: Clock,
    sandbox: Sandbox,
    folder: string,
    env: Record<string, string>,
    ownsSandbox: boolean,
  ) {
    this.clock = clock;
    this.sandbox = sandbox;
    this.folder = folder;
    this.#env = env;
    this.#ownsSandbox = ownsSandbox;
  }

  static async create(
    time: string,
    options: Parameters<typeof ledgerSandbox>[1] = {},
    env: Record<string, string> = {},
  ): Promise<CollectWorld> {
    const clock = new Clock(time);
    const sandbox = await ledgerSandbox(clock, options);
    return new CollectWorld(
      clock,
      sandbox,
      await mkdtemp(path.join(tmpdir(), 'longshore-collect-')),
      env,
      true,
    );
  }

  /** Another store for the same bill. To be disposed before this one. */
  async beside(env: Readonly<Record<string, string>> = {}): Promise<CollectWorld> {
    const folder = await mkdtemp(path.join(tmpdir(), 'longshore-collect-'));
    return new CollectWorld(this.clock, this.sandbox, folder, { ...this.#env, ...env }, false);
  }

  settings(env: Readonly<Record<string, string>> = {}): Settings {
    const keys = ambientKeys(this.sandbox);
    return loadSettings({
      env: {
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
        ...this.#env,
        ...env,
      },
      file: undefined,
      flags: {},
    });
  }

  /** Without `sources`, only the bill. */
  collect(
    options: Partial<RunCollectOptions & { isDryRun: boolean }> = {},
    env: Readonly<Record<string, string>> = {},
  ): Promise<CollectReport> {
    const settings = this.settings(env);
    const { endpoint } = this.sandbox;
    const keys = ambientKeys(this.sandbox);
    return runCollect({
      settings,
      cwd: this.folder,
      sources: new Set(CHARGE_SOURCES),
      from: undefined,
      to: undefined,
      isAgain: false,
      isDryRun: false,
      openWith: ({ accounts, ...its }) =>
        runtimeOpener({
          settings: { ...its, accounts: { ...accounts, staticCredentials: keys } },
          secrets: new SecretMask(),
          warn: () => undefined,
          clients: {
            endpointOf: () => endpoint,
            retryStrategy: new JitteredRetryStrategy(
              { maxAttempts: 2, maxElapsedMs: 20_000, baseDelayMs: 1, maxDelayMs: 5 } as never,
              Date.now,
              Math.random,
            ),
          },
        }),
      observer: () => undefined,
      signal: new AbortController().signal,
      now: () => this.clock.now().getTime(),
      ...options,
    });
  }

  async query(
    sql: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<readonly (readonly unknown[])[]> {
    const signal = new AbortController().signal;
    await using reader = await openReader(this.settings(env), this.folder, signal);
    return await allRows(reader, sql, signal);
  }

  /** Sums of a month by a column, in cents; without what sums to nothing. */
  async sums(month: string, column: string, basis: string): Promise<Record<string, string>> {
    const rows = await this.query(
      `select coalesce(${column}, ''), sum(${basis}) from charges where source_period = '${month}' group by 1`,
    );
    return inCents(rows.map(([key, amount]) => [String(key), String(amount)]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ownsSandbox) await this.sandbox.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Amounts by name, in cents; without those that are nothing. */
export function inCents(rows: readonly (readonly [string, string])[]): Record<string, string> {
  const sums = new Map<string, ReturnType<typeof decimal>>();
  for (const [key, amount] of rows) sums.set(key, plus(sums.get(key) ?? ZERO, decimal(amount)));
  return Object.fromEntries(
    [...sums]
      .map(([key, amount]) => [key, roundedText(amount, 2)] as const)
      .filter(([, amount]) => !/^-?0\.00$/.test(amount))
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}
