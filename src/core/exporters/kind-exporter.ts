import pLimit from 'p-limit';
import type { z } from 'zod';
import type { AwsClient } from '../../aws/client-factory.ts';
import { classify, type AwsFailure } from '../../aws/errors.ts';
import { chunk } from '../../lib/chunk.ts';
import { InternalError, LongshoreError } from '../../lib/errors.ts';
import { clearArrays, clearArraysIn } from '../../lib/clear-arrays.ts';
import type { ActionContext, ActionWindow } from '../actions/action.ts';
import { MissingAnswerError } from '../actions/missing-answer.ts';
import type { Gap } from '../inspector/gap.ts';
import { ResourceInspector } from '../inspector/resource-inspector.ts';
import { DEFAULT_WINDOW, durationOf, type HistoryWindow } from './history-window.ts';
import {
  ResourceNotFoundError,
  ResourceNotReadError,
  type Exporter,
  type ExportRequest,
  type GoneAnswer,
  type Probe,
} from './exporter.ts';
import type { Batch, ScopeProof } from './resource.ts';
import { ResourceBuilder } from './resource-builder.ts';
import { SeenItems } from './seen-items.ts';
import type { KindDefinition } from './kind-definition.ts';

/** Larger pages are split into batches of at most this size, so that memory stays constant. */
const RESOURCES_PER_BATCH = 1_000;
/** Calls of one scope in flight at once: enough to be fast alone, few enough to be fair. */
const CALLS_PER_SCOPE = 64;

/** Empty pages that a probe reads: AWS may return some before others. */
const MAX_PROBED_PAGES = 3;

/** Reads a kind according to its definition. */
export class KindExporter<
  Client extends AwsClient,
  Page,
  Item,
  Shape extends z.ZodRawShape,
