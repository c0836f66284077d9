import type { Price, PriceSource } from './price.ts';
import { priceKey, SEPARATOR, type AmbiguousPrice, type RegionPrices } from './price-book.ts';
import type { AttributeRule, PriceNeed, PriceNeeds } from './price-need.ts';
import type { OnDemandTerms, PriceListFacts, ProductFacts } from './product.ts';
import { splitUsageType } from './billing-prefix.ts';
import { offerInForce, tiersOf, type UnusableTerms } from './terms.ts';

/** Why a row of the price list that is needed could not be used. */
export type RejectedRow =
  | UnusableTerms
  /** Its billing prefix names another region than the row. */
  | 'other-region'
  /** An attribute of the key is missing. */
  | 'no-key';

/** A product that some cost models need. */
export interface WantedProduct {
  readonly sku: string;
  /** Those that prices keep, and `usagetype`: all of them would fill the memory until the prices are known. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Most products have one use. A list for each of a hundred thousand products would take room too. */
  readonly use: ProductUse;
  readonly otherUses: readonly ProductUse[];
}

interface ProductUse {
  readonly key: string;
  readonly need: PriceNeed;
}

const NO_USES: readonly ProductUse[] = [];

interface NamedNeed {
  readonly kind: string;
  readonly name: string;
  readonly need: PriceNeed;
  /** The need's `where`. */
  readonly rules: readonly (readonly [attribute: string, rule: AttributeRule])[];
}

/** The needs of cost models, by kind. */
export type NeedsByKind = ReadonlyMap<string, PriceNeeds>;

export interface PriceSelectionOptions {
  readonly region: string;
  readonly needs: NeedsByKind;
  readonly source: PriceSource;
  /** Milliseconds since the Unix epoch: what is not in force yet does not count. */
  readonly now: number;
}

/**
 * Picks the prices of one region that cost models need out of a price list. A row is compared whole, attribute by
 * attribute: two rows for one price are ambiguous, and none of them is taken.
 */
export class PriceSelection {
  readonly #options: PriceSelectionOptions;
  /** By service and family. */
  readonly #needs = new Map<string, NamedNeed[]>();
  readonly #prices = new Map<string, Price | AmbiguousPrice>();
  readonly #rejected = new Map<RejectedRow, number>();
  readonly #attributes = new Set(['regionCode', 'usagetype']);
  readonly #dates = new Map<string, string>();
  readonly #picked = new Map<string, Readonly<Record<string, string>>>();

  constructor(options: PriceSelectionOptions) {
    this.#options = options;
    for (const [kind, needs] of options.needs) {
      for (const [name, need] of Object.entries(needs)) this.#learn(kind, name, need);
    }
  }

  /** What could not be used, by reason. */
  get rejected(): ReadonlyMap<RejectedRow, number> {
    return this.#rejected;
  }

  /** The attributes that decide what is selected, or that a price keeps: a reader may leave out others. */
  get attributes(): ReadonlySet<string> {
    return this.#attributes;
  }

  /** What cost models want of a product. Undefined for one that none needs, as most. */
  want(service: string, product: ProductFacts): WantedProduct | undefined {
    const needs = this.#needs.get(placeOf(service, product.productFamily));
    const { regionCode, usagetype = '' } = product.attributes;
    if (needs === undefined || regionCode !== this.#options.region) return undefined;
    const { type, region } = splitUsageType(usagetype);
    let first: ProductUse | undefined;
    let otherUses = NO_USES;
    for (const named of needs) {
      if (!fits(named, type, product.attributes)) continue;
      if (region !== undefined && region !== regionCode) {
        this.#reject('other-region');
        return undefined;
      }
      const use = this.#useOf(named, type, product.attributes);
      if (use === undefined) continue;
      if (first === undefined) first = use;
      else otherUses = [...otherUses, use];
    }
    if (first === undefined) return undefined;
    const names = ['usagetype', ...[first, ...otherUses].flatMap(({ need }) => need.keep ?? [])];
    const attributes = this.#pick(names, product.attributes);
    return { sku: product.sku, attributes, use: first, otherUses };
  }

  /** Takes the prices of a wanted product. */
  add(
    { sku, attributes, use, otherUses }: WantedProduct,
    terms: OnDemandTerms | undefined,
    list: PriceListFacts,
  ): void {
    const offer = offerInForce(terms, this.#options.now);
    for (const { key, need } of [use, ...otherUses]) {
      const tiers = offer === undefined ? 'no-on-demand' : tiersOf(offer, need.unit);
      if (offer === undefined || typeof tiers === 'string') {
        this.#reject(typeof tiers === 'string' ? tiers : 'no-on-demand');
        continue;
      }
      this.#put(key, {
        service: list.service,
        sku,
        region: this.#options.region,
        usageType: attributes['usagetype'] ?? '',
        unit: need.unit,
        tiers: tiers.tiers,
        currency: tiers.currency,
        publicationDate: list.publicationDate,
        effectiveDate: this.#once(offer.effectiveDate),
        source: this.#options.source,
        attributes: this.#pick(need.keep ?? [], attributes),
      });
    }
  }

