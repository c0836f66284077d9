import { setMaxListeners } from 'node:events';
import {
  HostedPlugin,
  type HostedPluginOptions,
} from '../../../cost/engine/plugins/hosted-plugin.ts';
import type { InstalledPlugin } from '../../../cost/engine/plugins/installed-plugins.ts';
import { PluginError } from '../../../cost/engine/plugins/plugin-error.ts';
import { isPluginName, isPluginVersion } from '../../../cost/engine/plugins/plugin-names.ts';
import {
  BatchCostRequest,
  CostQueryType,
  EstimateCostRequest,
  GetActualCostRequest,
  GetPricingSpecRequest,
  GetProjectedCostRequest,
} from '../../../cost/engine/plugins/protocol/finfocus/v1/costs.generated.ts';
import { GetBudgetsRequest } from '../../../cost/engine/plugins/protocol/finfocus/v1/budgets.generated.ts';
import {
  DryRunRequest,
  PluginCapability,
} from '../../../cost/engine/plugins/protocol/finfocus/v1/plugin_info.generated.ts';
import { GetRecommendationsRequest } from '../../../cost/engine/plugins/protocol/finfocus/v1/recommendations.generated.ts';
import { ResourceDescriptor } from '../../../cost/engine/plugins/protocol/finfocus/v1/resource.generated.ts';
import { messageOf } from '../../../lib/errors.ts';

/** What a check found. */
export interface ConformanceResult {
  readonly check: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped. */
  readonly detail: string | undefined;
}

