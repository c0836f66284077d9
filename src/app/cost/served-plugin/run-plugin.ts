import type { Settings } from '../../../config/settings.ts';
import type { Basis } from '../../../cost/money/basis.ts';
import { systemClock } from '../../../lib/clock.ts';
import type { SecretMask } from '../../../lib/secret-mask.ts';
import { decideFinding } from '../findings/run-findings.ts';
import { findReader } from '../../store/open-reader.ts';
import { PluginPrices } from './plugin-prices.ts';
import { PluginService } from './plugin-service.ts';
import { SharedReader } from './shared-reader.ts';

export interface RunPluginOptions {
  readonly settings: Settings;
  readonly cwd: string;
  readonly specFolder: string | undefined;
  /** Of actual costs. */
  readonly basis: Basis;
  /** Where estimates are priced that name no region. */
  readonly region: string | undefined;
  readonly secrets: SecretMask;
  readonly signal: AbortSignal;
  warn(message: string): void;
}

/** Longshore's answers as a plugin, with its store. */
export interface OpenedPlugin extends AsyncDisposable {
  readonly service: PluginService;
}

/** @throws {ConfigurationError} for a folder of specs that cannot be used */
export async function openPlugin(options: RunPluginOptions): Promise<OpenedPlugin> {
  const { settings, cwd, signal, basis, region } = options;
  const prices = await PluginPrices.open({
    ...options,
    usageFile: undefined,
    assumption: undefined,
    onStep: () => undefined,
  });
  const store = new SharedReader(() => findReader(settings, cwd, signal));
  const service = new PluginService({
    ...{ prices, store, basis, region },
    budgets: settings.cost.budgets,
    now: systemClock.now,
    decide: ({ finding, until }) =>
      store.alone(() =>
        decideFinding({ finding, state: 'dismissed', until }, { settings, cwd, signal }),
      ),
  });
  return { service, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}
