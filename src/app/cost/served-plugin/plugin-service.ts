import type { CostBudget } from '../../../config/budget-setting.ts';
import {
  checkedResource,
  missing,
  MOST_IN_BATCH,
  PROJECTION_FIELDS,
} from '../../../cost/engine/plugins/serve/check-request.ts';
import {
  describedOf,
  type Described,
} from '../../../cost/engine/plugins/serve/described-resource.ts';
import { PluginRefusal } from '../../../cost/engine/plugins/serve/plugin-refusal.ts';
import {
  estimateAnswer,
  pricingSpec,
  projectedAnswer,
} from '../../../cost/engine/plugins/serve/priced-answers.ts';
import type {
  GetBudgetsRequest,
  GetBudgetsResponse,
} from '../../../cost/engine/plugins/protocol/finfocus/v1/budgets.generated.ts';
import {
  GetActualCostResponse,
  GetPricingSpecResponse,
  GetProjectedCostResponse,
  type EstimateCostRequest,
  type EstimateCostResponse,
  type GetActualCostRequest,
  type GetPricingSpecRequest,
  type GetProjectedCostRequest,
} from '../../../cost/engine/plugins/protocol/finfocus/v1/costs.generated.ts';
import {
  GetPluginInfoResponse,
  PluginCapability,
  SupportsResponse,
  type DryRunRequest,
  type DryRunResponse,
} from '../../../cost/engine/plugins/protocol/finfocus/v1/plugin_info.generated.ts';
import type {
  DismissRecommendationRequest,
  DismissRecommendationResponse,
  GetRecommendationsRequest,
  GetRecommendationsResponse,
} from '../../../cost/engine/plugins/protocol/finfocus/v1/recommendations.generated.ts';
import type { ResourceDescriptor } from '../../../cost/engine/plugins/protocol/finfocus/v1/resource.generated.ts';
import type { Basis } from '../../../cost/money/basis.ts';
import { VERSION } from '../../version.ts';
import { actualAnswer, type ActualCosts } from './plugin-actual.ts';
import { budgetsAnswer } from './plugin-budgets.ts';
import { dismissAnswer, type Decide } from './plugin-dismissal.ts';
import { dryRunAnswer } from './plugin-dry-run.ts';
import type { PluginPrices } from './plugin-prices.ts';
import { recommendationsAnswer } from './plugin-recommendations.ts';
import type { SharedReader } from './shared-reader.ts';

/** The name under which the plugin is installed. */
export const PLUGIN_NAME = 'longshore';
/** The version of the protocol that is answered. */
export const SPEC_VERSION = 'v0.6.0';
const PROVIDER = 'aws';

export interface PluginServiceOptions {
  readonly prices: PluginPrices;
  readonly store: SharedReader;
  readonly budgets: readonly CostBudget[];
  /** Of actual costs. */
  readonly basis: Basis;
  /** Where estimates are priced that name no region. */
  readonly region: string | undefined;
  readonly decide: Decide;
  now(): number;
}

/** Answers the calls of the plugin protocol from Longshore's models, prices and store. */
export class PluginService {
  readonly #options: PluginServiceOptions;

  constructor(options: PluginServiceOptions) {
    this.#options = options;
  }

