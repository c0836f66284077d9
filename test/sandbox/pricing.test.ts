import {
  DescribeServicesCommand,
  GetAttributeValuesCommand,
  GetProductsCommand,
  paginateGetProducts,
  PricingClient,
  type FilterType,
} from '@aws-sdk/client-pricing';
import { afterAll, expect, test } from '@jest/globals';
import { failureOf, readAll, settings, smallSandbox } from './clients.ts';
import { entriesOf, ListedJson, type Listed } from './price-lists.ts';

const sandbox = await smallSandbox();
afterAll(() => sandbox.close());
const pricing = new PricingClient(settings(sandbox));

type Condition = readonly [type: FilterType, field: string, value: string];

function filters(conditions: readonly Condition[]) {
  return conditions.map(([Type, Field, Value]) => ({ Type, Field, Value }));
}

async function products(ServiceCode: string, ...conditions: Condition[]): Promise<Listed[]> {
  const { items } = await readAll(
    paginateGetProducts({ client: pricing }, { ServiceCode, Filters: filters(conditions) }),
    entriesOf,
  );
  return items.map((text) => ListedJson.parse(text));
}

/** The price of a unit in each tier, by where the tier begins. */
function tiers({ terms }: Listed): Record<string, string | undefined> {
  const [term] = Object.values(terms.OnDemand ?? {});
  return Object.fromEntries(
    Object.values(term?.priceDimensions ?? {}).map(({ beginRange, pricePerUnit }) => [
      beginRange,
      Object.values(pricePerUnit)[0],
    ]),
  );
}

test('lists all products of a region, in pages of a hundred, each once', async () => {
  const { items, pageCount } = await readAll(
    paginateGetProducts(
      { client: pricing },
      {
        ServiceCode: 'AmazonEC2',
        Filters: filters([['TERM_MATCH', 'regionCode', 'eu-west-1']]),
      },
    ),
    entriesOf,
  );
  const all = items.map((text) => ListedJson.parse(text));

  expect(pageCount).toBe(Math.ceil(all.length / 100));
  expect(pageCount).toBeGreaterThan(2);
  expect(new Set(all.map(({ product }) => product.sku)).size).toBe(all.length);
  expect(all.every(({ product }) => product.attributes['regionCode'] === 'eu-west-1')).toBe(true);
});

test('has the prices of AWS that are known, each with ten digits', async () => {
  const price = async (region: string, usagetype: string, service = 'AmazonEC2') => {
    const [found, ...others] = await products(
      service,
      ['EQUALS', 'regionCode', region],
      ['EQUALS', 'usagetype', usagetype],
    );
    expect(others).toEqual([]);
    return found === undefined ? undefined : tiers(found)['0'];
  };

  expect(await price('us-east-1', 'NatGateway-Hours')).toBe('0.0450000000');
  expect(await price('eu-west-1', 'EU-NatGateway-Hours')).toBe('0.0480000000');
  expect(await price('sa-east-1', 'SAE1-NatGateway-Hours')).toBe('0.0930000000');
  expect(await price('us-east-1', 'EBS:VolumeUsage.gp3')).toBe('0.0800000000');
  expect(await price('us-east-1', 'EBS:VolumeP-Throughput.gp3')).toBe('40.9600000000');
  expect(await price('eu-west-1', 'EU-PublicIPv4:IdleAddress', 'AmazonVPC')).toBe('0.0050000000');
});

test('names regions as AWS does: with a prefix, without, and both in one product', async () => {
  const usageTypes = async (service: string, region: string, family: string) =>
    (
      await products(
        service,
        ['TERM_MATCH', 'regionCode', region],
        ['TERM_MATCH', 'productFamily', family],
      )
    ).map(({ product }) => product.attributes['usagetype']);

  expect(await usageTypes('AmazonEC2', 'us-east-1', 'NAT Gateway')).toEqual(
    expect.arrayContaining([
      'NatGateway-Hours',
      'RegionalNatGateway-Hours',
      'USE1-RegionalNatGateway-Bytes',
    ]),
  );
  expect(await usageTypes('AmazonVPC', 'us-east-1', 'VpcEndpoint')).toContain(
    'USE1-VpcEndpoint-Hours',
  );
  expect(await usageTypes('AmazonVPC', 'ap-south-1', 'VpcEndpoint')).toContain(
    'APS3-VpcEndpoint-Hours',
  );
});

test('gives tiers with their ranges, in no order', async () => {
  const [endpoint] = await products('AmazonVPC', ['EQUALS', 'usagetype', 'USE1-VpcEndpoint-Bytes']);

  expect(endpoint === undefined ? {} : tiers(endpoint)).toEqual({
    '0': '0.0100000000',
    '1048576': '0.0060000000',
    '5242880': '0.0040000000',
  });
});

