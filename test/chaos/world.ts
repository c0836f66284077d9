import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defaultBlueprints } from '../../src/app/default-blueprints.ts';
import { createPortClient } from '../../src/app/port-client.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { convergeBlueprints } from '../../src/catalog/converge-blueprints.ts';
import { startEmbeddedPort, type EmbeddedPort } from '../../src/sandbox/port/embedded-port.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { startFaultProxy, type FaultProxy } from '../helpers/fault-proxy.ts';
import { ChaosEstate } from './chaos-estate.ts';
import { BLUEPRINTS, Mappings, type ChaosKind } from './mapping.ts';
import { snapshotOf, type Snapshot } from './model.ts';
import { runSync, type SyncOptions, type SyncResult } from './run-sync.ts';

/** How the settings name the accounts: as an organization, or one by one. */
export type AccountStrategy = 'organization' | 'listed accounts';

/** The part of the organization that the settings reach. */
export type Reach = 'all' | 'fewer';

/**
 * A simulated organization and a Port, each behind a proxy that can cause faults, and a state folder that is kept
 * between runs.
 */
export class ChaosWorld implements AsyncDisposable {
  readonly estate: ChaosEstate;
  readonly strategy: AccountStrategy;
  readonly sandbox: Sandbox;
  readonly port: EmbeddedPort;
  readonly awsProxy: FaultProxy;
  readonly portProxy: FaultProxy;
  readonly mappings: Mappings;
  readonly folder: string;
  /** The expected Port, by the state of the organization. */
  readonly #expected = new Map<string, Snapshot>();

  private constructor(
    parts: Pick<
      ChaosWorld,
      'estate' | 'strategy' | 'sandbox' | 'port' | 'awsProxy' | 'portProxy' | 'mappings' | 'folder'
    >,
  ) {
    this.estate = parts.estate;
    this.strategy = parts.strategy;
    this.sandbox = parts.sandbox;
    this.port = parts.port;
    this.awsProxy = parts.awsProxy;
    this.portProxy = parts.portProxy;
    this.mappings = parts.mappings;
    this.folder = parts.folder;
  }

  static async create(seed: string, strategy: AccountStrategy): Promise<ChaosWorld> {
    const estate = new ChaosEstate(seed);
    const sandbox = await estate.startSandbox();
    const port = await startPort();
    const kinds = Object.keys(BLUEPRINTS) as ChaosKind[];
    // Without an organization, an account has no name: two kinds would report two names.
    const isRead = (kind: ChaosKind): boolean =>
      strategy === 'organization' || kind !== 'AWS::Organizations::Account';
    return new ChaosWorld({
      estate,
      strategy,
      sandbox,
      port,
      awsProxy: await startFaultProxy(sandbox.endpoint),
      portProxy: await startFaultProxy(port.baseUrl),
      mappings: await Mappings.read(kinds.filter(isRead)),
      folder: await mkdtemp(path.join(tmpdir(), 'longshore-chaos-')),
    });
  }

  get stateFolder(): string {
    return path.join(this.folder, 'state');
  }

  /** The environment of a run, as a user sets it. */
  env(reach: Reach): Readonly<Record<string, string>> {
    return {
      ...this.#environment(reach, this.awsProxy.endpoint, this.portProxy.endpoint),
      LONGSHORE_STATE_DIRECTORY: this.stateFolder,
    };
  }

  /** @param isPatient does the run have no faults? */
  async run(
    options: Omit<SyncOptions, 'env' | 'isPatient'>,
    reach: Reach,
    isPatient: boolean,
  ): Promise<SyncResult> {
    const env = { ...this.env(reach), ...(isPatient && PATIENT) };
    Object.assign(process.env, awsVariables(env)); // the SDK reads them itself
    return runSync({ ...options, env, isPatient });
  }

  /** The expected Port for the current resources: the result of a run without faults into a new Port. */
  async expected(): Promise<Snapshot> {
    const known = this.#expected.get(this.estate.state);
    if (known !== undefined) return known;
    const state = await mkdtemp(path.join(this.folder, 'reference-'));
    await using port = await startPort();
    const env = {
      ...this.#environment('all', this.sandbox.endpoint, port.baseUrl),
      ...PATIENT,
      LONGSHORE_STATE_DIRECTORY: state,
    };
    Object.assign(process.env, awsVariables(env));
    const { status, message = '' } = await runSync({
      env,
      mapping: this.mappings.whole.text,
      isPatient: true,
    });
    if (status !== 'complete' && !this.#isPartlyClosed)
      throw new Error(`the reference run ended as ${status}: ${message}`);
    const expected = snapshotOf(port.catalog.all());
    this.#expected.set(this.estate.state, expected);
    return expected;
  }

  /** Do the settings reach this account, if they reach only some? */
  reaches(account: string): boolean {
    const [first, , third] = this.estate.accountIds;
    return account === third || (this.strategy === 'listed accounts' && account === first);
  }

  /** The folder for an older copy of the state. */
  get copyFolder(): string {
    return path.join(this.folder, 'copy');
  }

  async forgetCopy(): Promise<void> {
    await rm(this.copyFolder, { recursive: true, force: true });
  }

  async file(name: string, text: string): Promise<string> {
    const file = path.join(this.folder, name);
    await writeFile(file, text);
    return file;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.awsProxy[Symbol.asyncDispose]();
    await this.portProxy[Symbol.asyncDispose]();
    await this.sandbox.close();
    await this.port.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** An account that left can still be in the settings: then no run is complete. */
  get #isPartlyClosed(): boolean {
    return this.strategy === 'listed accounts' && this.estate.hasLostAccount;
  }

  #environment(reach: Reach, aws: string, port: string): Readonly<Record<string, string>> {
    return {
      ...this.sandbox.environment,
      ...this.port.environment,
      ...this.#accounts(reach),
      AWS_ENDPOINT_URL: aws,
      AWS_MAX_ATTEMPTS: '2',
      LONGSHORE_ANSWER_TIMEOUT_SECONDS: '2',
      LONGSHORE_PORT_SHARE: '1',
      OCEAN__PORT__BASE_URL: port,
    };
  }

  #accounts(reach: Reach): Readonly<Record<string, string>> {
    const [first = '', second = '', third = ''] = this.estate.accountIds.map((id) =>
      this.sandbox.roleArn(id),
    );
    if (this.strategy === 'organization') {
      return {
        OCEAN__INTEGRATION__CONFIG__ACCOUNT_ROLE_ARN: first,
        ...(reach === 'fewer' && { OCEAN__INTEGRATION__CONFIG__OU_ID: UNIT_OF_THIRD }),
      };
    }
    const roles = reach === 'all' ? [first, second, third] : [first, third];
    return { OCEAN__INTEGRATION__CONFIG__ACCOUNT_ROLE_ARNS: roles.join(',') };
  }
}

/** Runs without faults must also succeed on a slow machine. */
const PATIENT = { AWS_MAX_ATTEMPTS: '10', LONGSHORE_ANSWER_TIMEOUT_SECONDS: '30' } as const;

/** The organizational unit that contains only the third account. */
const UNIT_OF_THIRD = 'ou-sand-00000002';

/** A Port with the default blueprints, and no entities. */
async function startPort(): Promise<EmbeddedPort> {
  const port = await startEmbeddedPort();
  using client = createPortClient(loadSettings({ env: port.environment }));
  await convergeBlueprints(client, await defaultBlueprints(), new AbortController().signal);
  return port;
}

function awsVariables(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('AWS_')));
}
