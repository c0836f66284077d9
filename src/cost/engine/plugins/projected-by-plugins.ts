import { visible } from '../../../lib/cell-text.ts';
import { plural } from '../../../lib/plural.ts';
import type { Plan, PlannedResource, PlannedState } from '../plans/planned-resource.ts';
import type { PluginPrice } from './plugin-answer.ts';
import { PluginError } from './plugin-error.ts';
import type { RouteLevel } from './plugin-routing.ts';
import type { OpenPlugin, PluginSet } from './plugin-set.ts';
import { DEFAULT_BATCH, ProjectedPricer, type Answer } from './projected-pricer.ts';
import type { ResourceDescriptor } from './protocol/finfocus/v1/resource.generated.ts';
import { resourceRequest, type PulumiTypeOf } from './resource-request.ts';

/** What plugins say about a resource before or after the change. */
export interface PluginCost {
  /** The price that counts first, then what others of its priority say. */
  readonly prices: readonly PluginPrice[];
  /** Why there is none, by plugin. */
  readonly reasons: readonly string[];
  /** A plugin failed: it may have had a price. */
  readonly error: 'PLUGIN_ERROR' | 'TIMEOUT_ERROR' | undefined;
}

export interface ProjectedByPluginsOptions {
  readonly pulumiType?: PulumiTypeOf;
  /** From 0 to 1. @default what plugins take for it */
  readonly utilization?: number | undefined;
  /** Is it known to be free? Then no plugin is asked. */
  isFree(type: string): boolean;
  readonly signal: AbortSignal;
  /** Receives, once, what went wrong with a plugin. */
  warn(message: string): void;
}

/** Requests are made for so many resources at once, at most: what is held besides the answers does not grow with the plan. */
const MOST_CHUNK = 1_000;
/** Chunks in flight: requests of the next are made while plugins work on those before. */
const CHUNKS = 4;
const MOST_REASON = 200;

interface Item {
  readonly resource: PlannedResource;
  readonly state: PlannedState;
}

/** Asks the plugins about each state of a plan. What no plugin is asked about is not in the answer. */
export async function projectedByPlugins(
  plan: Pick<Plan, 'resources'>,
  plugins: PluginSet,
  options: ProjectedByPluginsOptions,
): Promise<ReadonlyMap<PlannedState, PluginCost>> {
  const asking = new Asking(plugins, options);
  const chunks = chunksOf(plan, options, () => asking.chunk);
  const work = async (): Promise<void> => {
    for (const chunk of chunks) {
      options.signal.throwIfAborted();
      await asking.ask(chunk);
    }
  };
  await Promise.all(Array.from({ length: CHUNKS }, work));
  asking.tell();
  return asking.costs;
}

