import type { Price, PriceSource } from './price.ts';
import { priceKey, type AmbiguousPrice, type RegionPrices } from './price-book.ts';
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
  readonly product: ProductFacts;
  readonly uses: readonly ProductUse[];
}

interface ProductUse {
  readonly key: string;
  readonly need: PriceNeed;
}

interface NamedNeed {
  readonly kind: string;
  readonly name: string;
  readonly need: PriceNeed;
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
  readonly #needs = new Map<string, NamedNeed[]>();
  readonly #prices = new Map<string, Price | AmbiguousPrice>();
  readonly #rejected = new Map<RejectedRow, number>();

  constructor(options: PriceSelectionOptions) {
    this.#options = options;
    for (const [kind, needs] of options.needs) {
      for (const [name, need] of Object.entries(needs)) {
        for (const family of familiesOf(need)) {
          const place = placeOf(need.service, family);
          this.#needs.set(place, [...(this.#needs.get(place) ?? []), { kind, name, need }]);
        }
      }
    }
  }

  /** What could not be used, by reason. */
  get rejected(): ReadonlyMap<RejectedRow, number> {
    return this.#rejected;
  }

  /** What cost models want of a product. Undefined for one that none needs, as most. */
  want(service: string, product: ProductFacts): WantedProduct | undefined {
    const needs = this.#needs.get(placeOf(service, product.productFamily));
    const { regionCode, usagetype = '' } = product.attributes;
    if (needs === undefined || regionCode !== this.#options.region) return undefined;
    const { type, region } = splitUsageType(usagetype);
    const attributes = { ...product.attributes, usagetype: type };
    const fitting = needs.filter(({ need }) => fits(need, attributes));
    if (fitting.length === 0) return undefined;
    if (region !== undefined && region !== regionCode) {
      this.#reject('other-region');
      return undefined;
    }
    const uses = fitting.flatMap((named) => this.#useOf(named, attributes));
    return uses.length === 0 ? undefined : { product, uses };
  }

  /** Takes the prices of a wanted product. */
  add(
    { product, uses }: WantedProduct,
    terms: OnDemandTerms | undefined,
    list: PriceListFacts,
  ): void {
    const offer = offerInForce(terms, this.#options.now);
    for (const { key, need } of uses) {
      const tiers = offer === undefined ? 'no-on-demand' : tiersOf(offer, need.unit);
      if (offer === undefined || typeof tiers === 'string') {
        this.#reject(typeof tiers === 'string' ? tiers : 'no-on-demand');
        continue;
      }
      this.#put(key, {
        service: list.service,
        sku: product.sku,
        region: this.#options.region,
        usageType: product.attributes['usagetype'] ?? '',
        unit: need.unit,
        ...tiers,
        publicationDate: list.publicationDate,
        effectiveDate: offer.effectiveDate,
        source: this.#options.source,
        attributes: keptOf(need, product.attributes),
      });
    }
  }

  /** What was selected, frozen. */
  finish(): RegionPrices {
    const { region, now } = this.#options;
    return { region, fetchedAt: now, prices: this.#prices };
  }

  #useOf(
    { kind, name, need }: NamedNeed,
    attributes: Readonly<Record<string, string>>,
  ): ProductUse[] {
    const values = need.key.map((attribute) => attributes[attribute]);
    const known = values.filter((value) => value !== undefined);
    if (known.length < values.length) {
      this.#reject('no-key');
      return [];
    }
    return [{ key: priceKey(kind, name, known), need }];
  }

  #put(key: string, price: Price): void {
    const before = this.#prices.get(key);
    if (before === undefined) this.#prices.set(key, price);
    else if ('skus' in before || before.sku === price.sku) return;
    else this.#prices.set(key, { skus: [before.sku, price.sku] });
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

function fits(
  { usageType, where = {} }: PriceNeed,
  attributes: Readonly<Record<string, string>>,
): boolean {
  if (usageType !== undefined && !matches(usageType, attributes['usagetype'])) return false;
  return Object.entries(where).every(([name, rule]) => matches(rule, attributes[name]));
}

/** A missing attribute is an empty text, as in AWS's CSV files. */
function matches(rule: AttributeRule, value = ''): boolean {
  if (typeof rule === 'string') return value === rule;
  return rule instanceof RegExp ? rule.test(value) : rule.includes(value);
}

function keptOf(
  { keep = [] }: PriceNeed,
  attributes: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    keep.flatMap((name) => {
      const value = attributes[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
