import pLimit from 'p-limit';
import { chunk } from '../../../lib/chunk.ts';
import { plural } from '../../../lib/plural.ts';
import type { Basis } from '../../money/basis.ts';
import { decimal } from '../../money/decimal.ts';
import type { ActualPeriod } from '../actual/actual-period.ts';
import { chargedCosts, type Charged, type DayCharge } from '../actual/charged-cost.ts';
import type { PlannedResource, PlannedState } from '../plans/planned-resource.ts';
import { dayOf, type CostResult } from '../results/cost-result.ts';
import { PluginError } from './plugin-error.ts';
import type { OpenPlugin, PluginSet } from './plugin-set.ts';
import {
  CostQueryType,
  FallbackHint,
  type ActualCostResult,
  type ResourceCostResult,
} from './protocol/finfocus/v1/costs.generated.ts';
import type { ResourceDescriptor } from './protocol/finfocus/v1/resource.generated.ts';
import { resourceRequest, type PulumiTypeOf } from './resource-request.ts';

/** A resource that exists, and whom its cost is for. */
export interface ActualItem {
  readonly resource: PlannedResource;
  readonly state: PlannedState;
  readonly charged: Charged;
}

export interface ActualByPluginsOptions {
  readonly period: ActualPeriod;
  readonly basis: Basis;
  readonly pulumiType?: PulumiTypeOf;
  readonly signal: AbortSignal;
  /** Receives, once, what went wrong with a plugin. */
  warn(message: string): void;
}

const PAGE = 1_000;
/** A plugin with more pages for one resource has no end. */
const MOST_PAGES = 100;
const CALLS = 16;
const BATCH = 100;
/** Resources that are asked about at once. */
const CHUNK = 1_000;
const MOST_AMOUNT = 1e15;
const CURRENCY = /^[A-Z]{3}$/;

/** What plugins say that resources have cost. What none has data for is not in the answer. */
export async function actualByPlugins(
  items: readonly ActualItem[],
  plugins: PluginSet,
  options: ActualByPluginsOptions,
): Promise<ReadonlyMap<PlannedState, readonly CostResult[]>> {
  const asking = new Asking(plugins, options);
  for (const some of chunk(items, CHUNK)) {
    options.signal.throwIfAborted();
    await asking.ask(some);
  }
  asking.tell();
  return asking.costs;
}

interface Asked extends ActualItem {
  readonly request: ResourceDescriptor;
  /** Those to ask, one after the other: the first with data counts. */
  readonly plugins: readonly OpenPlugin[];
}

/** What a plugin has of a resource. `isOwner`: no other plugin has to be asked. */
interface Points {
  readonly results: readonly ActualCostResult[];
  readonly isOwner: boolean;
}

class Asking {
  readonly costs = new Map<PlannedState, readonly CostResult[]>();
  readonly #plugins: PluginSet;
  readonly #options: ActualByPluginsOptions;
  readonly #calls = pLimit(CALLS);
  readonly #failures = new Map<string, { readonly first: string; count: number }>();

  constructor(plugins: PluginSet, options: ActualByPluginsOptions) {
    this.#plugins = plugins;
    this.#options = options;
  }

