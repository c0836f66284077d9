import { JsonCutOffError, JsonWalk, JsonWalkError, type WalkStep } from './json-walk.ts';
import {
  MOST_KEPT_PRODUCTS,
  PriceListError,
  type PricedProduct,
  type PriceListReader,
  type ProductFilter,
} from './price-list.ts';
import { OnDemandTerms, type PriceListFacts } from './product.ts';

/** A bulk file that is being read. */
export interface BulkContent {
  /** For messages: its address or its name. */
  readonly name: string;
  /** AWS's service code: a file of another service is an error. */
  readonly service: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Reads a bulk price file in JSON, which has all products before all prices. What is not wanted is passed over: of
 * EC2's 450 MB, only the wanted prices come into memory. Its content can be read once.
 *
 * @see https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
 */
export function bulkJsonReader(content: BulkContent): PriceListReader {
  return async function* read(filter, attributes) {
    const file = new BulkJson(content.service, filter, attributes);
    const walk = new JsonWalk(file);
    try {
      for await (const chunk of content.chunks) {
        walk.write(chunk);
        yield* file.takePriced();
      }
      walk.end();
    } catch (error) {
      throw error instanceof JsonWalkError ? badFile(content, error, walk.bytes) : error;
    }
    yield* file.takeUnpriced();
  };
}

/** What a bulk file in JSON has, part by part. */
class BulkJson<Kept> {
  readonly #service: string;
  readonly #filter: ProductFilter<Kept>;
  readonly #attributes: ReadonlySet<string> | undefined;
  /** Wanted products, until their prices come. */
  readonly #kept = new Map<string, Kept>();
  readonly #head = new Map<string, unknown>();
  #list: PriceListFacts | undefined;
  #family = '';
  #values: Record<string, string> = {};
  #hasProducts = false;
  #priced: PricedProduct<Kept>[] = [];

  constructor(
    service: string,
    filter: ProductFilter<Kept>,
    attributes: ReadonlySet<string> | undefined,
  ) {
    this.#service = service;
    this.#filter = filter;
    this.#attributes = attributes;
  }

  /** The products whose prices have come since the last time. */
  takePriced(): readonly PricedProduct<Kept>[] {
    const priced = this.#priced;
    if (priced.length > 0) this.#priced = [];
    return priced;
  }

  /** The products without a price on demand. */
  *takeUnpriced(): Generator<PricedProduct<Kept>, void> {
    const list = this.#facts();
    for (const kept of this.#kept.values()) yield { kept, terms: undefined, list };
    this.#kept.clear();
  }

  step(path: readonly string[]): WalkStep {
    const section = path[0] ?? '';
    if (path.length === 1) return this.#section(section);
    if (section === 'products') return this.#product(path);
    if (path[1] !== 'OnDemand') return 'skip'; // Reserved, and what may come
    if (path.length === 2) return 'enter';
    return this.#kept.has(path[2] ?? '') ? 'take' : 'skip';
  }

  taken(path: readonly string[], value: unknown): void {
    const section = path[0] ?? '';
    if (path.length === 1) this.#head.set(section, value);
    else if (section === 'terms') this.#price(path[2] ?? '', value);
    else if (typeof value !== 'string') {
      throw new JsonWalkError(`${path.slice(2).join('.')} of ${path[1] ?? ''} is not a text`);
    } else if (path.length === 4) this.#values[path[3] ?? ''] = value;
    else this.#family = value;
  }

  left(path: readonly string[]): void {
    const [section, sku = ''] = path;
    if (path.length === 0) this.#checkWhole();
    if (section !== 'products') return;
    if (path.length === 1) this.#hasProducts = true;
    if (path.length !== 2) return;
    const product = { sku, productFamily: this.#family, attributes: this.#values };
    const kept = this.#filter(product, this.#facts());
    if (kept === undefined) return;
    this.#kept.set(sku, kept);
    if (this.#kept.size > MOST_KEPT_PRODUCTS) {
      throw new JsonWalkError(`more than ${MOST_KEPT_PRODUCTS} products are wanted`);
    }
  }

  #section(name: string): WalkStep {
    switch (name) {
      case 'offerCode':
      case 'publicationDate':
        return 'take';
      case 'products':
        this.#facts();
        return 'enter';
      case 'terms':
        if (!this.#hasProducts) throw new JsonWalkError('its prices stand before its products');
        this.#head.set('terms', true);
        return 'enter';
      default:
        return 'skip';
    }
  }

  #product(path: readonly string[]): WalkStep {
    if (path.length === 4) {
      const attribute = path[3] ?? '';
      if (attribute === '__proto__') return 'skip'; // as a property, it would set the prototype
      return this.#attributes?.has(attribute) === false ? 'skip' : 'take';
    }
    if (path.length === 2) {
      this.#family = '';
      this.#values = {};
      return 'enter';
    }
    if (path[2] === 'attributes') return 'enter';
    return path[2] === 'productFamily' ? 'take' : 'skip';
  }

  #price(sku: string, value: unknown): void {
    const kept = this.#kept.get(sku);
    if (kept === undefined) return;
    const terms = OnDemandTerms.safeParse(value);
    if (!terms.success) {
      const [issue] = terms.error.issues;
      const place = [sku, ...(issue?.path ?? [])].join('.');
      throw new JsonWalkError(`the price ${place}: ${issue?.message ?? 'not as expected'}`);
    }
    this.#kept.delete(sku);
    this.#priced.push({ kept, terms: terms.data, list: this.#facts() });
  }

  #facts(): PriceListFacts {
    if (this.#list !== undefined) return this.#list;
    const service = this.#head.get('offerCode');
    const publicationDate = this.#head.get('publicationDate');
    if (typeof service !== 'string' || typeof publicationDate !== 'string') {
      throw new JsonWalkError('it does not begin as a price list: no offerCode or publicationDate');
    }
    if (service !== this.#service) {
      throw new JsonWalkError(`it is the price list of ${service}, not of ${this.#service}`);
    }
    this.#list = { service, publicationDate };
    return this.#list;
  }

  #checkWhole(): void {
    if (!this.#hasProducts) throw new JsonWalkError('it has no products');
    if (!this.#head.has('terms')) throw new JsonWalkError('it has no prices');
  }
}

function badFile({ name }: BulkContent, error: JsonWalkError, bytes: number): PriceListError {
  const isCutOff = error instanceof JsonCutOffError;
  const problem = isCutOff ? `it ends in the middle, after ${bytes} bytes` : error.message;
  return new PriceListError(`Could not read the price list ${name} (nothing used): ${problem}`, {
    cause: error,
    remedy: isCutOff
      ? 'try again; if it happens again, check for a proxy that limits the size of downloads'
      : 'check that the address leads to AWS’s price list, and that no proxy changes its answers',
  });
}
