import { setMaxListeners } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createColors } from 'picocolors';
import { runScope } from '../../src/cli/commands/resync.ts';
import { exitCodeOf, type ExitCode } from '../../src/cli/exit.ts';
import { plansFromMapping } from '../../src/app/mapping-plans.ts';
import { AwsNameLookup } from '../../src/app/name-lookup.ts';
import { portSummary } from '../../src/cli/port-report.ts';
import { createEvaluator } from '../../src/app/evaluator.ts';
import { createPortClient } from '../../src/app/port-client.ts';
import { openPortRun, type PortConsumer } from '../../src/app/port-run.ts';
import { openState } from '../../src/app/state.ts';
import { readEstate } from '../../src/app/read-estate.ts';
import { loadSettings } from '../../src/config/settings.ts';
import { parseYaml } from '../../src/config/yaml-file.ts';
import { SecretMask } from '../../src/lib/secret-mask.ts';
import type { SyncReport } from '../../src/catalog/sync-report.ts';
import { SANDBOX_KEY } from '../../src/sandbox/credentials.ts';
import type { CatalogWorld } from './catalog-world.ts';
import { openAws, runtimeOf } from './read-aws.ts';

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
  readonly exitCode: ExitCode;
  readonly report: SyncReport;
  /** The report in words, as a terminal shows it. */
  readonly text: string;
}

/** `longshore resync --sink port` in this process: what the command does, without its flags and signals. */
export async function syncInProcess(
  world: CatalogWorld,
  options: SyncOptions = {},
): Promise<SyncResult> {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  const settings = loadSettings({ env: { ...world.env, ...options.env } });
  const open = openerOf(options.endpoint ?? world.sandbox.endpoint, settings.accounts);
  const lookup = new AwsNameLookup({ open, signal });
  const document = parseYaml(
    'mapping.yml',
    options.mapping ?? (await readFile(world.config, 'utf8')),
  );
  const kinds = options.kinds?.split(',');
  const plans = await plansFromMapping(document, {
    only: kinds,
    warn: () => undefined,
    lookup,
  });
  const { kinds: named, acceptRemovals } = options;
  const secrets = new SecretMask();
  const scope = await runScope({ kinds: named, acceptRemovals }, plans, {
    settings,
    lookup,
    secrets,
  });
  using client = createPortClient(settings);
  await using store = await openState(settings, world.folder);
  await using evaluator = createEvaluator(settings, {});
  let port: PortConsumer | undefined;
  const ledger = await readEstate({
    scope,
    open,
    signal,
    async consumers(running, stopped) {
      const cwd = world.folder;
      const parts = { settings, scope, client, store, evaluator, cwd };
      port = await openPortRun({ ...parts, ledger: running, signal: stopped });
      return [port];
    },
  });
  if (port === undefined) throw new Error('the run did not come to Port');
  const { report } = port;
  return {
    report,
    exitCode: exitCodeOf(ledger.status),
    text: portSummary(report, createColors(false)),
  };
}

function openerOf(
  endpoint: string,
  accounts: ReturnType<typeof loadSettings>['accounts'],
): ConstructorParameters<typeof AwsNameLookup>[0]['open'] {
  return (_, signal) => {
    const opened = openAws(
      { endpoint, accounts: {} },
      {
        signal,
        accounts: { ...accounts, staticCredentials: SANDBOX_KEY },
        retry: { maxAttempts: 2, maxElapsedMs: 2_000 },
      },
    );
    return runtimeOf(opened);
  };
}
