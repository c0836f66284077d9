import type { ListedProduct, Term } from './listed-product.ts';

/** What stands above the header. */
export interface PriceFileFacts {
  readonly formatVersion: string;
  readonly disclaimer: string;
  readonly publicationDate: string;
  readonly version: string;
  readonly offerCode: string;
}

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

/** AWS's headings of attributes that do not follow from their names. */
const HEADINGS: Readonly<Record<string, string>> = {
  availabilityzone: 'AvailabilityZone',
  capacitystatus: 'CapacityStatus',
  gpu: 'GPU',
  marketoption: 'MarketOption',
  maxIopsvolume: 'Max IOPS/volume',
  preInstalledSw: 'Pre Installed S/W',
  servicecode: 'serviceCode',
  servicename: 'serviceName',
  snapshotarchivefeetype: 'SnapshotArchiveFeeType',
  usagetype: 'usageType',
  operation: 'operation',
  vcpu: 'vCPU',
  volumeApiName: 'Volume API Name',
  vpcnetworkingsupport: 'VPCNetworkingSupport',
};

/**
 * A price file as CSV: five lines of metadata, a header, and a row for each price. A product without prices has no
 * row.
 *
 * @see https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
 */
export function* csvParts(
  facts: PriceFileFacts,
  products: () => Iterable<ListedProduct>,
): Generator<string, void> {
  yield line(['FormatVersion', facts.formatVersion]);
  yield line(['Disclaimer', facts.disclaimer]);
  yield line(['Publication Date', facts.publicationDate]);
  yield line(['Version', facts.version]);
  yield line(['OfferCode', facts.offerCode]);
  const names = new Set<string>(['servicecode']);
  for (const { product } of products()) {
    for (const name of Object.keys(product.attributes)) names.add(name);
  }
  yield line([...PRICE_COLUMNS, ...[...names].map(headingOf)]);
  for (const listed of products()) yield* rowsOf(listed, [...names]);
}

function* rowsOf(
  { product, terms }: ListedProduct,
  names: readonly string[],
): Generator<string, void> {
  const attributes = names.map((name) => product.attributes[name] ?? '');
  for (const [type, offers = {}] of Object.entries(terms)) {
    for (const offer of Object.values(offers)) {
      for (const price of pricesOf(offer, type))
        yield line([...price, product.productFamily ?? '', ...attributes]);
    }
  }
}

function pricesOf(offer: Term, type: string): readonly (readonly string[])[] {
  const { sku, offerTermCode, effectiveDate, termAttributes, priceDimensions } = offer;
  return Object.values(priceDimensions).flatMap((dimension) =>
    Object.entries(dimension.pricePerUnit).map(([currency, price]) => [
      sku,
      offerTermCode,
      dimension.rateCode,
      type,
      dimension.description,
      effectiveDate.slice(0, 10),
      dimension.beginRange,
      dimension.endRange,
      dimension.unit,
      price,
      currency,
      '',
      termAttributes['LeaseContractLength'] ?? '',
      termAttributes['PurchaseOption'] ?? '',
      termAttributes['OfferingClass'] ?? '',
    ]),
  );
}

/** `volumeType` is `Volume Type`. */
function headingOf(name: string): string {
  const words = name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
  return HEADINGS[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** Empty cells have no quotes. */
function line(cells: readonly string[]): string {
  return `${cells.map((cell) => (cell === '' ? '' : `"${cell.replaceAll('"', '""')}"`)).join(',')}\n`;
}