export interface ConformanceReport {
  readonly plugin: string;
  readonly results: readonly ConformanceResult[];
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A resource that the plugin should know. */
export type ProbeResource = Pick<
  ResourceDescriptor,
  'provider' | 'resourceType' | 'sku' | 'region'
>;

/** @returns undefined when it passed; a text in `skip` when it does not apply */
type Check = (probe: Probe) => Promise<string | { readonly skip: string } | undefined>;

interface Probe {
  readonly plugin: HostedPlugin;
  readonly resource: ResourceDescriptor;
  readonly capabilities: ReadonlySet<PluginCapability>;
}

const DAY_MS = 86_400_000;
const AT_ONCE = 20;
const LARGEST_BATCH = 1_000;

/** Starts a plugin and checks that it answers as the protocol says. */
export async function checkConformance(
  installed: InstalledPlugin,
  probe: ProbeResource,
  options: HostedPluginOptions,
): Promise<ConformanceReport> {
  await using plugin = new HostedPlugin(installed, options);
  const resource = ResourceDescriptor.fromPartial({ ...probe, id: 'conformance' });
  const results: ConformanceResult[] = [];
  let capabilities: ReadonlySet<PluginCapability> = new Set();
  setMaxListeners(0, options.signal);
  for (const [check, run] of CHECKS) {
    options.signal.throwIfAborted();
    const found = await run({ plugin, resource, capabilities }).catch((error: unknown) => {
      options.signal.throwIfAborted();
      return messageOf(error);
    });
    const isSkipped = typeof found === 'object';
    const detail = isSkipped ? found.skip : found;
    results.push({
      check,
      status: isSkipped ? 'skipped' : detail === undefined ? 'passed' : 'failed',
      detail,
    });
    if (check === STARTS && detail !== undefined) break;
    if (check === STARTS)
      capabilities = new Set((await plugin.info().catch(() => undefined))?.capabilities);
  }
  const countOf = (status: ConformanceResult['status']): number =>
    results.filter((one) => one.status === status).length;
  return {
    plugin: installed.name,
    results,
    ...{ passed: countOf('passed'), failed: countOf('failed'), skipped: countOf('skipped') },
  };
}

const STARTS = 'starts, says its port and answers Name';

const CHECKS: readonly (readonly [name: string, check: Check])[] = [
  [
    STARTS,
    async ({ plugin }) => {
      const name = await plugin.ownName();
      return isPluginName(name) ? undefined : `${JSON.stringify(name)} is not a name`;
    },
  ],
  [
    'GetPluginInfo has name, version, specification and providers',
    async ({ plugin }) => {
      const info = await plugin.info();
      if (info === undefined) return { skip: 'built before the method existed' };
      if (info.name !== (await plugin.ownName())) return `it has another name there: ${info.name}`;
      if (!isPluginVersion(info.version)) return `the version ${info.version} is not SemVer`;
      if (!isPluginVersion(info.specVersion))
        return `the specification ${info.specVersion} is not SemVer`;
      return info.providers.length === 0 ? 'it names no providers' : undefined;
    },
  ],
  [
    'Supports answers for a resource',
    async ({ plugin, resource }) => {
      const { supported, reason } = await plugin.call('supports', { resource });
      return supported || reason !== ''
        ? undefined
        : 'it does not support the resource, and gives no reason';
    },
  ],
  [
    'a projection without type, SKU and region is refused',
    ({ plugin }) =>
      isRefused(() =>
        plugin.call(
          'getProjectedCost',
          GetProjectedCostRequest.fromPartial({ resource: { provider: 'aws' } }),
        ),
      ),
  ],
  [
    'a projection has a currency and a cost, or a reason',
    async ({ plugin, resource }) => {
      const { supported } = await plugin.call('supports', { resource });
      if (!supported)
        return { skip: 'the resource is not supported: choose one with --resource-type' };
      const answer = await plugin.call('getProjectedCost', projectionOf(resource));
      if (!/^[A-Z]{3}$/.test(answer.currency))
        return `the currency is ${JSON.stringify(answer.currency)}`;
      const isCost = Number.isFinite(answer.costPerMonth) && answer.costPerMonth >= 0;
      return isCost ? undefined : `the cost is ${answer.costPerMonth}`;
    },
  ],
  [
    'the same question has the same answer',
    async ({ plugin, resource }) => {
      const ask = async (): Promise<number | string> =>
        plugin.call('getProjectedCost', projectionOf(resource)).then(
          ({ costPerMonth }) => costPerMonth,
          (error: unknown) => messageOf(error),
        );
      const [first, second] = [await ask(), await ask()];
      return first === second ? undefined : `first ${first}, then ${second}`;
    },
  ],
  [
    `answers ${AT_ONCE} calls at once`,
    async ({ plugin, resource }) => {
      const calls = Array.from({ length: AT_ONCE }, () => plugin.call('supports', { resource }));
      await Promise.all(calls);
      return undefined;
    },
  ],
  [
    'actual costs without a resource are refused',
    ({ plugin }) => isRefused(() => plugin.call('getActualCost', actualOf('', 0, DAY_MS))),
  ],
  [
    'actual costs whose end is not after their start are refused',
    ({ plugin }) => isRefused(() => plugin.call('getActualCost', actualOf('i-1', DAY_MS, DAY_MS))),
  ],
  [
    'BatchCost answers in the order of the resources',
    async ({ plugin, resource, capabilities }) => {
      if (!capabilities.has(PluginCapability.PLUGIN_CAPABILITY_BATCH_COST)) return NOT_ANNOUNCED;
      const resources = ['a', 'b', 'c'].map((id) => ({ ...resource, id }));
      const { results } = await plugin.call('batchCost', batchOf(resources));
      const ids = results.map((one) => one.resource?.id).join(' ');
      return ids === 'a b c' ? undefined : `the answers are of ${JSON.stringify(ids)}`;
    },
  ],
  [
    `BatchCost refuses more than ${LARGEST_BATCH} resources`,
    async ({ plugin, resource, capabilities }) => {
      if (!capabilities.has(PluginCapability.PLUGIN_CAPABILITY_BATCH_COST)) return NOT_ANNOUNCED;
      const resources = Array.from({ length: LARGEST_BATCH + 1 }, () => resource);
      return await isRefused(() => plugin.call('batchCost', batchOf(resources)));
    },
  ],
  ...announced(
    'EstimateCost',
    PluginCapability.PLUGIN_CAPABILITY_ESTIMATE_COST,
    ({ plugin, resource }) =>
      plugin.call(
        'estimateCost',
        EstimateCostRequest.fromPartial({ resourceType: resource.resourceType }),
      ),
  ),
  ...announced(
    'GetPricingSpec',
    PluginCapability.PLUGIN_CAPABILITY_PRICING_SPEC,
    ({ plugin, resource }) =>
      plugin.call('getPricingSpec', GetPricingSpecRequest.fromPartial({ resource })),
  ),
  ...announced(
    'GetRecommendations',
    PluginCapability.PLUGIN_CAPABILITY_RECOMMENDATIONS,
    ({ plugin }) => plugin.call('getRecommendations', GetRecommendationsRequest.fromPartial({})),
  ),
  ...announced('GetBudgets', PluginCapability.PLUGIN_CAPABILITY_BUDGETS, ({ plugin }) =>
    plugin.call('getBudgets', GetBudgetsRequest.fromPartial({})),
  ),
  ...announced('DryRun', PluginCapability.PLUGIN_CAPABILITY_DRY_RUN, ({ plugin, resource }) =>
    plugin.call('dryRun', DryRunRequest.fromPartial({ resource })),
  ),
];

const NOT_ANNOUNCED = { skip: 'the plugin does not announce it' };

/** A method that is announced must be there; that it refuses this request is no fault. */
function announced(
  name: string,
  capability: PluginCapability,
  ask: (probe: Probe) => Promise<unknown>,
): readonly (readonly [string, Check])[] {
  const check: Check = async (probe) => {
    if (!probe.capabilities.has(capability)) return NOT_ANNOUNCED;
    try {
      await ask(probe);
      return undefined;
    } catch (error) {
      const isThere =
        error instanceof PluginError && ['not-applicable', 'refused'].includes(error.problem);
      return isThere ? undefined : messageOf(error);
    }
  };
  return [[`${name} is there if it is announced`, check]];
}

async function isRefused(ask: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await ask();
    return 'it was answered';
  } catch (error) {
    const isRefusal = error instanceof PluginError && error.problem === 'not-applicable';
    return isRefusal ? undefined : messageOf(error);
  }
}

function projectionOf(resource: ResourceDescriptor): GetProjectedCostRequest {
  return GetProjectedCostRequest.fromPartial({ resource });
}

function actualOf(resourceId: string, start: number, end: number): GetActualCostRequest {
  return GetActualCostRequest.fromPartial({
    resourceId,
    start: new Date(start),
    end: new Date(end),
  });
}

function batchOf(resources: readonly ResourceDescriptor[]): BatchCostRequest {
  return BatchCostRequest.fromPartial({
    resources: [...resources],
    queryType: CostQueryType.COST_QUERY_TYPE_PROJECTED,
  });
}
