import { z } from 'zod';
import {
  relatedKey,
  type FindingRule,
  type JudgedResource,
  type RelatedQuestion,
  type RelatedResource,
  type RelatedResources,
} from '../../../cost/findings/define-finding.ts';
import type { UsageByName } from '../../../cost/findings/window-usage.ts';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import { DAY_MS } from '../../../cost/usage/usage-days.ts';
import { usageSummaries } from '../../../cost/usage/usage-summaries.ts';
import { chunk } from '../../../lib/chunk.ts';
import type { Store } from '../../../store/store.ts';
import { NO_QUERY_LIMITS } from '../../store/store-reader.ts';
import type { InventoryScope } from './stored-scopes.ts';
import { usageByName, type NeededMetrics, type UsageDefinitions } from './window-usages.ts';

/** What related resources are looked up with. */
export interface RelatedSource {
  readonly reader: Pick<Store, 'query'>;
  readonly metrics: NeededMetrics;
  readonly usages: UsageDefinitions;
  /** The end of the window, in milliseconds since the Unix epoch. */
  readonly until: number;
  readonly windowDays: number;
  /** How a kind was read in the account. */
  scopeOf(region: string, kind: string): InventoryScope | undefined;
}

/** Related resources of one resource, by `relatedKey`. */
export type RelatedByKey = Readonly<Record<string, RelatedResources>>;

interface Asked extends RelatedQuestion {
  readonly rule: FindingRule;
  readonly resource: JudgedResource;
  readonly usage: readonly string[];
}

interface Place {
  readonly account: string;
  readonly region: string;
  readonly kind: string;
}

const Row = z.tuple([z.string(), z.record(z.string(), z.string()), z.string()]);
const Properties = z.record(z.string(), z.unknown());
const IDS_PER_QUERY = 500;
const TEXTS_PER_QUERY = 100;

/** What the store has of the resources that a batch depends on: one question for each kind, not for each resource. */
export async function relatedResources(
  rules: readonly FindingRule[],
  batch: readonly JudgedResource[],
  source: RelatedSource,
  signal: AbortSignal,
): Promise<ReadonlyMap<JudgedResource, RelatedByKey>> {
  const related = new Map<JudgedResource, Record<string, RelatedResources>>();
  const asked = rules.flatMap((rule) => questionsOf(rule, batch));
  await answer(
    asked.filter(({ through }) => through === undefined),
    related,
    source,
    signal,
  );
  const further = asked.flatMap((question) => throughOthers(question, related) ?? []);
  await answer(further, related, source, signal);
  return related;
}

async function answer(
  asked: readonly Asked[],
  related: Map<JudgedResource, Record<string, RelatedResources>>,
  source: RelatedSource,
  signal: AbortSignal,
): Promise<void> {
  if (asked.length === 0) return;
  const byId = await foundById(asked, source, signal);
  const byText = await foundByText(asked, source, signal);
  const complete = new Map<string, boolean>();
  for (const question of asked) {
    const { rule, resource, name, kind, ids, containing } = question;
    const found =
      containing === undefined
        ? ids.flatMap((id) => byId.get(keyOf(kind, id)) ?? [])
        : (byText.get(keyOf(kind, containing)) ?? []);
    const own = related.get(resource) ?? {};
    related.set(resource, own);
    let isComplete = complete.get(kind);
    if (isComplete === undefined) {
      const scope = source.scopeOf(resource.region, kind);
      isComplete = scope?.readAt !== undefined && scope.problem === undefined;
      complete.set(kind, isComplete); // a batch is of one place
    }
    own[relatedKey(rule, name)] = { found, isComplete };
  }
}

/** What is found through other related resources, once these are known. */
function throughOthers(
  question: Asked,
  related: ReadonlyMap<JudgedResource, RelatedByKey>,
): Asked | undefined {
  const { through, rule, resource } = question;
  if (through === undefined) return undefined;
  const others = related.get(resource)?.[relatedKey(rule, through.name)]?.found ?? [];
  return { ...question, ids: others.flatMap(({ properties }) => through.ids(properties)) };
}

function questionsOf(rule: FindingRule, batch: readonly JudgedResource[]): readonly Asked[] {
  if (rule.related.length === 0) return [];
  const usageOf = new Map(rule.related.map(({ name, usage }) => [name, usage]));
  return batch.flatMap((resource) =>
    rule
      .relatedOf(resource.properties)
      .map((one): Asked => ({ ...one, rule, resource, usage: usageOf.get(one.name) ?? [] })),
  );
}

