import type { PriceNeeds } from '../../../src/cost/prices/price-need.ts';
import type { NeedsByKind } from '../../../src/cost/prices/price-selection.ts';
import type { Answer, Input } from './price-server.ts';

/** A product of a price list with its price, in short. */
export interface Row {
  readonly sku: string;
  readonly service?: string;
  readonly family?: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly unit?: string;
  /** Undefined for a product without a price on demand. */
  readonly price: string | undefined;
  readonly currency?: string;
  readonly published?: string;
}

/** The needs of a simple model: volumes by type, and their IOPS. */
export const VOLUME_NEEDS = {
  storage: {
    service: 'AmazonEC2',
    family: 'Storage',
    usageType: /^EBS:VolumeUsage(\.\w+)?$/,
    where: { locationType: 'AWS Region' },
    key: ['volumeApiName'],
    unit: 'GB-Mo',
  },
  iops: {
    service: 'AmazonEC2',
    family: 'System Operation',
    usageType: 'EBS:VolumeP-IOPS.gp3',
    key: [],
    unit: 'IOPS-Mo',
  },
} as const satisfies PriceNeeds;

export const NEEDS: NeedsByKind = new Map([['AWS::EC2::Volume', VOLUME_NEEDS]]);

/** A row of storage: `volumeRow('eu-west-1', 'EU', 'gp3', '0.088')`. */
export function volumeRow(region: string, prefix: string, type: string, price: string): Row {
  const usage = `EBS:VolumeUsage.${type}`;
  return {
    sku: `SKU-${region}-${type}`,
    attributes: {
      regionCode: region,
      locationType: 'AWS Region',
      volumeApiName: type,
      usagetype: prefix === '' ? usage : `${prefix}-${usage}`,
    },
    price,
  };
}

/** As an entry of `PriceList`: a JSON text. */
export function entryOf(row: Row): string {
  const { sku, service = 'AmazonEC2', family = 'Storage', attributes, unit = 'GB-Mo' } = row;
  const { price, currency = 'USD', published = '2026-08-01T00:00:00Z' } = row;
  const offer = {
    sku,
    effectiveDate: '2026-08-01T00:00:00Z',
    priceDimensions: {
      rate: { unit, beginRange: '0', endRange: 'Inf', pricePerUnit: { [currency]: price } },
    },
  };
  return JSON.stringify({
    product: { sku, productFamily: family, attributes: { servicecode: service, ...attributes } },
    serviceCode: service,
    version: '20260801000000',
    publicationDate: published,
    terms: price === undefined ? {} : { OnDemand: { [`${sku}.TERM`]: offer }, Reserved: {} },
  });
}

/** Answers GetProducts as AWS does: filters that all must match, and pages. */
export function productsOf(rows: readonly Row[]): (input: Input) => Answer {
  return (input) => {
    const { ServiceCode, Filters = [], MaxResults, NextToken = '0' } = input;
    const filters = Filters as readonly Readonly<Record<'Type' | 'Field' | 'Value', string>>[];
    const found = rows.filter(({ service = 'AmazonEC2', family = 'Storage', attributes }) => {
      const all: Readonly<Record<string, string>> = { ...attributes, productFamily: family };
      const passes = filters.every(({ Type, Field, Value }) =>
        Type === 'CONTAINS' ? all[Field]?.includes(Value) : all[Field] === Value,
      );
      return service === ServiceCode && passes;
    });
    const start = Number(NextToken);
    const end = start + Number(MaxResults);
    return {
      FormatVersion: 'aws_v1',
      PriceList: found.slice(start, end).map(entryOf),
      ...(end < found.length && { NextToken: String(end) }),
    };
  };
}
