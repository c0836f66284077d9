import type { GetPluginInfoResponse } from './protocol/finfocus/v1/plugin_info.generated.ts';
import { PluginCapability } from './protocol/finfocus/v1/plugin_info.generated.ts';
import { pluginProvider } from './resource-request.ts';
import type { PluginRouting, RoutingRule, TypePattern } from './routing-config.ts';

/** What plugins are asked for, and the capability that says that they can. */
const FEATURES = {
  ProjectedCosts: PluginCapability.PLUGIN_CAPABILITY_PROJECTED_COSTS,
  ActualCosts: PluginCapability.PLUGIN_CAPABILITY_ACTUAL_COSTS,
  Recommendations: PluginCapability.PLUGIN_CAPABILITY_RECOMMENDATIONS,
  Carbon: PluginCapability.PLUGIN_CAPABILITY_CARBON,
  DryRun: PluginCapability.PLUGIN_CAPABILITY_DRY_RUN,
  Budgets: PluginCapability.PLUGIN_CAPABILITY_BUDGETS,
} as const;
export type PluginFeature = keyof typeof FEATURES;

/** What is known about a plugin before it is asked. */
export interface RoutedPlugin {
  readonly name: string;
  readonly info: Pick<GetPluginInfoResponse, 'providers' | 'metadata' | 'capabilities'> | undefined;
  readonly manifestProviders: readonly string[];
  readonly metadata: ReadonlyMap<string, string>;
}

/** What routes are chosen by. */
export interface Routable {
  readonly provider: string;
  readonly type: string;
  readonly region: string | undefined;
}

/** Plugins of one priority: all are asked, and the first with an answer counts. */
export interface RouteLevel<Plugin extends RoutedPlugin> {
  readonly plugins: readonly Plugin[];
  /** Are those of a lower priority asked when none of these has an answer? */
  readonly fallback: boolean;
}

/** Chooses the plugins for resources. */
export class PluginRouter<Plugin extends RoutedPlugin> {
  readonly #plugins: readonly Plugin[];
  readonly #rules: ReadonlyMap<string, RoutingRule>;
  readonly #order: ReadonlyMap<string, number>;
  readonly #known = new Map<string, readonly RouteLevel<Plugin>[]>();

  constructor(plugins: readonly Plugin[], { plugins: rules }: PluginRouting = {}) {
    this.#plugins = plugins;
    this.#rules = new Map((rules ?? []).map((rule) => [rule.name, rule]));
    this.#order = new Map((rules ?? []).map(({ name }, index) => [name, index]));
  }

  /** Rules for plugins that are not there. */
  get unused(): readonly string[] {
    const names = new Set(this.#plugins.map(({ name }) => name));
    return [...this.#rules.keys()].filter((name) => !names.has(name));
  }

  /** The plugins to ask, the highest priority first. */
  levelsFor(feature: PluginFeature, asked: Routable): readonly RouteLevel<Plugin>[] {
    const key = `${feature} ${asked.provider} ${asked.region ?? ''} ${asked.type}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const levels = this.#levels(feature, asked);
    this.#known.set(key, levels);
    return levels;
  }

  #levels(feature: PluginFeature, asked: Routable): readonly RouteLevel<Plugin>[] {
    const byPriority = new Map<number, Plugin[]>();
    for (const plugin of this.#plugins) {
      const rule = this.#rules.get(plugin.name);
      if (!isApplicable(plugin, feature, asked) || !isAllowed(rule, feature, asked)) continue;
      const priority = rule?.priority ?? 0;
      const level = byPriority.get(priority) ?? [];
      byPriority.set(priority, level);
      level.push(plugin);
    }
    const place = ({ name }: Plugin): number => this.#order.get(name) ?? this.#order.size;
    return [...byPriority]
      .sort(([one], [other]) => other - one)
      .map(([, plugins]) => ({
        plugins: plugins.sort(
          (one, other) => place(one) - place(other) || (one.name < other.name ? -1 : 1),
        ),
        fallback: plugins.every(({ name }) => this.#rules.get(name)?.fallback !== false),
      }));
  }
}

function isApplicable(plugin: RoutedPlugin, feature: PluginFeature, asked: Routable): boolean {
  const capabilities = plugin.info?.capabilities ?? [];
  if (capabilities.length > 0 && !capabilities.includes(FEATURES[feature])) return false;
  const told = plugin.info?.providers ?? [];
  const providers = told.length > 0 ? told : plugin.manifestProviders;
  const names = [asked.provider, pluginProvider(asked.provider), '*'];
  if (providers.length > 0 && !providers.some((one) => names.includes(one))) return false;
  const region = regionOf(plugin);
  return region === undefined || asked.region === undefined || region === asked.region;
}

/** The only region that a plugin knows, if it says so. */
export function regionOf({ info, metadata }: RoutedPlugin): string | undefined {
  const region = metadata.get('region') ?? info?.metadata['region'] ?? '';
  return region === '' || region === 'global' ? undefined : region;
}

function isAllowed(
  rule: RoutingRule | undefined,
  feature: PluginFeature,
  { type }: Routable,
): boolean {
  if (rule === undefined) return true;
  const { features, patterns } = rule;
  if (features && features.length > 0 && !features.includes(feature)) return false;
  return !patterns || patterns.length === 0 || patterns.some((one) => matches(one, type));
}

function matches({ type, pattern }: TypePattern, text: string): boolean {
  if (type === 'regex') return new RegExp(pattern).test(text);
  const parts = pattern.split(/([*?])/).map((part) => {
    if (part === '*') return '.*';
    return part === '?' ? '.' : part.replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join('').replaceAll(/(?:\.\*)+/g, '.*')}$`, 's').test(text);
}
