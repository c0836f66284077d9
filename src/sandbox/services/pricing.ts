import { z } from 'zod';
import type { ListedProduct } from '../prices/listed-product.ts';
import { pricedService, productsOf, PUBLISHED, VERSION } from '../prices/price-list.ts';
import type { PricedService } from '../prices/priced-service.ts';
import { FILTER_TYPES, passes, valuesOf, type ProductFilter } from '../prices/product-filters.ts';
import { priceRegions, type PriceRegion } from '../prices/regions.ts';
import { PRICED_SERVICES } from '../prices/services/priced-services.ts';
import { ServiceError } from '../wire/call.ts';
import { number, text, type Handler, type HandlerContext } from './handler.ts';

const FORMAT = 'aws_v1';
const MOST_PER_PAGE = 100;
const MOST_VALUES_PER_PAGE = 10_000;

/** The regions with an endpoint of this API; each knows all regions of its partition. */
const ENDPOINTS: Readonly<Record<string, PriceRegion['partition']>> = {
  'us-east-1': 'aws',
  'eu-central-1': 'aws',
  'ap-south-1': 'aws',
  'cn-northwest-1': 'aws-cn',
};

/** Fields of products that are no attributes. */
const FURTHER_FIELDS = ['productFamily', 'termType'] as const;

const Filters = z.array(
  z.object({
    Type: z.enum(FILTER_TYPES),
    Field: z.string().min(1).max(1_024),
    Value: z.string().min(1).max(1_024),
  }),
);

type Input = Parameters<Handler>[0];

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html */
const getProducts: Handler = (input, context) => {
  checkFormat(input);
  const service = requiredService(input);
  const filters = filtersOf(input);
  const found = products(service, context, filters);
  const { indices, next } = paged(
    `products/${service.code}/${JSON.stringify(filters)}`,
    found.length,
    MOST_PER_PAGE,
    [input, context],
  );
  return {
    FormatVersion: FORMAT,
    PriceList: indices.flatMap((index) => {
      const listed = found[index];
      return listed === undefined ? [] : [priceListEntry(service, listed)];
    }),
    NextToken: next,
  };
};

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_DescribeServices.html */
const describeServices: Handler = (input, context) => {
  checkFormat(input);
  const asked = text(input, 'ServiceCode');
  const services = asked === '' ? PRICED_SERVICES : [requiredService(input)];
  const page = paged(`services/${asked}`, services.length, MOST_PER_PAGE, [input, context]);
  return {
    FormatVersion: FORMAT,
    Services: page.indices.flatMap((index) => {
      const service = services[index];
      if (service === undefined) return [];
      const names = attributesOf(products(service, context));
      return [{ ServiceCode: service.code, AttributeNames: names }];
    }),
    NextToken: page.next,
  };
};

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetAttributeValues.html */
const getAttributeValues: Handler = (input, context) => {
  const service = requiredService(input);
  const name = text(input, 'AttributeName');
  const all = products(service, context);
  if (!attributesOf(all).includes(name)) {
    throw new ServiceError('NotFoundException', `The attribute ${name} does not exist.`);
  }
  const values = [...new Set(all.flatMap((listed) => valuesOf(listed, name)))].sort();
  const list = `values/${service.code}/${name}`;
  const page = paged(list, values.length, MOST_VALUES_PER_PAGE, [input, context]);
  return {
    AttributeValues: page.indices.map((index) => ({ Value: values[index] })),
    NextToken: page.next,
  };
};

export const PRICING: Readonly<Record<string, Handler>> = {
  GetProducts: getProducts,
  DescribeServices: describeServices,
  GetAttributeValues: getAttributeValues,
};

/** An entry of `PriceList`: JSON as text. */
export function priceListEntry({ code }: PricedService, { product, terms }: ListedProduct): string {
  const facts = { version: VERSION, publicationDate: PUBLISHED };
  return JSON.stringify({ product, serviceCode: code, terms, ...facts });
}

function paged(
  list: string,
  length: number,
  most: number,
  [input, { pager }]: Parameters<Handler>,
): ReturnType<HandlerContext['pager']['page']> {
  const size = pager.size(number(input, 'MaxResults'), 1, most);
  return pager.page(list, length, size, input['NextToken']);
}

function products(
  service: PricedService,
  { region }: HandlerContext,
  filters: readonly ProductFilter[] = [],
): readonly ListedProduct[] {
  const partition = ENDPOINTS[region];
  if (partition === undefined) {
    throw new ServiceError(
      'UnknownOperationException',
      `api.pricing.${region}.amazonaws.com does not exist: AWS has this API in ${Object.keys(ENDPOINTS).join(', ')}`,
      404,
    );
  }
  return priceRegions(partition)
    .filter(({ code }) => filters.every((filter) => mayBeIn(code, filter)))
    .flatMap((one) => productsOf(service, one).filter((listed) => passes(listed, filters)));
}

/** Spares the lists of regions that a filter rules out. */
function mayBeIn(region: string, { Type, Field, Value }: ProductFilter): boolean {
  if (Field !== 'regionCode' || (Type !== 'TERM_MATCH' && Type !== 'EQUALS')) return true;
  return Value.toLowerCase() === region;
}

function attributesOf(listed: readonly ListedProduct[]): readonly string[] {
  const names = new Set<string>(FURTHER_FIELDS);
  for (const { product } of listed) {
    for (const name of Object.keys(product.attributes)) names.add(name);
  }
  return [...names].sort();
}

function filtersOf(input: Input): readonly ProductFilter[] {
  const parsed = Filters.safeParse(input['Filters'] ?? []);
  if (parsed.success) return parsed.data;
  throw invalid(`Filters${parsed.error.issues[0]?.path.join('.') ?? ''} is not valid`);
}

function requiredService(input: Input): PricedService {
  const code = text(input, 'ServiceCode');
  if (code === '') throw invalid('serviceCode cannot be null or empty');
  if (!/^[A-Za-z0-9]+$/.test(code)) throw invalid('ServiceCode can only contain a-z, A-Z, 0-9');
  const service = pricedService(code);
  if (service !== undefined) return service;
  throw new ServiceError('NotFoundException', `The service ${code} does not exist.`);
}

function checkFormat(input: Input): void {
  const format = text(input, 'FormatVersion');
  if (format !== '' && format !== FORMAT) throw invalid(`Format version ${format} is not known`);
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterException', `Input Parameters are invalid. ${message}`);
}
