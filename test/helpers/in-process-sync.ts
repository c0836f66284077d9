import { setMaxListeners } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createEvaluator } from '../../src/app/evaluator.ts';
import { plansFromMapping } from '../../src/app/mapping-plans.ts';
import { AwsNameLookup } from '../../src/app/name-lookup.ts';
import { createPortClient } from '../../src/app/port-client.ts';
import type { CatalogSync } from '../../src/catalog/catalog-sync.ts';
import { openPortRun } from '../../src/app/port-run.ts';
import { readEstate } from '../../src/app/read-estate.ts';
import { runScope } from '../../src/app/run-scope.ts';
import { runtimeOpener } from '../../src/app/runtime.ts';
import { openState } from '../../src/app/state.ts';
import type { SyncReport } from '../../src/catalog/sync-report.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { parseYaml } from '../../src/config/yaml-file.ts';
import { SecretMask } from '../../src/lib/secret-mask.ts';
import { SANDBOX_KEY } from '../../src/sandbox/credentials.ts';
import type { CatalogWorld } from './catalog-world.ts';
import { describeSync } from './command.ts';

export interface SyncOptions {
  /** The mapping. @default the world's */
  readonly mapping?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** As `--kinds`: comma-separated. */
  readonly kinds?: string;
  readonly acceptRemovals?: boolean;
  /** Where AWS is. @default the world's sandbox */
  readonly endpoint?: string;
}

/** How a run into Port ended. */
export interface SyncResult {
  readonly exitCode: number;
  readonly report: SyncReport;
  /** The report in words, as a terminal shows it. */
  readonly text: string;
}

/** What a run kept and why, by blueprint. */
export function withheld({
  report,
}: SyncResult): readonly (readonly [blueprint: string, reason: string, entities: number])[] {
  return report.withheld
    .map(({ blueprint, reason, entities }) => [blueprint, reason, entities] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

/** The sandbox's key as a setting: the SDK's own, in `process.env`, would be shared by all runs. */
const KEY = {
  OCEAN__INTEGRATION__CONFIG__AWS_ACCESS_KEY_ID: SANDBOX_KEY.accessKeyId,
  OCEAN__INTEGRATION__CONFIG__AWS_SECRET_ACCESS_KEY: SANDBOX_KEY.secretAccessKey,
};

const ignored = (): void => undefined;

/** A run into Port through the parts that a command has, without its flags; several may run at once. */
export async function syncInProcess(
  world: CatalogWorld,
  options: SyncOptions = {},
): Promise<SyncResult> {
  const { endpoint = world.sandbox.endpoint, acceptRemovals } = options;
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const env = { ...world.env, ...KEY, AWS_MAX_ATTEMPTS: '2', ...options.env };
  const settings = loadSettings({ env });
  const secrets = new SecretMask();
  const clients = { endpointOf: () => endpoint };
  const open = runtimeOpener({ settings, secrets, clients, warn: ignored });
  const document = parseYaml('m.yml', options.mapping ?? (await readFile(world.config, 'utf8')));
  const kinds = options.kinds?.split(',');
  const lookup = new AwsNameLookup({ open, signal });
  const mapping = await plansFromMapping(document, { only: kinds, warn: ignored, lookup });
  const limits = { kinds, acceptsRemovals: acceptRemovals };
  const scope = runScope(limits, mapping, {
    ...{ settings, secrets, cwd: world.folder },
    warn: ignored,
  });
  using client = createPortClient(settings);
  await using store = await openState(settings, world.folder);
  await using evaluator = createEvaluator(settings, {});
  let port: CatalogSync | undefined;
  const ledger = await readEstate({
    scope,
    open,
    signal,
    async sinks(running) {
      const parts = { settings, scope, client, store, evaluator, cwd: world.folder };
      port = await openPortRun({ ...parts, signal: running });
      return [port];
    },
  });
  if (port === undefined) throw new Error('the run did not come to Port');
  return { report: port.report, ...describeSync(ledger.status, port.report) };
}
