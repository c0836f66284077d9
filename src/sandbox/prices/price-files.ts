import { csvParts } from './price-csv.ts';
import type { ListedProduct } from './listed-product.ts';
import { pricedService, productsOf, PUBLISHED, VERSION } from './price-list.ts';
import type { PricedService } from './priced-service.ts';
import { priceRegion, priceRegions, type PriceRegion } from './regions.ts';
import { PRICED_SERVICES } from './services/priced-services.ts';

/** A file on the host of AWS's bulk price lists. */
export interface PriceFile {
  readonly contentType: string;
  /** The region whose prices it has; empty for an index, and for a file of all regions. */
  readonly region: string;
  /** Its text in parts, so that no file is in memory whole. */
  parts(): Generator<string, void>;
}

const DISCLAIMER =
  'Simulated prices of the Longshore sandbox, in the form of AWS price lists. They are no offer of AWS.';
const JSON_TYPE = 'application/json';
const PARTITIONS: Readonly<Record<string, PriceRegion['partition']>> = {
  aws: 'aws',
  cn: 'aws-cn',
};

/** A service's file: of one region or of all, of the current version or of that named. */
const FILE =
  /^\/offers\/v1\.0\/(?<partition>aws|cn)\/(?<code>\w+)\/(?<version>current|\d{14})\/(?:(?<region>[a-z][\w-]+)\/)?index\.(?<format>json|csv)$/;
const INDEX = /^\/offers\/v1\.0\/(?<partition>aws|cn)\/index\.json$/;
const REGION_INDEX =
  /^\/offers\/v1\.0\/(?<partition>aws|cn)\/(?<code>\w+)\/(?:current|\d{14})\/region_index\.json$/;

/** Do all bulk price files stand below this path? */
export function isPriceFilePath(path: string): boolean {
  return path.startsWith('/offers/v1.0/');
}

/**
 * A bulk price file, by the path of its URL. Undefined for a path without a file.
 *
 * @see https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-the-aws-price-list-bulk-api-fetching-price-list-files-manually.html
 */
export function priceFile(path: string): PriceFile | undefined {
  const index = INDEX.exec(path)?.groups;
  if (index !== undefined) return offerIndex(index['partition'] ?? '');
  const regionIndex = REGION_INDEX.exec(path)?.groups;
  if (regionIndex !== undefined) return regionIndexOf(regionIndex);
  const file = FILE.exec(path)?.groups;
  return file === undefined ? undefined : listFile(file);
}

type Groups = Readonly<Record<string, string>>;

function offerIndex(partition: string): PriceFile {
  const offers = PRICED_SERVICES.map(({ code }) => {
    const base = `/offers/v1.0/${partition}/${code}/current`;
    const offer = {
      offerCode: code,
      currentVersionUrl: `${base}/index.json`,
      currentRegionIndexUrl: `${base}/region_index.json`,
    };
    return [code, offer] as const;
  });
  return jsonFile({ ...facts(), offers: Object.fromEntries(offers) });
}

function regionIndexOf({ partition = '', code = '' }: Groups): PriceFile | undefined {
  const service = pricedService(code);
  if (service === undefined) return undefined;
  const regions = regionsOf(partition)
    .filter((region) => productsOf(service, region).length > 0)
    .map(({ code: regionCode }) => {
      const currentVersionUrl = `/offers/v1.0/${partition}/${code}/${VERSION}/${regionCode}/index.json`;
      return [regionCode, { regionCode, currentVersionUrl }] as const;
    });
  return jsonFile({ ...facts(), regions: Object.fromEntries(regions) });
}

function listFile(groups: Groups): PriceFile | undefined {
  const { partition = '', code = '', version, region, format } = groups;
  const service = pricedService(code);
  if (service === undefined || (version !== 'current' && version !== VERSION)) return undefined;
  const one = region === undefined ? undefined : priceRegion(region);
  if (region !== undefined && one?.partition !== PARTITIONS[partition]) return undefined;
  const regions = one === undefined ? regionsOf(partition) : [one];
  if (regions.every((each) => productsOf(service, each).length === 0)) return undefined;
  const products = (): Generator<ListedProduct, void> => listed(service, regions);
  const metadata = { ...facts(), offerCode: code, version: VERSION };
  return format === 'csv'
    ? { contentType: 'text/csv', region: region ?? '', parts: () => csvParts(metadata, products) }
    : { contentType: JSON_TYPE, region: region ?? '', parts: () => jsonParts(metadata, products) };
}

function* listed(
  service: PricedService,
  regions: readonly PriceRegion[],
): Generator<ListedProduct, void> {
  for (const region of regions) yield* productsOf(service, region);
}

/** Products first, then their offers: so AWS writes it. */
function* jsonParts(
  metadata: object,
  products: () => Iterable<ListedProduct>,
): Generator<string, void> {
  yield `${JSON.stringify(metadata, undefined, 2).slice(0, -2)},\n  "products" : {`;
  let separator = '\n    ';
  for (const { product } of products()) {
    const { sku, productFamily, attributes } = product;
    const facts = { sku, ...(productFamily !== undefined && { productFamily }), attributes };
    yield `${separator}${JSON.stringify(sku)} : ${JSON.stringify(facts)}`;
    separator = ',\n    ';
  }
  yield '\n  },\n  "terms" : {';
  let comma = '';
  for (const type of ['OnDemand', 'Reserved'] as const) {
    yield `${comma}\n    "${type}" : {`;
    comma = ',';
    separator = '\n      ';
    for (const { product, terms } of products()) {
      const offers = terms[type];
      if (offers === undefined) continue;
      yield `${separator}${JSON.stringify(product.sku)} : ${JSON.stringify(offers)}`;
      separator = ',\n      ';
    }
    yield '\n    }';
  }
  yield '\n  },\n  "attributesList" : { }\n}\n';
}

function jsonFile(content: object): PriceFile {
  return {
    contentType: JSON_TYPE,
    region: '',
    *parts() {
      yield JSON.stringify(content, undefined, 2);
    },
  };
}

function facts(): { formatVersion: string; disclaimer: string; publicationDate: string } {
  return { formatVersion: 'v1.0', disclaimer: DISCLAIMER, publicationDate: PUBLISHED };
}

function regionsOf(partition: string): readonly PriceRegion[] {
  return priceRegions(PARTITIONS[partition] ?? 'aws');
}
