import { CsvError, parse } from 'csv-parse';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { BulkContent } from './bulk-json.ts';
import {
  MOST_KEPT_PRODUCTS,
  PriceListError,
  type PricedProduct,
  type PriceListReader,
  type ProductFilter,
} from './price-list.ts';
import type { OnDemandTerms, PriceListFacts } from './product.ts';

/** The lines before the header: format version, disclaimer, publication date, version and service. */
const METADATA_LINES = 5;
/** Longest row, in bytes. AWS's are below 4 KB. */
const LONGEST_ROW = 1_024 * 1_024;
const LINE_FEED = 0x0a;
const CUT_OFF = 'it ends in the middle';
/** A day, as CSV files have it where JSON has a time. */
const DAY = /^\d{4}-\d\d-\d\d$/;
const EffectiveDate = z.iso.datetime();

/** The columns with prices; all others are attributes of the product. */
const PRICE_COLUMNS = [
  'SKU',
  'OfferTermCode',
  'RateCode',
  'TermType',
  'PriceDescription',
  'EffectiveDate',
  'StartingRange',
  'EndingRange',
  'Unit',
  'PricePerUnit',
  'Currency',
  'RelatedTo',
  'LeaseContractLength',
  'PurchaseOption',
  'OfferingClass',
  'Product Family',
] as const;
const OPTIONAL_COLUMNS: readonly string[] = [
  'PriceDescription',
  'RelatedTo',
  'LeaseContractLength',
  'PurchaseOption',
  'OfferingClass',
];

type PriceColumn = (typeof PRICE_COLUMNS)[number];
type Row = readonly string[];
type Offers = Record<
  string,
  {
    effectiveDate: string;
    priceDimensions: Record<
      string,
      {
        unit: string;
        beginRange: string;
        endRange: string;
        pricePerUnit: Record<string, string>;
      }
    >;
  }
>;

/**
 * Reads a bulk price file in CSV: a row for each price, with the attributes of its product. Its content can be read
 * once.
 *
 * An empty cell is a missing attribute: CSV has no other way to say so.
 *
 * @see https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
 */
export function bulkCsvReader(content: BulkContent): PriceListReader {
  return async function* read(filter, attributes) {
    const parser = parse({
      bom: true,
      relax_column_count: true, // the metadata has two columns; the rows are checked below
      max_record_size: LONGEST_ROW,
    });
    const whole = new WholeLines();
    const source = Readable.from(whole.of(content.chunks), { objectMode: false });
    source.on('error', (error) => parser.destroy(error));
    const file = new BulkCsv(content.service, filter, attributes);
    try {
      for await (const row of source.pipe(parser) as AsyncIterable<Row>) file.add(row);
      whole.check();
      file.checkWhole();
    } catch (error) {
      throw problemOf(content, error, parser.info.lines);
    } finally {
      source.destroy();
    }
    yield* file.priced();
  };
}

/** What a bulk file in CSV has, row by row. */
class BulkCsv<Kept> {
  readonly #service: string;
  readonly #filter: ProductFilter<Kept>;
  readonly #wanted: ReadonlySet<string> | undefined;
  readonly #metadata: Row[] = [];
  /** Every SKU so far, because rows of one product need not follow each other. */
  readonly #products = new Map<string, { readonly kept: Kept; readonly offers: Offers } | null>();
  #columns: Columns | undefined;
  #list: PriceListFacts | undefined;
  #keptProducts = 0;

  constructor(
    service: string,
    filter: ProductFilter<Kept>,
    wanted: ReadonlySet<string> | undefined,
  ) {
    this.#service = service;
    this.#filter = filter;
    this.#wanted = wanted;
  }

  add(row: Row): void {
    if (this.#columns === undefined || this.#list === undefined) {
      this.#head(row);
      return;
    }
    const columns = this.#columns;
    if (row.length !== columns.width) {
      throw new CsvShapeError(`it has ${row.length} columns in place of ${columns.width}`);
    }
    const sku = columns.text(row, 'SKU');
    if (sku === '') throw new CsvShapeError('it has no SKU');
    let product = this.#products.get(sku);
    if (product === undefined) {
      product = this.#productOf(sku, row, columns, this.#list);
      this.#products.set(sku, product);
    }
    if (product !== null && columns.text(row, 'TermType') === 'OnDemand') {
      addPrice(product.offers, sku, row, columns);
    }
  }