test('filters as each type of filter says, and all of them together', async () => {
  const region: Condition = ['TERM_MATCH', 'regionCode', 'us-east-1'];
  const types = async (...conditions: Condition[]) => {
    const found = await products('AmazonEC2', region, ...conditions);
    return new Set(found.map(({ product }) => product.attributes['volumeApiName']));
  };

  expect(await types(['TERM_MATCH', 'volumeApiName', 'GP3'])).toEqual(new Set(['gp3']));
  expect(await types(['EQUALS', 'volumeApiName', 'GP3'])).toEqual(new Set());
  expect(await types(['CONTAINS', 'volumeApiName', 'io'])).toEqual(new Set(['io1', 'io2']));
  expect(await types(['ANY_OF', 'volumeApiName', 'st1,sc1'])).toEqual(new Set(['st1', 'sc1']));
  expect(
    await types(
      ['NONE_OF', 'volumeApiName', 'gp3, io1,io2,st1,sc1'],
      ['EQUALS', 'productFamily', 'Storage'],
    ),
  ).toEqual(new Set(['gp2', 'standard']));
  expect(await types(['TERM_MATCH', 'usagetype', 'no such usage type'])).toEqual(new Set());
  expect(await types(['TERM_MATCH', 'noSuchField', 'x'])).toEqual(new Set());
});

test('knows the regions of one partition at each endpoint, with its currency', async () => {
  const china = new PricingClient(settings(sandbox, 'cn-northwest-1'));
  const command = new GetProductsCommand({
    ServiceCode: 'AmazonEC2',
    Filters: filters([['EQUALS', 'usagetype', 'CNN1-NatGateway-Hours']]),
  });
  const [inChina] = entriesOf(await china.send(command)) ?? [];
  const [dimension] = Object.values(
    Object.values(ListedJson.parse(inChina).terms.OnDemand ?? {})[0]?.priceDimensions ?? {},
  );

  expect(Object.keys(dimension?.pricePerUnit ?? {})).toEqual(['CNY']);
  expect((await pricing.send(command)).PriceList).toEqual([]);
  const nowhere = new PricingClient(settings(sandbox, 'eu-west-1'));
  expect(await failureOf(nowhere.send(command))).toMatchObject({
    message: expect.stringContaining('api.pricing.eu-west-1.amazonaws.com does not exist'),
  });
});

test('describes services, their attributes and the values of these', async () => {
  const { Services = [] } = await pricing.send(new DescribeServicesCommand({}));
  const one = await pricing.send(new DescribeServicesCommand({ ServiceCode: 'AmazonEC2' }));
  const command = { ServiceCode: 'AmazonEC2', AttributeName: 'volumeApiName' };
  const first = await pricing.send(new GetAttributeValuesCommand({ ...command, MaxResults: 2 }));
  const second = await pricing.send(
    new GetAttributeValuesCommand({ ...command, NextToken: first.NextToken }),
  );

  expect(Services.map(({ ServiceCode }) => ServiceCode)).toEqual(
    expect.arrayContaining(['AmazonEC2', 'AmazonVPC', 'AWSELB']),
  );
  expect(one.Services?.[0]?.AttributeNames).toEqual(
    expect.arrayContaining(['productFamily', 'regionCode', 'usagetype', 'volumeApiName']),
  );
  expect([...(first.AttributeValues ?? []), ...(second.AttributeValues ?? [])]).toEqual(
    ['gp2', 'gp3', 'io1', 'io2', 'sc1', 'st1', 'standard'].map((Value) => ({ Value })),
  );
});

test.each([
  [{ ServiceCode: '' }, 'InvalidParameterException'],
  [{ ServiceCode: 'Amazon EC2' }, 'InvalidParameterException'],
  [{ ServiceCode: 'AmazonNothing' }, 'NotFoundException'],
  [{ ServiceCode: 'AmazonEC2', MaxResults: 101 }, 'InvalidParameterException'],
  [{ ServiceCode: 'AmazonEC2', MaxResults: 0 }, 'InvalidParameterException'],
  [{ ServiceCode: 'AmazonEC2', FormatVersion: 'aws_v2' }, 'InvalidParameterException'],
  [{ ServiceCode: 'AmazonEC2', NextToken: 'x' }, 'InvalidNextTokenException'],
])('rejects %j with %s', async (input, name) => {
  expect(await failureOf(pricing.send(new GetProductsCommand(input)))).toMatchObject({
    name,
    status: 400,
  });
});

test('rejects a token of other filters', async () => {
  const { NextToken } = await pricing.send(
    new GetProductsCommand({ ServiceCode: 'AmazonEC2', MaxResults: 1 }),
  );
  const command = new GetProductsCommand({
    ServiceCode: 'AmazonEC2',
    NextToken,
    Filters: filters([['EQUALS', 'regionCode', 'eu-west-1']]),
  });

  expect(await failureOf(pricing.send(command))).toMatchObject({
    name: 'InvalidNextTokenException',
  });
});

test('needs a permission, has a rate limit, and fails on request', async () => {
  await using limited = await smallSandbox({
    enforceLimits: true,
    policies: { '*': { Statement: [{ Effect: 'Allow', Action: 'pricing:GetProducts' }] } },
  });
  const client = new PricingClient(settings(limited));
  const command = new GetProductsCommand({ ServiceCode: 'AmazonVPC', MaxResults: 1 });
  const answers = Array.from({ length: 12 }, () =>
    client.send(command).then(
      () => 'answered',
      (error: unknown) => (error instanceof Error ? error.name : 'unknown'),
    ),
  );

  expect(await Promise.all(answers)).toContain('ThrottlingException');
  expect(await failureOf(client.send(new DescribeServicesCommand({})))).toMatchObject({
    name: 'AccessDeniedException',
  });
  limited.setFaults([{ type: 'server-error', service: 'pricing', operation: 'GetProducts' }]);
  expect(await failureOf(client.send(command))).toMatchObject({ status: 500 });
});
