import { HostedPlugin } from '../../../cost/engine/plugins/hosted-plugin.ts';
import type { InstalledPlugin } from '../../../cost/engine/plugins/installed-plugins.ts';
import { PluginError } from '../../../cost/engine/plugins/plugin-error.ts';
import { chunk } from '../../../lib/chunk.ts';
import type { ResourceDescriptor } from '../../../cost/engine/plugins/protocol/finfocus/v1/resource.generated.ts';
import { PluginCapability } from '../../../cost/engine/plugins/protocol/finfocus/v1/plugin_info.generated.ts';
import {
  DismissRecommendationRequest,
  GetRecommendationsRequest,
  type DismissalReason,
  type Recommendation,
} from '../../../cost/engine/plugins/protocol/finfocus/v1/recommendations.generated.ts';

const PAGE_SIZE = 100;
/** Resources that one question is about. */
const MOST_TARGETS = 100;
/** A plugin with more is not asked further. */
const MOST_PAGES = 200;

export interface AskPluginsOptions {
  /** The resources that recommendations are wanted for. @default all that the plugin knows */
  readonly targets?: readonly ResourceDescriptor[] | undefined;
  readonly plugins: readonly InstalledPlugin[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** What plugins recommend, and which of them could not be asked. */
export interface PluginAdvice {
  readonly advice: readonly { readonly plugin: string; readonly recommendation: Recommendation }[];
  readonly errors: readonly { readonly plugin: string; readonly message: string }[];
}

/** Asks each plugin, all pages. One that fails does not keep the others from answering. */
export async function pluginAdvice(
  excluded: readonly string[],
  options: AskPluginsOptions,
): Promise<PluginAdvice> {
  const advice: { plugin: string; recommendation: Recommendation }[] = [];
  const errors: { plugin: string; message: string }[] = [];
  for (const installed of options.plugins) {
    const { name } = installed;
    await using plugin = new HostedPlugin(installed, options);
    try {
      const capabilities = (await plugin.info())?.capabilities;
      const isAble = capabilities?.includes(PluginCapability.PLUGIN_CAPABILITY_RECOMMENDATIONS);
      if (isAble === false) continue;
      const seen = new Set<string>();
      for (const targets of chunksOf(options.targets)) {
        for (const recommendation of await allPages(plugin, excluded, targets)) {
          if (seen.has(recommendation.id)) continue;
          seen.add(recommendation.id);
          advice.push({ plugin: name, recommendation });
        }
      }
    } catch (error) {
      if (!(error instanceof PluginError)) throw error;
      if (error.problem !== 'unimplemented') errors.push({ plugin: name, message: error.message });
    }
  }
  return { advice, errors };
}

function chunksOf(
  targets: readonly ResourceDescriptor[] | undefined,
): readonly (readonly ResourceDescriptor[])[] {
  return targets === undefined ? [[]] : chunk(targets, MOST_TARGETS);
}

async function allPages(
  plugin: HostedPlugin,
  excluded: readonly string[],
  targets: readonly ResourceDescriptor[],
): Promise<readonly Recommendation[]> {
  const all: Recommendation[] = [];
  const seen = new Set<string>();
  let pageToken = '';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const request = GetRecommendationsRequest.fromPartial({
      ...{ projectionPeriod: 'monthly', pageSize: PAGE_SIZE, pageToken },
      excludedRecommendationIds: [...excluded],
      targetResources: [...targets],
    });
    const answer = await plugin.call('getRecommendations', request);
    all.push(...answer.recommendations);
    pageToken = answer.nextPageToken;
    if (pageToken === '') return all;
    if (seen.has(pageToken)) break;
    seen.add(pageToken);
  }
  throw new PluginError(plugin.name, 'wrong-answer', 'its recommendations have pages without end');
}

/** What a plugin is told. */
interface ToldDismissal {
  readonly id: string;
  readonly reason: DismissalReason;
  readonly note: string | undefined;
  /** Milliseconds since the Unix epoch. Undefined: for good. */
  readonly until: number | undefined;
}

/** Tells a plugin of a dismissal. @returns what it said; undefined for one that cannot be told */
export async function dismissInPlugin(
  installed: InstalledPlugin,
  dismissal: ToldDismissal,
  options: Omit<AskPluginsOptions, 'plugins'>,
): Promise<string | undefined> {
  await using plugin = new HostedPlugin(installed, options);
  const { id, reason, note, until } = dismissal;
  try {
    const answer = await plugin.call(
      'dismissRecommendation',
      DismissRecommendationRequest.fromPartial({
        ...{ recommendationId: id, reason, customReason: note ?? '' },
        ...(until !== undefined && { expiresAt: new Date(until) }),
      }),
    );
    return answer.message;
  } catch (error) {
    if (error instanceof PluginError && error.problem === 'unimplemented') return undefined;
    throw error;
  }
}