  /** What was selected, frozen. */
  finish(): RegionPrices {
    const { region, now } = this.#options;
    return { region, fetchedAt: now, prices: this.#prices };
  }

  #learn(kind: string, name: string, need: PriceNeed): void {
    const { key, keep = [], where = {}, service } = need;
    for (const one of [...key, ...keep, ...Object.keys(where)]) this.#attributes.add(one);
    const named = { kind, name, need, rules: Object.entries(where) };
    for (const family of familiesOf(need)) {
      const place = placeOf(service, family);
      this.#needs.set(place, [...(this.#needs.get(place) ?? []), named]);
    }
  }

  #useOf(
    { kind, name, need }: NamedNeed,
    usageType: string,
    attributes: Readonly<Record<string, string>>,
  ): ProductUse | undefined {
    const values: string[] = [];
    for (const attribute of need.key) {
      const value = attribute === 'usagetype' ? usageType : attributes[attribute];
      if (value === undefined) {
        this.#reject('no-key');
        return undefined;
      }
      values.push(value);
    }
    return { key: priceKey(kind, name, values), need };
  }

  #put(key: string, price: Price): void {
    const before = this.#prices.get(key);
    if (before === undefined) {
      this.#prices.set(key, price);
      return;
    }
    const known = 'skus' in before ? before.skus : [before.sku];
    if (known.includes(price.sku)) return;
    // The first two by name: the same whichever order a price list has.
    const [one = '', other = ''] = [...known, price.sku].sort();
    this.#prices.set(key, { skus: [one, other] });
  }

  /** The same text, held once: thousands of prices have one date. */
  #once(text: string): string {
    const known = this.#dates.get(text);
    if (known !== undefined) return known;
    this.#dates.set(text, text);
    return text;
  }

  /** These attributes. Products of one type have the same ones, which are held once. */
  #pick(
    names: readonly string[],
    attributes: Readonly<Record<string, string>>,
  ): Readonly<Record<string, string>> {
    const values = names.map((name) => attributes[name] ?? SEPARATOR);
    const place = [...names, ...values].join(SEPARATOR);
    const known = this.#picked.get(place);
    if (known !== undefined) return known;
    const picked: Record<string, string> = {};
    for (const name of names) {
      const value = attributes[name];
      if (value !== undefined) picked[name] = value;
    }
    this.#picked.set(place, picked);
    return picked;
  }

  #reject(why: RejectedRow): void {
    this.#rejected.set(why, (this.#rejected.get(why) ?? 0) + 1);
  }
}

function familiesOf({ family }: PriceNeed): readonly string[] {
  return typeof family === 'string' ? [family] : family;
}

function placeOf(service: string, family: string): string {
  return `${service}/${family}`;
}

/** @param usageType without its billing prefix */
function fits(
  { need, rules }: NamedNeed,
  usageType: string,
  attributes: Readonly<Record<string, string>>,
): boolean {
  if (need.usageType !== undefined && !matches(need.usageType, usageType)) return false;
  for (const [name, rule] of rules) {
    if (!matches(rule, name === 'usagetype' ? usageType : attributes[name])) return false;
  }
  return true;
}

/** A missing attribute is an empty text, as in AWS's CSV files. */
function matches(rule: AttributeRule, value = ''): boolean {
  if (typeof rule === 'string') return value === rule;
  return rule instanceof RegExp ? rule.test(value) : rule.includes(value);
}
