import type { AttributeRule, PriceNeed } from './price-need.ts';
import type { NeedsByKind } from './price-selection.ts';

/** A condition on a product, as the Price List API has it. */
export interface QueryFilter {
  /** `CONTAINS` is for usage types alone, whose billing prefix differs within a region. */
  readonly type: 'TERM_MATCH' | 'CONTAINS';
  readonly field: string;
  readonly value: string;
}

/** What to ask the Price List API for: the products of a service that pass all filters. */
export interface ProductQuery {
  readonly service: string;
  readonly filters: readonly QueryFilter[];
}

/** Services with so few products that one query for all is less than one for each family. */
const SMALL_SERVICES: ReadonlySet<string> = new Set([
  'AWSELB',
  'AWSSecretsManager',
  'AmazonDynamoDB',
]);
/** The families with the longest lists: surcharges for instances are in them too. */
const INSTANCES = /\bInstance\b/;
/** Needs of such a family that are asked for by themselves, so that the others have filters. */
const MOST_ASIDE = 2;

/**
 * The queries that together find every product that the needs want in a region: one for each family of a service, or
 * one for the service when a need takes products of any family. Attributes with one value in all needs filter too, so
 * that fewer pages come.
 */
export function productQueries(needs: NeedsByKind, region: string): readonly ProductQuery[] {
  const queries: ProductQuery[] = [];
  for (const [service, families] of familiesOf(needs)) {
    const apart = usagesApart(families.get('') ?? []);
    const whole = (families.has('') && apart === undefined) || SMALL_SERVICES.has(service);
    const all = [...new Set([...families.values()].flat())];
    const groups = whole ? new Map([['', all]]) : families;
    for (const [family, grouped] of groups) {
      if (!whole && family === '') {
        const place = exactly('regionCode', region);
        queries.push(...(apart ?? []).map((usage) => ({ service, filters: [place, usage] })));
        continue;
      }
      const place = [
        exactly('regionCode', region),
        ...(family === '' ? [] : [exactly('productFamily', family)]),
      ];
      const hasInstances = INSTANCES.test(family);
      const filters = hasInstances ? splitFilters(grouped) : [commonTexts(grouped)];
      for (const own of filters) queries.push({ service, filters: [...place, ...own] });
    }
  }
  return queries;
}

/** The needs of each service, by family. A need of several families is in each of them. */
function familiesOf(
  needs: NeedsByKind,
): ReadonlyMap<string, ReadonlyMap<string, readonly PriceNeed[]>> {
  const services = new Map<string, Map<string, PriceNeed[]>>();
  for (const named of needs.values()) {
    for (const need of Object.values(named)) {
      const families = services.get(need.service) ?? new Map<string, PriceNeed[]>();
      services.set(need.service, families);
      for (const family of [need.family].flat()) {
        families.set(family, [...(families.get(family) ?? []), need]);
      }
    }
  }
  return services;
}

/** The filters of one query for all these needs; or of several, when a few needs stand in the way of filters for the others. */
function splitFilters(needs: readonly PriceNeed[]): readonly (readonly QueryFilter[])[] {
  const common = commonTexts(needs);
  if (common.length > 0) return [common];
  const filtered = needs.filter((need) => commonTexts([need]).length > 0);
  const others = needs.filter((need) => !filtered.includes(need));
  const narrow = commonTexts(filtered);
  const usages = [...new Set(others.map(({ usageType }) => usageText(usageType)))];
  const aside = usages.flatMap((value) =>
    value === undefined ? [] : [[{ type: 'CONTAINS', field: 'usagetype', value } as const]],
  );
  const isSplit = narrow.length > 0 && aside.length === usages.length && aside.length <= MOST_ASIDE;
  return isSplit ? [narrow, ...aside] : [[]];
}

/**
 * Filters that find products without a family, for which the API has no filter; undefined when not all of them have a
 * family or a usage type that tells, so that only the whole list has them.
 */
function usagesApart(needs: readonly PriceNeed[]): readonly QueryFilter[] | undefined {
  if (needs.some(({ family }) => family !== '')) return undefined;
  const usages = [...new Set(needs.map(({ usageType }) => usageStart(usageType)))];
  const filters = usages.flatMap((value) =>
    value === undefined ? [] : [{ type: 'CONTAINS', field: 'usagetype', value } as const],
  );
  return filters.length === usages.length && usages.length <= MOST_ASIDE ? filters : undefined;
}

/** The plain start of a form of usage types: what follows may have alternatives. */
function usageStart(rule: AttributeRule | undefined): string | undefined {
  if (!(rule instanceof RegExp) || rule.flags !== '') return undefined;
  return /^\^([\w:-]{3,})\(/.exec(rule.source)?.[1];
}

/** The attributes that have the same one text in every need. */
function commonTexts([first, ...others]: readonly PriceNeed[]): readonly QueryFilter[] {
  return Object.entries(first?.where ?? {}).flatMap(([name, rule]) => {
    const text = textOf(rule);
    const isCommon = others.every(({ where }) => textOf(where?.[name]) === text);
    return text !== undefined && isCommon ? [exactly(name, text)] : [];
  });
}

/** The one text that a rule allows. The API refuses a filter for an empty one. */
function textOf(rule: AttributeRule | undefined): string | undefined {
  if (rule === undefined || rule instanceof RegExp) return undefined;
  const [text, another] = [rule].flat();
  return another === undefined && text !== '' ? text : undefined;
}

/** A text that every usage type of the rule contains. */
function usageText(rule: AttributeRule | undefined): string | undefined {
  if (!(rule instanceof RegExp)) return textOf(rule);
  if (rule.source.includes('|') || rule.flags !== '') return undefined;
  // The plain start of a form, without a character that may be missing.
  return /^\^([\w:-]{3,})(?![?*{])(?=[^\w:-])/.exec(rule.source)?.[1];
}

function exactly(field: string, value: string): QueryFilter {
  return { type: 'TERM_MATCH', field, value };
}
