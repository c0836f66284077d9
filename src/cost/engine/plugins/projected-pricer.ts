import pLimit from 'p-limit';
import { chunk } from '../../../lib/chunk.ts';
import { readProjected, type NoPrice, type PluginPrice } from './plugin-answer.ts';
import { PluginError } from './plugin-error.ts';
import type { OpenPlugin } from './plugin-set.ts';
import { CostQueryType, type ResourceCostResult } from './protocol/finfocus/v1/costs.generated.ts';
import type { ResourceDescriptor } from './protocol/finfocus/v1/resource.generated.ts';

/** What a plugin answered: a price, or why there is none. */
export type Answer = PluginPrice | NoPrice | PluginError;

/** In flight at once: the plugin never waits for us. */
const BATCHES = 3;
const CALLS = 32;
/** Of a plugin that did not tell its own yet. */
export const DEFAULT_BATCH = 100;
const MOST_BATCH = 1_000;
/** In the message of a plugin that takes smaller batches only. */
const TOO_MANY = /batch|exceed|too (?:many|large)|larger/i;
/** Types, SKUs and regions whose support is remembered. */
const MOST_SUPPORTED = 10_000;

/** Asks one plugin for projected costs: in batches where it can, else one by one. */
export class ProjectedPricer {
  readonly #plugin: OpenPlugin;
  readonly #calls: ReturnType<typeof pLimit>;
  readonly #supported = new Map<string, Promise<NoPrice | undefined>>();
  #batch: number;
  #hasBatch: boolean;
  /** It has no projected costs at all, or is given up. */
  #closed: PluginError | undefined;

  constructor(plugin: OpenPlugin) {
    this.#plugin = plugin;
    this.#hasBatch = plugin.hasBatch;
    this.#batch = DEFAULT_BATCH;
    this.#calls = pLimit(plugin.hasBatch ? BATCHES : CALLS);
  }

  /** How many resources it takes at once. */
  get batch(): number {
    return this.#hasBatch ? this.#batch : DEFAULT_BATCH;
  }

  /** One answer for each resource, in their order. */
  async prices(resources: readonly ResourceDescriptor[]): Promise<readonly Answer[]> {
    if (this.#hasBatch) return await this.#inBatches(resources);
    return await Promise.all(resources.map((one) => this.#calls(() => this.#priceOf(one))));
  }

  async #inBatches(resources: readonly ResourceDescriptor[]): Promise<readonly Answer[]> {
    const batches = chunk(resources, this.#batch);
    const answers = await Promise.all(
      batches.map((batch) => this.#calls(() => this.#batchOf(batch))),
    );
    return answers.flat();
  }

  async #batchOf(resources: readonly ResourceDescriptor[]): Promise<readonly Answer[]> {
    const closed = this.#closed;
    if (closed !== undefined) return resources.map(() => closed);
    try {
      const response = await this.#plugin.hosted.call('batchCost', {
        resources: [...resources],
        queryType: CostQueryType.COST_QUERY_TYPE_PROJECTED,
        ...{ start: undefined, end: undefined, dryRun: false },
      });
      const { maxBatchSize } = response;
      if (maxBatchSize > 0) this.#batch = Math.min(maxBatchSize, MOST_BATCH);
      return this.#inOrder(resources, response.results);
    } catch (error) {
      if (!(error instanceof PluginError)) throw error;
      if (error.problem === 'unimplemented') {
        this.#hasBatch = false; // it announced what it does not have
        return await this.#oneByOne(resources);
      }
      const isTooMuch = error.problem === 'not-applicable' || error.problem === 'too-large';
      if (isTooMuch && resources.length > 1) {
        const half = Math.ceil(resources.length / 2);
        // Else one of the resources is refused, and the others must not pay for it.
        if (TOO_MANY.test(error.message)) this.#batch = Math.min(this.#batch, half);
        const first = await this.#batchOf(resources.slice(0, half));
        return [...first, ...(await this.#batchOf(resources.slice(half)))];
      }
      return resources.map(() => this.#failed(error));
    }
  }

  async #oneByOne(resources: readonly ResourceDescriptor[]): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    for (const one of resources) answers.push(await this.#priceOf(one));
    return answers;
  }

  /** A plugin returns the id that it was asked with; one that does not has the order only. */
  #inOrder(
    resources: readonly ResourceDescriptor[],
    results: readonly ResourceCostResult[],
  ): readonly Answer[] {
    const isAsAsked =
      results.length === resources.length &&
      results.every(({ resource }, index) => {
        const id = resource?.id ?? '';
        return id === '' || id === resources[index]?.id;
      });
    if (isAsAsked) return results.map((result) => this.#read(result));
    const byId = new Map(results.map((result) => [result.resource?.id ?? '', result]));
    return resources.map(({ id }) => {
      const result = id === '' ? undefined : byId.get(id);
      return result === undefined
        ? { reason: 'wrong-answer', detail: 'its batch has no result for it' }
        : this.#read(result);
    });
  }

  #read({ result }: ResourceCostResult): Answer {
    if (result?.$case === 'error') {
      const { message } = result.value;
      return { reason: 'no-data', detail: message === '' ? 'it has no price' : message };
    }
    const data = result?.value.data;
    return data?.$case === 'projectedCost' ? readProjected(this.#plugin, data.value) : NOTHING;
  }

  async #priceOf(resource: ResourceDescriptor): Promise<Answer> {
    if (this.#closed !== undefined) return this.#closed;
    try {
      const missing = await this.#supportOf(resource);
      if (missing !== undefined) return missing;
      const response = await this.#plugin.hosted.call('getProjectedCost', {
        resource,
        ...{ utilizationPercentage: 0, growthType: 0, dryRun: false, usageProfile: 0 },
      });
      return readProjected(this.#plugin, response);
    } catch (error) {
      if (!(error instanceof PluginError)) throw error;
      return this.#failed(error);
    }
  }

  /** Asked once for each type, SKU and region. Undefined when it is supported. */
  #supportOf(resource: ResourceDescriptor): Promise<NoPrice | undefined> {
    const { provider, resourceType, sku, region } = resource;
    const key = `${provider} ${region} ${sku} ${resourceType}`;
    const known = this.#supported.get(key);
    if (known !== undefined) return known;
    const asked = this.#plugin.hosted.call('supports', { resource }).then(
      ({ supported, reason }): NoPrice | undefined =>
        supported
          ? undefined
          : { reason: 'no-data', detail: reason === '' ? 'it does not support the type' : reason },
      (error: unknown) => {
        if (error instanceof PluginError && error.problem === 'unimplemented') return undefined;
        this.#supported.delete(key);
        throw error;
      },
    );
    if (this.#supported.size < MOST_SUPPORTED) this.#supported.set(key, asked);
    return asked;
  }

  #failed(error: PluginError): PluginError {
    const { givenUp } = this.#plugin.hosted;
    if (givenUp !== undefined) this.#closed = givenUp;
    else if (error.problem === 'unimplemented') this.#closed = error;
    return error;
  }
}

const NOTHING: NoPrice = { reason: 'wrong-answer', detail: 'its result has no cost' };