> implements Exporter<z.output<z.ZodObject<Shape>>> {
  readonly #definition: KindDefinition<Client, Page, Item, Shape>;
  readonly #inspector: ResourceInspector<Client, Item>;
  readonly #builder: ResourceBuilder<Client, Page, Item, Shape>;

  constructor(definition: KindDefinition<Client, Page, Item, Shape>) {
    this.#definition = definition;
    this.#inspector = new ResourceInspector(definition.actions, (item) => definition.idOf(item));
    this.#builder = new ResourceBuilder(definition, this.#inspector);
  }

  async getResource(
    identifiers: readonly string[],
    request: ExportRequest,
  ): Promise<Batch<z.output<z.ZodObject<Shape>>>> {
    const context = this.#contextOf(request, false);
    const { item, isProved } = await this.#find(identifiers, context);
    if (item !== undefined) {
      const batch = await this.#builder.batch([item], request.include, context);
      if (!isProved) this.#assertProved(identifiers, batch);
      if (batch.resources.length > 0) return batch;
      // An action reports a resource as deleted that was just found: AWS is asked again.
      if (isProved && (await this.#find(identifiers, context)).item !== undefined)
        return this.#withoutContradictions(item, identifiers, request.include, context);
    }
    throw new ResourceNotFoundError(
      `${request.account.id} has no ${this.#nameOf(identifiers)} in ${request.region}`,
      { remedy: 'check the identifier, the account and the region' },
    );
  }

  /**
   * Reads an existing resource. Options that report it as missing leave gaps.
   *
   * @throws {ResourceNotReadError} when a default action does
   */
  async #withoutContradictions(
    item: Item,
    identifiers: readonly string[],
    include: readonly string[],
    context: ActionContext<Client>,
  ): Promise<Batch<z.output<z.ZodObject<Shape>>>> {
    const sound: string[] = [];
    for (const option of include) {
      const { resources } = await this.#builder.batch([item], [option], context);
      if (resources.length > 0) sound.push(option);
    }
    const batch = await this.#builder.batch([item], sound, context);
    if (batch.resources.length === 0)
      throw new ResourceNotReadError(this.#nameOf(identifiers), CONTRADICTION, []);
    const gaps = include
      .filter((option) => !sound.includes(option))
      .map((action): Gap => {
        const identifier = this.#definition.idOf(item);
        return { identifier, action, failure: CONTRADICTION, permissions: [] };
      });
    return { ...batch, gaps: [...batch.gaps, ...gaps], incomplete: new Set(batch.resources) };
  }

  async *getPaginatedResources(
    request: ExportRequest,
  ): AsyncGenerator<Batch<z.output<z.ZodObject<Shape>>>, ScopeProof, void> {
    let parentsCut = 0;
    const context = this.#contextOf(request, true, (parents) => {
      parentsCut += parents;
    });
    const { list } = this.#definition;
    const seen = new SeenItems();
    let pages = 0;
    let resources = 0;
    for await (const page of list.pages(context)) {
      pages += 1;
      let left = (list.items(page) ?? []).filter((item) => seen.add(this.#definition.idOf(item)));
      while (left.length > 0) {
        const items = left.slice(0, RESOURCES_PER_BATCH);
        left = left.slice(RESOURCES_PER_BATCH);
        if (left.length === 0) clearArraysIn(page);
        const batch = await this.#builder.batch(items, request.include, context);
        clearArrays(items);
        resources += batch.resources.length;
        yield batch;
      }
    }
    return { pages, resources, ...(parentsCut > 0 && { parentsCut }) };
  }

  async probe(request: ExportRequest): Promise<Probe> {
    const context = this.#contextOf(request, false);
    const { list } = this.#definition;
    let pages = 0;
    for await (const page of list.pages(context)) {
      const [item] = list.items(page) ?? [];
      if (item !== undefined) {
        const { gaps } = await this.#inspector.inspect([item], request.include, context);
        return { hasResources: true, gaps };
      }
      pages += 1;
      if (pages === MAX_PROBED_PAGES) break;
    }
    return { hasResources: false, gaps: [] };
  }

  async confirmGone(
    missing: readonly (readonly string[])[],
    request: ExportRequest,
  ): Promise<readonly GoneAnswer[]> {
    const context = this.#contextOf(request, false);
    const { findMany } = this.#definition.get;
    if (findMany === undefined) {
      return Promise.all(
        missing.map((identifiers) => context.limit(() => this.#goneAnswer(identifiers, context))),
      );
    }
    const answers = chunk(missing, findMany.size).map((some) =>
      context.limit(() => this.#goneAnswers(some, context)),
    );
    return (await Promise.all(answers)).flat();
  }

  async #goneAnswers(
    missing: readonly (readonly string[])[],
    context: ActionContext<Client>,
  ): Promise<readonly GoneAnswer[]> {
    const { get } = this.#definition;
    try {
      const found = (await get.findMany?.find(missing, context)) ?? [];
      const existing = found.filter((item) => get.isDeleted?.(item) !== true);
      const names = new Set(existing.map((item) => JSON.stringify(get.of(item))));
      return missing.map((one) => (names.has(JSON.stringify(one)) ? EXISTS : GONE));
    } catch (error) {
      const answer = this.#unknown(error, context);
      return missing.map(() => answer);
    }
  }

  async #goneAnswer(
    identifiers: readonly string[],
    context: ActionContext<Client>,
  ): Promise<GoneAnswer> {
    const { get, actions } = this.#definition;
    try {
      const found = get.find(identifiers, context);
      const item = await found;
      if (item === undefined || get.isDeleted?.(item) === true) return GONE;
      const [proof] = actions.defaults;
      if (found instanceof Promise || proof === undefined) return EXISTS;
      const [outcome] = await proof.execute([item], context);
      if (outcome?.status === 'gone') return GONE;
      return outcome?.status === 'failed' ? this.#unknown(outcome.error, context) : EXISTS;
    } catch (error) {
      if (classify(error).class === 'not-found') return GONE;
      return this.#unknown(error, context);
    }
  }

  /** @throws the signal's reason when it was aborted */
  #unknown(error: unknown, { signal }: ActionContext<Client>): GoneAnswer {
    signal.throwIfAborted();
    return { status: 'unknown', failure: classify(error), permissions: this.#findPermissions };
  }

  /** The IAM actions that finding one resource may need. */
  get #findPermissions(): readonly string[] {
    const { get, list, actions } = this.#definition;
    const proof = actions.defaults[0]?.permissions ?? [];
    return [...new Set([...(get.permissions ?? []), ...proof, ...list.permissions])];
  }

  async #find(
    identifiers: readonly string[],
    context: ActionContext<Client>,
  ): Promise<{ readonly item: Item | undefined; readonly isProved: boolean }> {
    const { get, list } = this.#definition;
    try {
      const found = get.find(identifiers, context);
      return { item: await found, isProved: found instanceof Promise };
    } catch (error) {
      const failure = classify(error);
      if (failure.class === 'not-found') return { item: undefined, isProved: true };
      const isOfAws =
        failure.class !== 'other' ||
        failure.status !== undefined ||
        error instanceof MissingAnswerError;
      if (error instanceof LongshoreError || failure.class === 'cancelled' || !isOfAws) throw error;
      const permissions = [...(get.permissions ?? []), ...list.permissions];
      throw new ResourceNotReadError(this.#nameOf(identifiers), failure, permissions);
    }
  }

  /** If its identifier was not verified and its description fails, a resource is not proved to exist. */
  #assertProved(identifiers: readonly string[], { gaps }: Batch): void {
    const [proof] = this.#definition.actions.defaults;
    const gap = gaps.find(({ action }) => action === proof?.name);
    if (gap === undefined) return;
    throw new ResourceNotReadError(this.#nameOf(identifiers), gap.failure, gap.permissions);
  }

  #nameOf(identifiers: readonly string[]): string {
    return `${this.#definition.title} ${identifiers.join(' ')}`;
  }

  #contextOf(
    request: ExportRequest,
    isWholeScope: boolean,
    cutOff: (parents: number) => void = () => undefined,
  ): ActionContext<Client> {
    const { account, region, clients, signal } = request;
    const { client: service, kind } = this.#definition;
    return {
      account,
      region,
      signal,
      isWholeScope,
      once: (name, make) => request.shared?.once(name, make) ?? make(),
      window: { ...boundsOf(request.window), cutOff },
      limit: pLimit(CALLS_PER_SCOPE),
      clientOf: (other, otherRegion = region) => clients.of(other, otherRegion),
      get client() {
        if (service === undefined)
          throw new InternalError(`${kind} has no client: it must cost no call`);
        return clients.of(service, region);
      },
    };
  }
}

const CONTRADICTION: AwsFailure = {
  class: 'other',
  code: 'Contradiction',
  message: 'AWS describes it, but another call says that it does not exist',
};
const GONE: GoneAnswer = { status: 'gone' };
const EXISTS: GoneAnswer = { status: 'exists' };

function boundsOf(window: HistoryWindow = DEFAULT_WINDOW): Omit<ActionWindow, 'cutOff'> {
  const from = new Date(Date.now() - durationOf(window.since));
  return { from, maxPerParent: window.maxPerParent };
}