  checkWhole(): void {
    if (this.#columns === undefined) throw new CsvShapeError('it is not a price list: no header');
  }

  *priced(): Generator<PricedProduct<Kept>, void> {
    const list = this.#list;
    if (list === undefined) return;
    for (const product of this.#products.values()) {
      if (product === null) continue;
      const { kept, offers } = product;
      const terms: OnDemandTerms | undefined = Object.keys(offers).length > 0 ? offers : undefined;
      yield { kept, terms, list };
    }
  }

  #productOf(
    sku: string,
    row: Row,
    columns: Columns,
    list: PriceListFacts,
  ): { readonly kept: Kept; readonly offers: Offers } | null {
    const productFamily = columns.text(row, 'Product Family');
    const kept = this.#filter({ sku, productFamily, attributes: columns.attributes(row) }, list);
    if (kept === undefined) return null;
    this.#keptProducts += 1;
    if (this.#keptProducts > MOST_KEPT_PRODUCTS) {
      throw new CsvShapeError(`more than ${MOST_KEPT_PRODUCTS} products are wanted`);
    }
    return { kept, offers: {} };
  }

  #head(row: Row): void {
    if (this.#metadata.length < METADATA_LINES) {
      this.#metadata.push(row);
      return;
    }
    const metadata = new Map(this.#metadata.map(([name = '', value = '']) => [name, value]));
    const publicationDate = metadata.get('Publication Date');
    const service = metadata.get('OfferCode');
    if (publicationDate === undefined || service === undefined) {
      throw new CsvShapeError(
        'it does not begin as a price list: no OfferCode or publication date',
      );
    }
    if (service !== this.#service) {
      throw new CsvShapeError(`it is the price list of ${service}, not of ${this.#service}`);
    }
    this.#list = { service, publicationDate };
    this.#columns = new Columns(row, this.#wanted);
  }
}

/** Where what stands in a row. */
class Columns {
  readonly width: number;
  readonly #places = new Map<string, number>();
  readonly #attributes: (readonly [place: number, name: string])[] = [];

  constructor(header: Row, wanted: ReadonlySet<string> | undefined) {
    this.width = header.length;
    const names: ReadonlySet<string> = new Set(PRICE_COLUMNS);
    for (const [place, heading] of header.entries()) {
      const name = attributeOf(heading);
      if (names.has(heading)) this.#places.set(heading, place);
      else if (wanted === undefined || wanted.has(name)) this.#attributes.push([place, name]);
    }
    const missing = PRICE_COLUMNS.find(
      (name) => !OPTIONAL_COLUMNS.includes(name) && !this.#places.has(name),
    );
    if (missing !== undefined) throw new CsvShapeError(`its header has no ${missing}`);
  }

  text(row: Row, column: PriceColumn): string {
    return row[this.#places.get(column) ?? -1] ?? '';
  }

  attributes(row: Row): Record<string, string> {
    const attributes: Record<string, string> = {};
    for (const [place, name] of this.#attributes) {
      const value = row[place] ?? '';
      if (value !== '') attributes[name] = value;
    }
    return attributes;
  }
}

/** `Volume API Name` is `volumeApiName` in JSON; a single word, as `usageType`, is in lower case there. */
function attributeOf(heading: string): string {
  const words = heading
    .split(/\s+/)
    .map((word) => word.replaceAll(/\W/g, '').toLowerCase())
    .filter((word) => word !== '');
  return words
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
}

function addPrice(offers: Offers, sku: string, row: Row, columns: Columns): void {
  const day = columns.text(row, 'EffectiveDate');
  const effectiveDate = DAY.test(day) ? `${day}T00:00:00Z` : day;
  if (!EffectiveDate.safeParse(effectiveDate).success) {
    throw new CsvShapeError(`${JSON.stringify(day)} is not a date`);
  }
  const offer = (offers[`${sku}.${columns.text(row, 'OfferTermCode')}`] ??= {
    effectiveDate,
    priceDimensions: {},
  });
  const dimension = (offer.priceDimensions[columns.text(row, 'RateCode')] ??= {
    unit: columns.text(row, 'Unit'),
    beginRange: columns.text(row, 'StartingRange') || '0',
    endRange: columns.text(row, 'EndingRange') || 'Inf',
    pricePerUnit: {},
  });
  dimension.pricePerUnit[columns.text(row, 'Currency')] = columns.text(row, 'PricePerUnit');
}

/** A file that was cut off between two cells has rows of the right width: but its last line does not end. */
class WholeLines {
  #lastByte: number | undefined;

  async *of(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of chunks) {
      this.#lastByte = chunk.at(-1) ?? this.#lastByte;
      yield chunk;
    }
  }

  check(): void {
    if (this.#lastByte !== LINE_FEED) throw new CsvShapeError(CUT_OFF);
  }
}

/** Thrown for a row that a price list cannot have. */
class CsvShapeError extends Error {}

/** Other errors, such as those of the network, stay as they are. */
function problemOf({ name }: BulkContent, error: unknown, line: number): unknown {
  const isCutOff = error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED';
  if (!(error instanceof CsvShapeError || error instanceof CsvError)) return error;
  const problem = isCutOff ? CUT_OFF : error.message;
  return new PriceListError(
    `Could not read the price list ${name} (nothing used): line ${line}: ${problem}`,
    {
      cause: error,
      remedy:
        'try again; if it happens again, check for a proxy that changes or cuts off what is downloaded',
    },
  );
}