  async ask(items: readonly ActualItem[]): Promise<void> {
    let open = items.flatMap((item) => this.#asked(item));
    for (let place = 0; open.length > 0; place += 1) {
      const byPlugin = new Map<OpenPlugin, Asked[]>();
      for (const one of open) {
        const plugin = one.plugins[place];
        if (plugin === undefined) continue;
        const list = byPlugin.get(plugin) ?? [];
        byPlugin.set(plugin, list);
        list.push(one);
      }
      const answers = await Promise.all(
        [...byPlugin].map(([plugin, list]) => this.#askPlugin(plugin, list)),
      );
      open = answers.flat();
    }
  }

  tell(): void {
    for (const { first, count } of this.#failures.values()) {
      this.#options.warn(`${first}${count > 1 ? ` (${plural(count, 'resource')})` : ''}`);
    }
  }

  #asked(item: ActualItem): readonly Asked[] {
    const { resource, state } = item;
    const { pulumiType } = this.#options;
    const { provider, type } = resource;
    const asked = { provider, type: pulumiType?.(type) ?? type, region: state.region };
    const levels = this.#plugins.router.levelsFor('ActualCosts', asked);
    const last = levels.findIndex(({ fallback }) => !fallback);
    const used = last === -1 ? levels : levels.slice(0, last + 1);
    const plugins = used.flatMap((level) => level.plugins);
    const request = plugins.length === 0 ? '' : resourceRequest(resource, state, pulumiType);
    if (typeof request === 'string') return [];
    return [{ ...item, plugins, request: { ...request, id: state.cloudId ?? request.id } }];
  }

  /** @returns those for which the next plugin is to be asked */
  async #askPlugin(plugin: OpenPlugin, items: readonly Asked[]): Promise<readonly Asked[]> {
    const found = plugin.hasBatch
      ? (await Promise.all(chunk(items, BATCH).map((some) => this.#batch(plugin, some)))).flat()
      : await Promise.all(items.map((one) => this.#points(plugin, one)));
    return items.filter((one, index) => {
      const points = found[index];
      if (points === undefined) return true;
      const results = this.#read(plugin, one, points.results);
      if (results.length > 0) this.costs.set(one.state, results);
      return results.length === 0 && !points.isOwner;
    });
  }

  async #batch(
    plugin: OpenPlugin,
    items: readonly Asked[],
  ): Promise<readonly (Points | undefined)[]> {
    const { start, end } = this.#options.period;
    let results: readonly ResourceCostResult[];
    try {
      const response = await this.#calls(() =>
        plugin.hosted.call('batchCost', {
          resources: items.map(({ request }) => request),
          queryType: CostQueryType.COST_QUERY_TYPE_ACTUAL,
          ...{ start: new Date(start), end: new Date(end), dryRun: false },
        }),
      );
      ({ results } = response);
    } catch (error) {
      if (!(error instanceof PluginError)) throw error;
      const canBeAsked = ['unimplemented', 'not-applicable', 'too-large'].includes(error.problem);
      if (canBeAsked) return await Promise.all(items.map((one) => this.#points(plugin, one)));
      this.#failed(plugin, error.message, items.length);
      return items.map(() => undefined);
    }
    if (results.length !== items.length) {
      this.#failed(plugin, `plugin ${plugin.name}: its batch has not all results`, items.length);
      return items.map(() => undefined);
    }
    return await Promise.all(
      items.map(async (one, index) => {
        const result = results[index]?.result;
        const data = result?.$case === 'costData' ? result.value.data : undefined;
        if (data?.$case !== 'actualCost') return undefined;
        const { nextPageToken, results: first, fallbackHint } = data.value;
        if (nextPageToken === '') return pointsOf(first, fallbackHint);
        return await this.#points(plugin, one, { first, token: nextPageToken });
      }),
    );
  }

  /** All pages of a resource: part of them would be a wrong sum. */
  async #points(
    plugin: OpenPlugin,
    { request, state }: Asked,
    from: { readonly first: readonly ActualCostResult[]; readonly token: string } = NO_PAGE,
  ): Promise<Points | undefined> {
    const { start, end } = this.#options.period;
    const { id, provider, resourceType, sku, region, tags, arn } = request;
    const results = [...from.first];
    const seen = new Set<string>();
    let pageToken = from.token;
    try {
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const token = pageToken;
        const response = await this.#calls(() =>
          plugin.hosted.call('getActualCost', {
            resourceId: id,
            ...{ start: new Date(start), end: new Date(end), arn: state.arn ?? arn, dryRun: false },
            tags: { ...tags, provider, resource_type: resourceType, sku, region },
            ...{ pageSize: PAGE, pageToken: token },
          }),
        );
        results.push(...response.results);
        pageToken = response.nextPageToken;
        if (pageToken === '') return pointsOf(results, response.fallbackHint);
        if (seen.has(pageToken)) break;
        seen.add(pageToken);
      }
      this.#failed(plugin, `plugin ${plugin.name}: its pages of actual costs have no end`, 1);
    } catch (error) {
      if (!(error instanceof PluginError)) throw error;
      const isNoData = error.problem === 'not-applicable' || error.problem === 'unimplemented';
      if (!isNoData) this.#failed(plugin, error.message, 1);
    }
    return undefined;
  }

  #read(
    plugin: OpenPlugin,
    { charged }: Asked,
    results: readonly ActualCostResult[],
  ): readonly CostResult[] {
    const { period, basis } = this.#options;
    const charges: DayCharge[] = [];
    for (const point of results) {
      const charge = chargeOf(plugin, point, period, basis);
      if (typeof charge === 'string') {
        this.#failed(plugin, `plugin ${plugin.name}: ${charge}`, 1);
        return [];
      }
      if (charge !== undefined) charges.push(charge);
    }
    const isBill = results.every((point) => (point.focusRecord?.billedCost ?? 0) !== 0);
    return chargedCosts(charged, charges, period, dayOf(period.end - 1)).map((result) => ({
      ...result,
      adapter: plugin.name,
      notes: `plugin ${plugin.name} ${plugin.version}`,
      confidence: isBill ? 'high' : 'medium',
    }));
  }

  #failed({ name }: OpenPlugin, text: string, count: number): void {
    const failure = this.#failures.get(name) ?? { first: text, count: 0 };
    this.#failures.set(name, failure);
    failure.count += count;
  }
}

const NO_PAGE = { first: [], token: '' } as const;

function pointsOf(results: readonly ActualCostResult[], hint: FallbackHint): Points | undefined {
  if (hint === FallbackHint.FALLBACK_HINT_REQUIRED) return undefined;
  return { results, isOwner: hint === FallbackHint.FALLBACK_HINT_NONE };
}

/** A point as a charge of its day. Undefined outside the period; a text says what is wrong with it. */
function chargeOf(
  { name }: OpenPlugin,
  { timestamp, cost, source, focusRecord }: ActualCostResult,
  { start, end }: ActualPeriod,
  basis: Basis,
): DayCharge | string | undefined {
  const at = (focusRecord?.chargePeriodStart ?? timestamp)?.getTime() ?? start;
  if (Number.isNaN(at) || at < start || at >= end) return undefined;
  const currency = (focusRecord?.billingCurrency ?? '') || 'USD';
  if (!CURRENCY.test(currency)) {
    return `${JSON.stringify(currency.slice(0, 'USD'.length * 4))} is no currency such as USD`;
  }
  const byBasis = {
    ListCost: focusRecord?.listCost,
    ContractedCost: focusRecord?.contractedCost,
    BilledCost: focusRecord?.billedCost,
    EffectiveCost: focusRecord?.effectiveCost,
  }[basis];
  // 0 is also what a plugin sends that does not fill the column.
  const amount = byBasis === undefined || byBasis === 0 ? cost : byBasis;
  if (!Number.isFinite(amount) || Math.abs(amount) > MOST_AMOUNT) return `${amount} is no cost`;
  return {
    day: dayOf(at),
    currency,
    source: source === '' ? name : source,
    amount: decimal(amount),
  };
}
