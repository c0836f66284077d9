import { messageOf } from '../../../lib/errors.ts';
import { HostedPlugin, type HostedPluginOptions } from './hosted-plugin.ts';
import type { InstalledPlugin } from './installed-plugins.ts';
import { PluginError } from './plugin-error.ts';
import { PluginRouter, type RoutedPlugin } from './plugin-routing.ts';
import type { PluginRouting } from './routing-config.ts';
import { PluginCapability } from './protocol/finfocus/v1/plugin_info.generated.ts';

/** Names that costs of ours have: a plugin of the same name would be mistaken for us. */
const RESERVED: ReadonlySet<string> = new Set([
  ...['longshore', 'local-spec', 'assumed', 'estimate', 'aggregated', 'none'],
]);

/** A plugin that runs, with what it says about itself. */
export interface OpenPlugin extends RoutedPlugin {
  readonly hosted: HostedPlugin;
  readonly version: string;
  readonly hasBatch: boolean;
}

export interface OpenPluginsOptions extends HostedPluginOptions {
  readonly routing?: PluginRouting;
  /** Receives what is wrong with plugins, for a person: the others are used. */
  warn(message: string): void;
}

/** Plugins that run, until they are disposed of. */
export class PluginSet implements AsyncDisposable {
  readonly router: PluginRouter<OpenPlugin>;
  readonly #hosted: readonly HostedPlugin[];

  private constructor(
    plugins: readonly OpenPlugin[],
    hosted: readonly HostedPlugin[],
    routing: PluginRouting,
  ) {
    this.router = new PluginRouter(plugins, routing);
    this.#hosted = hosted;
  }

  /** Starts plugins, all at the same time. Those that do not start are named, and left out. */
  static async open(
    installed: readonly InstalledPlugin[],
    { routing = {}, warn, ...options }: OpenPluginsOptions,
  ): Promise<PluginSet> {
    const usable = installed.filter(({ name }) => {
      if (!RESERVED.has(name)) return true;
      warn(`plugin ${name} is not used: costs of Longshore itself have this name`);
      return false;
    });
    const hosted = usable.map((one) => new HostedPlugin(one, options));
    try {
      const opened = await Promise.all(hosted.map((one) => openedPlugin(one, warn)));
      const plugins = opened.filter((one) => one !== undefined);
      const set = new PluginSet(plugins, hosted, routing);
      for (const name of set.router.unused) {
        if (!hosted.some((one) => one.name === name)) {
          warn(`routing names plugin ${name}, which is not installed`);
        }
      }
      return set;
    } catch (error) {
      await Promise.all(hosted.map((one) => one.stop()));
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#hosted.map((one) => one.stop()));
  }
}

async function openedPlugin(
  hosted: HostedPlugin,
  warn: (message: string) => void,
): Promise<OpenPlugin | undefined> {
  const { name, version, metadata, manifest } = hosted.installed;
  try {
    const info = await hosted.info();
    return {
      ...{ name, hosted, info, metadata },
      version: info?.version === undefined || info.version === '' ? version : info.version,
      manifestProviders: manifest?.providers ?? [],
      hasBatch: info?.capabilities.includes(PluginCapability.PLUGIN_CAPABILITY_BATCH_COST) ?? false,
    };
  } catch (error) {
    if (!(error instanceof PluginError)) throw error;
    warn(messageOf(error));
    return undefined;
  }
}
