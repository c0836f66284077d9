import type { PriceNeeds } from '../../../src/cost/prices/price-need.ts';

/** A product with its prices: the source of all of AWS's shapes. */
export interface ListedProduct {
  readonly sku: string;
  readonly family: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Tiers on demand: where each begins and ends, and its price. None for a product with Reserved terms only. */
  readonly tiers: readonly (readonly [from: string, to: string, amount: string])[];
  readonly unit: string;
}

export const REGION = 'eu-west-1';
export const PUBLISHED = '2026-09-25T10:11:12Z';
export const NOW = Date.parse('2026-10-01T00:00:00Z');
const EFFECTIVE = '2026-09-01';
const AT = { servicecode: 'AmazonEC2', regionCode: REGION, locationType: 'AWS Region' };

export const NEEDS: ReadonlyMap<string, PriceNeeds> = new Map([
  [
    'AWS::EC2::Volume',
    {
      storage: {
        service: 'AmazonEC2',
        family: 'Storage',
        usageType: /^EBS:VolumeUsage(\.\w+)?$/,
        key: ['volumeApiName'],
        keep: ['maxIopsvolume'],
        unit: 'GB-Mo',
      },
      transfer: {
        service: 'AmazonEC2',
        family: 'Data Transfer',
        usageType: 'DataTransfer-Out-Bytes',
        key: [],
        unit: 'GB',
      },
    },
  ],
]);

export const PRODUCTS: readonly ListedProduct[] = [
  {
    sku: 'GP3',
    family: 'Storage',
    attributes: {
      ...AT,
      volumeApiName: 'gp3',
      usagetype: 'EU-EBS:VolumeUsage.gp3',
      maxIopsvolume: '16000',
    },
    tiers: [['0', 'Inf', '0.0880000000']],
    unit: 'GB-Mo',
  },
  {
    sku: 'OUT',
    family: 'Data Transfer',
    attributes: { ...AT, usagetype: 'EU-DataTransfer-Out-Bytes' },
    tiers: [
      ['10240', 'Inf', '0.0850000000'],
      ['0', '10240', '0.0900000000'],
    ],
    unit: 'GB',
  },
  {
    sku: 'RESERVED',
    family: 'Storage',
    attributes: { ...AT, volumeApiName: 'io9', usagetype: 'EU-EBS:VolumeUsage.io9' },
    tiers: [],
    unit: 'GB-Mo',
  },
  ...['ZZZ', 'AAA', 'MMM'].map((sku) => ({
    sku,
    family: 'Storage',
    attributes: { ...AT, volumeApiName: 'st1', usagetype: 'EU-EBS:VolumeUsage.st1' },
    tiers: [['0', 'Inf', '0.05']] as const,
    unit: 'GB-Mo',
  })),
  {
    sku: 'OTHER',
    family: 'NAT "Gateway",\nof a region',
    attributes: { ...AT, usagetype: 'EU-NatGateway-Hours', volumeApiName: 'gp3' },
    tiers: [['0', 'Inf', '0.0480000000']],
    unit: 'Hrs',
  },
];

function onDemandOf({ sku, tiers, unit }: ListedProduct): object {
  if (tiers.length === 0) return {};
  const priceDimensions = Object.fromEntries(
    tiers.map(([beginRange, endRange, amount], index) => [
      `${sku}.TERM.RATE${index}`,
      { unit, beginRange, endRange, pricePerUnit: { USD: amount }, appliesTo: [], description: '' },
    ]),
  );
  const offer = { sku, effectiveDate: `${EFFECTIVE}T00:00:00Z`, priceDimensions };
  return { [`${sku}.TERM`]: offer };
}