async function foundById(
  asked: readonly Asked[],
  source: RelatedSource,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RelatedResource>> {
  const found = new Map<string, RelatedResource>();
  for (const { place, ids, usage } of wantedByKind(asked)) {
    for (const part of chunk([...ids], IDS_PER_QUERY)) {
      const where = `${placeText(place)} and id in (${part.map(sqlText).join(', ')})`;
      const measured =
        usage.size === 0 ? undefined : await usageOfIds(place, part, { ...source, usage }, signal);
      for await (const one of resourcesWhere(source.reader, where, signal)) {
        const { id, tags, properties } = one;
        const own = measured?.get(id) ?? {};
        found.set(keyOf(place.kind, id), { id, tags, properties, usage: own });
      }
    }
  }
  return found;
}

interface Wanted {
  readonly place: Place;
  readonly ids: Set<string>;
  readonly usage: Set<string>;
}

function wantedByKind(asked: readonly Asked[]): Iterable<Wanted> {
  const kinds = new Map<string, Wanted>();
  for (const { kind, ids, usage, resource } of asked) {
    if (ids.length === 0) continue;
    const { account, region } = resource; // a batch is of one place
    const one = kinds.get(kind) ?? {
      place: { account, region, kind },
      ids: new Set(),
      usage: new Set(),
    };
    kinds.set(kind, one);
    for (const id of ids) one.ids.add(id);
    for (const name of usage) one.usage.add(name);
  }
  return kinds.values();
}

async function usageOfIds(
  { account, kind }: Place,
  ids: readonly string[],
  { reader, usages, until, windowDays, usage }: RelatedSource & Pick<Wanted, 'usage'>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, UsageByName>> {
  const from = until - windowDays * DAY_MS;
  const question = {
    ...{ metrics: new Map([[kind, usage]]), from, until, accounts: [account], ids },
    percentiles: new Map(),
  };
  const found = new Map<string, UsageByName>();
  for await (const batch of usageSummaries(reader, question, signal)) {
    for (const one of batch) found.set(one.id, usageByName(one, usages, windowDays));
  }
  return found;
}

/** Resources that name others, by {@link keyOf} of the name; there are few of such kinds. */
async function foundByText(
  asked: readonly Asked[],
  { reader }: RelatedSource,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly RelatedResource[]>> {
  const found = new Map<string, RelatedResource[]>();
  for (const { place, texts } of textsByKind(asked)) {
    for (const part of chunk([...texts], TEXTS_PER_QUERY)) {
      const isNamed = part.map((text) => `position(${sqlText(text)} in properties) > 0`);
      const where = `${placeText(place)} and (${isNamed.join(' or ')})`;
      for await (const { text, ...one } of resourcesWhere(reader, where, signal)) {
        for (const name of part) {
          if (!text.includes(name)) continue;
          const key = keyOf(place.kind, name);
          const own = found.get(key);
          if (own === undefined) found.set(key, [one]);
          else own.push(one);
        }
      }
    }
  }
  return found;
}

function textsByKind(
  asked: readonly Asked[],
): Iterable<{ readonly place: Place; readonly texts: Set<string> }> {
  const kinds = new Map<string, { readonly place: Place; readonly texts: Set<string> }>();
  for (const { kind, containing, resource } of asked) {
    if (containing === undefined || containing === '') continue;
    const { account, region } = resource;
    const one = kinds.get(kind) ?? { place: { account, region, kind }, texts: new Set() };
    kinds.set(kind, one);
    one.texts.add(containing);
  }
  return kinds.values();
}

/** @returns also the text of the properties */
async function* resourcesWhere(
  reader: Pick<Store, 'query'>,
  where: string,
  signal: AbortSignal,
): AsyncGenerator<RelatedResource & { readonly text: string }, void> {
  const sql = `select id, tags, properties from resources where ${where}`;
  const { rows } = await reader.query(sql, NO_QUERY_LIMITS, signal);
  for await (const batch of rows()) {
    for (const row of batch) {
      const [id, tags, text] = Row.parse(row);
      yield { id, tags, properties: Properties.parse(JSON.parse(text)), usage: {}, text };
    }
  }
}

function placeText({ account, region, kind }: Place): string {
  return `kind = ${sqlText(kind)} and account = ${sqlText(account)} and region = ${sqlText(region)}`;
}

function keyOf(kind: string, id: string): string {
  return `${kind} ${id}`;
}
