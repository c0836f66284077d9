import { existsSync } from 'node:fs';
import path from 'node:path';
import { readYamlFile } from '../../../config/read-yaml-file.ts';
import {
  installedPlugins,
  type InstalledPlugin,
} from '../../../cost/engine/plugins/installed-plugins.ts';
import { PluginError } from '../../../cost/engine/plugins/plugin-error.ts';
import type { PluginSet } from '../../../cost/engine/plugins/plugin-set.ts';
import { PluginRouting } from '../../../cost/engine/plugins/routing-config.ts';
import type { Plan } from '../../../cost/engine/plans/planned-resource.ts';
import { ConfigurationError } from '../../../lib/errors.ts';

/** Where plugins are, and which of them are used. */
export interface PluginSource {
  /** The folder with `plugins` and `config.yaml`. Undefined where there is none. */
  readonly home: string | undefined;
  /** Only this one; `longshore`: none. @default all that are for the resources of the plan */
  readonly adapter: string | undefined;
  /** From 0 to 1, for the prices of plugins. @default theirs */
  readonly utilization?: number | undefined;
  /** The environment of the plugins. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface OpenPluginsOptions {
  readonly plugins?: PluginSource | undefined;
  readonly signal: AbortSignal;
  onStep(step: string): void;
  warn(message: string): void;
}

/** Sources of our own, which are no plugins. */
const OWN: ReadonlySet<string> = new Set(['longshore', 'estimate']);

/** The plugin that alone is asked, if one is named. */
export function onlyPlugin({ plugins }: Pick<OpenPluginsOptions, 'plugins'>): string | undefined {
  const adapter = plugins?.adapter;
  return adapter === undefined || OWN.has(adapter) ? undefined : adapter;
}

/**
 * Starts the plugins that may know resources of a plan. Undefined when there are none: then nothing of them is loaded.
 *
 * @throws {PluginError} when the plugin that is asked for is not installed
 * @throws {ConfigurationError} for a routing that cannot be used
 */
export async function openPlugins(
  { resources }: Pick<Plan, 'resources'>,
  options: OpenPluginsOptions,
): Promise<PluginSet | undefined> {
  const { plugins: source, warn, signal, onStep } = options;
  const only = onlyPlugin(options);
  if (source === undefined || (source.adapter === 'longshore' && only === undefined))
    return undefined;
  const folder = source.home === undefined ? undefined : path.join(source.home, 'plugins');
  const { plugins: all, problems } =
    folder === undefined ? { plugins: [], problems: [] } : await installedPlugins(folder);
  if (only !== undefined && !all.some(({ name }) => name === only)) {
    const where = folder === undefined ? 'there is no folder of plugins' : `it is not in ${folder}`;
    throw new PluginError(only, 'not-found', where, {
      remedy: 'longshore plugin list shows the plugins that are installed',
    });
  }
  if (all.length === 0 || resources.length === 0) return undefined;
  const routing = await routingOf(source.home ?? '');
  const providers = new Set(resources.map(({ provider }) => provider));
  const wanted = all.filter((one) =>
    only === undefined ? mayKnow(one, providers) : one.name === only,
  );
  if (wanted.length === 0) return undefined;
  for (const problem of [...problems, ...wanted.flatMap((one) => one.problems)]) warn(problem);
  onStep('Starting plugins');
  const { PluginSet } = await import('../../../cost/engine/plugins/plugin-set.ts');
  return await PluginSet.open(wanted, { env: source.env, routing, warn, signal });
}

/** A manifest may name providers: a plugin for others is not started. */
function mayKnow({ manifest }: InstalledPlugin, providers: ReadonlySet<string>): boolean {
  const named = manifest?.providers ?? [];
  if (named.length === 0 || named.includes('*')) return true;
  return [...providers].some((one) =>
    named.some((name) => one.startsWith(name) || isSame(one, name)),
  );
}

/** `azurerm` begins with `azure`; Google has two names. */
function isSame(provider: string, name: string): boolean {
  return name === 'gcp' && provider.startsWith('google');
}

async function routingOf(home: string): Promise<PluginRouting> {
  const file = path.join(home, 'config.yaml');
  if (!existsSync(file)) return {};
  const { value } = await readYamlFile(file);
  const routing =
    typeof value === 'object' && value !== null && 'routing' in value ? value.routing : undefined;
  return checkedRouting(routing, file);
}

/** @throws {ConfigurationError} naming the file */
export function checkedRouting(routing: unknown, file: string): PluginRouting {
  const parsed = PluginRouting.safeParse(routing ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ConfigurationError(
    `ConfigCorrupted: ${file}: routing.${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
    { remedy: 'correct the file: longshore config validate' },
  );
}
