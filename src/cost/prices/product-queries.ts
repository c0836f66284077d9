import type { AttributeRule, PriceNeed } from './price-need.ts';
import type { NeedsByKind } from './price-selection.ts';

/** What to ask the Price List API for: products of one family, with these attributes. */
export interface ProductQuery {
  readonly service: string;
  /** Texts that attributes of the product must equal, by the API's names for them. */
  readonly filters: Readonly<Record<string, string>>;
}

/**
 * The queries that together find every product that the needs want in a region: one for each family of a service.
 * Attributes with one value in all needs of the family filter too, so that fewer pages come; usage types do not,
 * because their billing prefix differs within a region.
 */
export function productQueries(needs: NeedsByKind, region: string): readonly ProductQuery[] {
  const groups = new Map<string, { service: string; family: string; needs: PriceNeed[] }>();
  for (const named of needs.values()) {
    for (const need of Object.values(named)) {
      for (const family of [need.family].flat()) {
        const place = `${need.service}/${family}`;
        const group = groups.get(place) ?? { service: need.service, family, needs: [] };
        group.needs.push(need);
        groups.set(place, group);
      }
    }
  }
  return [...groups.values()].map(({ service, family, needs: grouped }) => ({
    service,
    filters: {
      regionCode: region,
      ...(family !== '' && { productFamily: family }),
      ...commonTexts(grouped),
    },
  }));
}

/** The attributes that have the same one text in every need. */
function commonTexts([first, ...others]: readonly PriceNeed[]): Readonly<Record<string, string>> {
  const texts = Object.entries(first?.where ?? {}).flatMap(([name, rule]) => {
    const text = textOf(rule);
    const isCommon = others.every(({ where }) => textOf(where?.[name]) === text);
    return text !== undefined && isCommon ? [[name, text] as const] : [];
  });
  return Object.fromEntries(texts);
}

/** The one text that a rule allows. The API refuses a filter for an empty one. */
function textOf(rule: AttributeRule | undefined): string | undefined {
  if (rule === undefined || rule instanceof RegExp) return undefined;
  const [text, another] = [rule].flat();
  return another === undefined && text !== '' ? text : undefined;
}