  info(): GetPluginInfoResponse {
    return GetPluginInfoResponse.fromPartial({
      name: PLUGIN_NAME,
      version: VERSION,
      specVersion: SPEC_VERSION,
      providers: [PROVIDER],
      metadata: { price_basis: 'list', actual_basis: this.#options.basis },
      capabilities: [...CAPABILITIES.values()],
    });
  }

  supports(resource: ResourceDescriptor | undefined): SupportsResponse {
    const { provider, resourceType } = checkedResource(resource, ['provider', 'resourceType']);
    const reason = this.#unsupported(provider, resourceType);
    if (reason !== undefined) return SupportsResponse.fromPartial({ supported: false, reason });
    const own = [...CAPABILITIES].filter(([name]) => RESOURCE_CAPABILITIES.has(name));
    return SupportsResponse.fromPartial({
      supported: true,
      capabilities: Object.fromEntries(own.map(([name]) => [name, true])),
      capabilitiesEnum: own.map(([, value]) => value),
    });
  }

  async projected({
    resource,
    dryRun,
  }: GetProjectedCostRequest): Promise<GetProjectedCostResponse> {
    const described = this.#projectable(resource);
    if (dryRun) {
      const dryRunResult = await this.#dryRun(described);
      return GetProjectedCostResponse.fromPartial({ dryRunResult });
    }
    const [projected] = await this.#options.prices.price([described]);
    if (projected === undefined) throw missing('resource');
    return projectedAnswer(projected);
  }

  async actual(request: GetActualCostRequest, signal: AbortSignal): Promise<GetActualCostResponse> {
    const answer = await actualAnswer(request, this.actualCosts(signal));
    return request.dryRun
      ? GetActualCostResponse.fromPartial({ fallbackHint: answer.fallbackHint })
      : answer;
  }

  async estimate({ resourceType, attributes }: EstimateCostRequest): Promise<EstimateCostResponse> {
    if (resourceType.trim() === '') throw missing('resource_type');
    const properties: Described['properties'] = attributes ?? {};
    const named = properties['region'];
    const region = typeof named === 'string' ? named : (this.#options.region ?? '');
    if (region === '') throw missing('attributes.region');
    const { prices } = this.#options;
    const described = {
      provider: PROVIDER,
      resourceType,
      sku: '',
      region,
      id: '',
      arn: '',
      properties,
    };
    const [projected] = await prices.price([described]);
    if (projected === undefined) throw missing('resource_type');
    return estimateAnswer(projected);
  }

  async spec({ resource }: GetPricingSpecRequest): Promise<GetPricingSpecResponse> {
    const described = this.#projectable(resource);
    const [projected] = await this.#options.prices.price([described]);
    if (projected === undefined || resource === undefined) throw missing('resource');
    return GetPricingSpecResponse.fromPartial({ spec: pricingSpec(projected, resource) });
  }

  recommendations(
    request: GetRecommendationsRequest,
    signal: AbortSignal,
  ): Promise<GetRecommendationsResponse> {
    return recommendationsAnswer(request, { store: this.#options.store, signal });
  }

  dismiss(request: DismissRecommendationRequest): Promise<DismissRecommendationResponse> {
    return dismissAnswer(request, this.#options);
  }

  budgets(request: GetBudgetsRequest, signal: AbortSignal): Promise<GetBudgetsResponse> {
    return budgetsAnswer(request, { ...this.#options, signal });
  }

  dryRun({ resource }: DryRunRequest): Promise<DryRunResponse> {
    return this.#dryRun(describedOf(checkedResource(resource, ['provider', 'resourceType'])));
  }

  /** What actual costs are found with. */
  actualCosts(signal: AbortSignal): ActualCosts {
    const { store, basis } = this.#options;
    return { store, basis, signal };
  }

  get prices(): PluginPrices {
    return this.#options.prices;
  }

  /** @throws {PluginRefusal} for a resource that cannot be priced as it is described */
  #projectable(resource: ResourceDescriptor | undefined): Described {
    const checked = checkedResource(resource, PROJECTION_FIELDS);
    this.check(checked);
    return describedOf(checked);
  }

  /** @throws {PluginRefusal} for a resource of another provider or of a type without a model */
  check({ provider, resourceType, region }: ResourceDescriptor): void {
    const reason = this.#unsupported(provider, resourceType);
    if (reason === undefined) return;
    throw new PluginRefusal(
      provider === PROVIDER ? 'unsupported-type' : 'invalid-provider',
      reason,
      { details: { provider, resource_type: resourceType, region } },
    );
  }

  #unsupported(provider: string, type: string): string | undefined {
    if (provider !== PROVIDER) return `Longshore prices ${PROVIDER} only, not ${provider}`;
    return this.prices.types.known(type) === undefined ? `${type} has no cost model` : undefined;
  }

  #dryRun(described: Described): Promise<DryRunResponse> {
    const { prices, store } = this.#options;
    const isSupported = this.#unsupported(described.provider, described.resourceType) === undefined;
    return dryRunAnswer(described, { isSupported, prices, store });
  }
}

/** @throws {PluginRefusal} for more resources than a batch may have */
export function checkedBatch(resources: readonly ResourceDescriptor[]): void {
  if (resources.length === 0) throw missing('resources');
  if (resources.length > MOST_IN_BATCH) {
    throw new PluginRefusal(
      'too-large',
      `the batch has ${resources.length} resources: at most ${MOST_IN_BATCH} are allowed`,
    );
  }
}

const CAPABILITIES: ReadonlyMap<string, PluginCapability> = new Map([
  ['projected_costs', PluginCapability.PLUGIN_CAPABILITY_PROJECTED_COSTS],
  ['actual_costs', PluginCapability.PLUGIN_CAPABILITY_ACTUAL_COSTS],
  ['recommendations', PluginCapability.PLUGIN_CAPABILITY_RECOMMENDATIONS],
  ['dry_run', PluginCapability.PLUGIN_CAPABILITY_DRY_RUN],
  ['budgets', PluginCapability.PLUGIN_CAPABILITY_BUDGETS],
  ['pricing_spec', PluginCapability.PLUGIN_CAPABILITY_PRICING_SPEC],
  ['estimate_cost', PluginCapability.PLUGIN_CAPABILITY_ESTIMATE_COST],
  ['dismiss_recommendations', PluginCapability.PLUGIN_CAPABILITY_DISMISS_RECOMMENDATIONS],
  ['batch_cost', PluginCapability.PLUGIN_CAPABILITY_BATCH_COST],
]);
/** What can be asked about one resource. */
const RESOURCE_CAPABILITIES: ReadonlySet<string> = new Set([
  ...['projected_costs', 'actual_costs', 'recommendations', 'dry_run', 'pricing_spec'],
  ...['estimate_cost', 'batch_cost'],
]);