/** Entries of GetProducts. */
export function queryEntries(products: readonly ListedProduct[]): readonly string[] {
  return products.map((listed) =>
    JSON.stringify({
      product: { sku: listed.sku, productFamily: listed.family, attributes: listed.attributes },
      serviceCode: 'AmazonEC2',
      publicationDate: PUBLISHED,
      terms: {
        ...(listed.tiers.length > 0 && { OnDemand: onDemandOf(listed) }),
        Reserved: { [`${listed.sku}.R`]: { termAttributes: {} } },
      },
    }),
  );
}

/** A bulk file in JSON. */
export function bulkJson(products: readonly ListedProduct[], head: object = {}): string {
  const file = {
    formatVersion: 'v1.0',
    disclaimer: 'constructed',
    offerCode: 'AmazonEC2',
    version: '1',
    publicationDate: PUBLISHED,
    ...head,
    products: Object.fromEntries(
      products.map(({ sku, family, attributes }) => [
        sku,
        { sku, productFamily: family, attributes },
      ]),
    ),
    terms: {
      OnDemand: Object.fromEntries(
        products
          .filter(({ tiers }) => tiers.length > 0)
          .map((listed) => [listed.sku, onDemandOf(listed)]),
      ),
      Reserved: Object.fromEntries(
        products.map(({ sku }) => [sku, { [`${sku}.R`]: { a: [{}, [1.5e3, null, true]] } }]),
      ),
    },
  };
  return JSON.stringify(file, undefined, 2);
}

/** The headings of attributes, as AWS writes them in CSV. */
const HEADINGS = {
  regionCode: 'Region Code',
  locationType: 'Location Type',
  usagetype: 'usageType',
  volumeApiName: 'Volume API Name',
  maxIopsvolume: 'Max IOPS/volume',
};

/** A bulk file in CSV. Its rows are not grouped by product. */
export function bulkCsv(products: readonly ListedProduct[]): string {
  const rows = [
    ['FormatVersion', 'v1.0'],
    ['Disclaimer', 'constructed, with "quotes"\nand a line break'],
    ['Publication Date', PUBLISHED],
    ['Version', '1'],
    ['OfferCode', 'AmazonEC2'],
    [
      'SKU,OfferTermCode,RateCode,TermType,PriceDescription,EffectiveDate,StartingRange,EndingRange,Unit',
      'PricePerUnit,Currency,LeaseContractLength,Product Family,serviceCode',
    ]
      .join(',')
      .split(',')
      .concat(Object.values(HEADINGS)),
  ];
  const attributesOf = ({ attributes }: ListedProduct): string[] =>
    Object.keys(HEADINGS).map((name) => attributes[name] ?? '');
  const rowOf = (listed: ListedProduct, terms: readonly string[], lease: string): string[] => [
    listed.sku,
    ...terms,
    lease,
    listed.family,
    'AmazonEC2',
    ...attributesOf(listed),
  ];
  const most = Math.max(...products.map(({ tiers }) => tiers.length));
  for (const listed of products) {
    const reserved = ['R', 'R.1', 'Reserved', 'a year', EFFECTIVE, '0', 'Inf', 'Hrs', '1', 'USD'];
    rows.push(rowOf(listed, reserved, '1yr'));
  }
  for (let index = 0; index < most; index += 1) {
    for (const listed of products) {
      const tier = listed.tiers[index];
      if (tier === undefined) continue;
      const [from, to, amount] = tier;
      const rate = `${listed.sku}.TERM.RATE${index}`;
      const price = ['', EFFECTIVE, from, to, listed.unit, amount, 'USD'];
      rows.push(rowOf(listed, ['TERM', rate, 'OnDemand', ...price], ''));
    }
  }
  return rows
    .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
    .join('\n')
    .concat('\n');
}

/** A text in pieces of so many bytes. */
// eslint-disable-next-line @typescript-eslint/require-await -- a stream is asynchronous
export async function* inPieces(text: string, bytes = 1_000): AsyncGenerator<Uint8Array, void> {
  const whole = Buffer.from(text);
  for (let start = 0; start < whole.length; start += bytes) {
    yield whole.subarray(start, start + bytes);
  }
}