function* chunksOf(
  { resources }: Pick<Plan, 'resources'>,
  { isFree }: ProjectedByPluginsOptions,
  size: () => number,
): Generator<readonly Item[], void> {
  let chunk: Item[] = [];
  for (const resource of resources) {
    if (isFree(resource.type)) continue;
    const { before, after } = resource;
    for (const state of before === after ? [after] : [before, after]) {
      if (typeof state !== 'string') chunk.push({ resource, state });
    }
    if (chunk.length < size()) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** An item while plugins are asked about it. */
interface Asked {
  readonly state: PlannedState;
  readonly request: ResourceDescriptor;
  readonly levels: readonly RouteLevel<OpenPlugin>[];
  readonly prices: PluginPrice[];
  readonly reasons: string[];
  error: PluginCost['error'];
}

class Asking {
  readonly costs = new Map<PlannedState, PluginCost>();
  readonly #plugins: PluginSet;
  readonly #options: ProjectedByPluginsOptions;
  readonly #pricers = new Map<OpenPlugin, ProjectedPricer>();
  /** How often a plugin failed, with the first reason. */
  readonly #failures = new Map<string, { readonly first: string; count: number }>();

  constructor(plugins: PluginSet, options: ProjectedByPluginsOptions) {
    this.#plugins = plugins;
    this.#options = options;
  }

  /** How many resources to ask about at once: a full batch for each plugin. */
  get chunk(): number {
    let full = 0;
    for (const pricer of this.#pricers.values()) full += pricer.batch;
    return Math.min(Math.max(full, DEFAULT_BATCH), MOST_CHUNK);
  }

  async ask(items: readonly Item[]): Promise<void> {
    let open = items.flatMap((item) => this.#asked(item));
    for (let level = 0; open.length > 0; level += 1) {
      await this.#askLevel(open, level);
      open = open.filter((one) => {
        const isMore = one.levels[level]?.fallback === true && level + 1 < one.levels.length;
        if (one.prices.length === 0 && isMore) return true;
        const { state, prices, reasons, error } = one;
        this.costs.set(state, { prices, reasons, error });
        return false;
      });
    }
  }

  /** Says which plugins failed, and how often. */
  tell(): void {
    for (const { first, count } of this.#failures.values()) {
      const others = count > 1 ? ` (${plural(count, 'resource')})` : '';
      this.#options.warn(`${first}${others}`);
    }
  }

  #asked({ resource, state }: Item): readonly Asked[] {
    const { pulumiType } = this.#options;
    const { provider, type } = resource;
    const asked = { provider, type: pulumiType?.(type) ?? type, region: state.region };
    const levels = this.#plugins.router.levelsFor('ProjectedCosts', asked);
    if (levels.length === 0) return [];
    const request = resourceRequest(resource, state, pulumiType);
    if (typeof request === 'string') {
      this.costs.set(state, { prices: [], reasons: [request], error: undefined });
      return [];
    }
    if (this.#options.utilization !== undefined) {
      request.utilizationPercentage = this.#options.utilization;
    }
    return [{ state, request, levels, prices: [], reasons: [], error: undefined }];
  }

  async #askLevel(open: readonly Asked[], level: number): Promise<void> {
    const byPlugin = new Map<OpenPlugin, Asked[]>();
    for (const one of open) {
      for (const plugin of one.levels[level]?.plugins ?? []) {
        const list = byPlugin.get(plugin);
        if (list === undefined) byPlugin.set(plugin, [one]);
        else list.push(one);
      }
    }
    const answered = await Promise.all(
      [...byPlugin].map(async ([plugin, list]) => {
        const requests = list.map(({ request }) => adapted(plugin, request));
        return { plugin, answers: await this.#pricer(plugin).prices(requests) };
      }),
    );
    // The answers of each resource are taken in the order of its route, which another resource may not have.
    const asked = new Map(answered.map((one) => [one.plugin, { ...one, next: 0 }]));
    for (const one of open) {
      for (const plugin of one.levels[level]?.plugins ?? []) {
        const own = asked.get(plugin);
        const answer = own?.answers[own.next];
        if (own !== undefined) own.next += 1; // its list is in the order of `open`
        if (answer !== undefined) this.#add(one, plugin, answer);
      }
    }
  }

  #add(one: Asked, { name }: OpenPlugin, answer: Answer): void {
    if ('monthly' in answer) {
      one.prices.push(answer);
      return;
    }
    if (!(answer instanceof PluginError)) {
      const text = `plugin ${name}: ${visible(answer.detail.slice(0, MOST_REASON))}`;
      one.reasons.push(text);
      if (answer.reason === 'wrong-answer') this.#failed(one, name, text, 'PLUGIN_ERROR');
      return;
    }
    one.reasons.push(answer.message.slice(0, MOST_REASON));
    if (answer.problem === 'not-applicable' || answer.problem === 'unimplemented') return;
    const code = answer.problem === 'timeout' ? 'TIMEOUT_ERROR' : 'PLUGIN_ERROR';
    this.#failed(one, name, answer.message, code);
  }

  #failed(one: Asked, name: string, text: string, code: PluginCost['error']): void {
    one.error ??= code;
    const failure = this.#failures.get(name) ?? { first: text, count: 0 };
    this.#failures.set(name, failure);
    failure.count += 1;
  }

  #pricer(plugin: OpenPlugin): ProjectedPricer {
    const known = this.#pricers.get(plugin) ?? new ProjectedPricer(plugin);
    this.#pricers.set(plugin, known);
    return known;
  }
}

/** The plugin for AWS's public prices takes all types of EC2 for instances, except for those that it has another name for. */
const PUBLIC_PRICES = 'aws-public';
const PUBLIC_TYPES: Readonly<Record<string, string>> = {
  'aws:ec2/natGateway:NatGateway': 'natgw',
};

function adapted({ name }: OpenPlugin, request: ResourceDescriptor): ResourceDescriptor {
  const resourceType = name === PUBLIC_PRICES ? PUBLIC_TYPES[request.resourceType] : undefined;
  return resourceType === undefined ? request : { ...request, resourceType };
}
