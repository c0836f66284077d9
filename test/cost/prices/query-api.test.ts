import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decimalText } from '../../../src/cost/money/decimal.ts';
import { priceKey, type RegionPrices } from '../../../src/cost/prices/price-book.ts';
import type { AttributeRule, PriceNeed } from '../../../src/cost/prices/price-need.ts';
import { PriceSelection } from '../../../src/cost/prices/price-selection.ts';
import { PriceSourceError } from '../../../src/cost/prices/price-source-error.ts';
import { PriceListEntry } from '../../../src/cost/prices/product.ts';
import { productQueries } from '../../../src/cost/prices/product-queries.ts';
import { priceListRegion, PriceQueryApi } from '../../../src/cost/prices/query-api.ts';
import { entryOf, NEEDS, productsOf, volumeRow, type Row } from './price-rows.ts';
import {
  HANG,
  ServerError,
  startPriceServer,
  type Handler,
  type PriceServer,
} from './price-server.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const never = new AbortController().signal;

function api({ clients }: PriceServer, needs = NEEDS): PriceQueryApi {
  return new PriceQueryApi({ needs, clients, now: () => NOW });
}

function server(GetProducts: Handler, options: object = {}): Promise<PriceServer> {
  return startPriceServer({ handlers: { GetProducts }, ...options });
}

function amounts({ prices }: RegionPrices): Record<string, string> {
  return Object.fromEntries(
    [...prices].map(([key, price]) => [
      key.split('\u001f').slice(1).join(' '),
      'skus' in price ? price.skus.join(' or ') : decimalText(price.tiers[0].amount),
    ]),
  );
}

test('reads every page, and asks for one family of a service at a time', async () => {
  const rows = Array.from({ length: 250 }, (_, index) =>
    volumeRow('eu-west-1', 'EU', `x${index}`, `0.${index + 1}`),
  );
  await using aws = await server(productsOf([...rows, volumeRow('us-east-1', '', 'gp3', '0.08')]));

  const { prices, facts } = await api(aws).fetch('eu-west-1', never);

  expect(prices.prices.size).toBe(250);
  expect(amounts(prices)['storage x249']).toBe('0.25');
  expect(facts).toEqual({
    source: 'price-list-api',
    publicationDate: '2026-08-01T00:00:00Z',
    rejected: new Map(),
  });
  const asked = aws.asked('GetProducts');
  expect(asked).toHaveLength(4); // three pages of Storage, one of System Operation
  expect(asked[0]).toMatchObject({
    ServiceCode: 'AmazonEC2',
    FormatVersion: 'aws_v1',
    MaxResults: 100,
  });
  expect(asked.map(({ Filters }) => Filters)).toContainEqual([
    { Type: 'TERM_MATCH', Field: 'regionCode', Value: 'eu-west-1' },
    { Type: 'TERM_MATCH', Field: 'productFamily', Value: 'Storage' },
    { Type: 'TERM_MATCH', Field: 'locationType', Value: 'AWS Region' },
  ]);
});

test('one broken entry costs itself, not the list', async () => {
  const good = volumeRow('eu-west-1', 'EU', 'gp3', '0.088');
  const free = { ...volumeRow('eu-west-1', 'EU', 'gp2', '0'), price: undefined };
  const entries = [
    '{"product":',
    '[]',
    '{"product":{"sku":"","attributes":{}},"serviceCode":"AmazonEC2"}',
    entryOf(free),
    entryOf(good),
  ];
  await using aws = await server((input) => ({
    PriceList: JSON.stringify(input).includes('"Storage"') ? entries : [],
  }));

  const { prices, facts } = await api(aws).fetch('eu-west-1', never);

  expect(amounts(prices)).toEqual({ 'storage gp3': '0.088' });
  expect(facts.rejected).toEqual(
    new Map([
      ['no-on-demand', 1],
      ['broken-entry', 3],
    ]),
  );
});

test('China has its prices in CNY', async () => {
  const row = { ...volumeRow('cn-north-1', 'CNN1', 'gp3', '0.5312'), currency: 'CNY' };
  await using aws = await server(productsOf([row]));

  const { prices } = await api(aws).fetch('cn-north-1', never);

  const price = prices.prices.get(priceKey('AWS::EC2::Volume', 'storage', ['gp3']));
  expect(price).toMatchObject({ currency: 'CNY', sku: row.sku, source: 'price-list-api' });
  expect(aws.attempts[0]?.region).toBe('cn-northwest-1');
});

test('two rows for one key are no price, and both SKUs are named', async () => {
  const row = volumeRow('eu-west-1', 'EU', 'gp3', '0.088');
  await using aws = await server(productsOf([row, { ...row, sku: 'SKU-other', price: '0.1' }]));

  const { prices } = await api(aws).fetch('eu-west-1', never);

  expect(amounts(prices)).toEqual({ 'storage gp3': 'SKU-eu-west-1-gp3 or SKU-other' });
});

test('asks the nearest server of the partition', () => {
  const servers = ['us-west-2', 'sa-east-1', 'eu-west-1', 'me-south-1', 'ap-northeast-1'];

  expect(
    [...servers, 'cn-north-1', 'us-gov-west-1', 'eusc-de-east-1'].map(priceListRegion),
  ).toEqual([
    'us-east-1',
    'us-east-1',
    'eu-central-1',
    'eu-central-1',
    'ap-south-1',
    'cn-northwest-1',
    'us-east-1',
    'eusc-de-east-1',
  ]);
});

test('a throttled call is sent again', async () => {
  let calls = 0;
  const products = productsOf([volumeRow('eu-west-1', 'EU', 'gp3', '0.088')]);
  await using aws = await server((input) => {
    calls += 1;
    return calls === 1 ? new ServerError('ThrottlingException') : products(input);
  });

  const { prices } = await api(aws).fetch('eu-west-1', never);

  expect(amounts(prices)).toEqual({ 'storage gp3': '0.088' });
  expect(aws.attempts.map(({ error }) => error?.class)).toContain('throttled');
});

test('a denied call names the permission', async () => {
  await using aws = await server(() => new ServerError('AccessDeniedException'));

  const failure = await api(aws)
    .fetch('eu-west-1', never)
    .catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(PriceSourceError);
  expect(failure).toMatchObject({
    code: 'price-source',
    failure: { class: 'denied' },
    message: expect.stringContaining('the prices of eu-west-1 from the Price List API'),
    remedy: expect.stringContaining('pricing:GetProducts'),
  });
});

test('a server that is silent ends as a time-out, and as soon as the run stops', async () => {
  await using slow = await server(() => HANG, { answerTimeoutMs: 50, maxAttempts: 2 });
  await using silent = await server(() => HANG);
  const stop = new AbortController();

  const timedOut = await api(slow)
    .fetch('eu-west-1', never)
    .catch((error: unknown) => error);
  const stopped = api(silent).fetch('eu-west-1', stop.signal);
  stop.abort(new Error('stopped by the user'));

  expect(timedOut).toMatchObject({ code: 'price-source', failure: { class: 'transient' } });
  await expect(stopped).rejects.toThrow('stopped by the user');
});

test('a token that repeats ends the list with an error', async () => {
  await using aws = await server(() => ({
    PriceList: [entryOf(volumeRow('eu-west-1', 'EU', 'gp3', '0.088'))],
    NextToken: 'again',
  }));

  await expect(api(aws).fetch('eu-west-1', never)).rejects.toMatchObject({ code: 'endless-list' });
  expect(aws.asked('GetProducts').length).toBeLessThanOrEqual(5);
});

test('empty pages with ever new tokens end with an error', async () => {
  let token = 0;
  await using aws = await server((input) => {
    token += 1;
    return JSON.stringify(input).includes('"Storage"')
      ? { PriceList: [], NextToken: `token ${token}` }
      : { PriceList: [] };
  });

  await expect(api(aws).fetch('eu-west-1', never)).rejects.toMatchObject({ code: 'endless-list' });
  expect(aws.asked('GetProducts').length).toBeLessThan(30);
});

test('an empty page with a token is not the end', async () => {
  const entry = entryOf(volumeRow('eu-west-1', 'EU', 'gp3', '0.088'));
  await using aws = await server((input) => {
    if (!JSON.stringify(input).includes('"Storage"')) return { PriceList: [] };
    return input['NextToken'] === undefined
      ? { PriceList: [], NextToken: 'more' }
      : { PriceList: [entry] };
  });

  const { prices } = await api(aws).fetch('eu-west-1', never);

  expect(amounts(prices)).toEqual({ 'storage gp3': '0.088' });
});

test('one query has all families of a small service, and of one whose products have no family', () => {
  const need = { key: [], unit: 'GB-Mo' } as const;
  const families = ['A', 'B', ''];
  const needsOf = (service: string, some: readonly string[]) =>
    new Map(some.map((family) => [family, { price: { ...need, service, family } }]));
  const region = { type: 'TERM_MATCH', field: 'regionCode', value: 'eu-west-1' };

  const small = productQueries(needsOf('AWSELB', ['A', 'B']), 'eu-west-1');
  const whole = productQueries(needsOf('AmazonS3', families), 'eu-west-1');
  const others = productQueries(needsOf('AmazonRDS', ['A', 'B']), 'eu-west-1');

  expect(small).toEqual([{ service: 'AWSELB', filters: [region] }]);
  expect(whole).toEqual([{ service: 'AmazonS3', filters: [region] }]);
  expect(others).toHaveLength(2);
});

test('surcharges of instances do not widen the query for instances', () => {
  const need = { service: 'AmazonEC2', family: 'Compute Instance', key: [], unit: 'Hrs' } as const;
  const running = { ...need, usageType: /^Box/, where: { capacitystatus: 'Used', operation: /R/ } };
  const surcharge = { ...need, usageType: /^EBSOptimized:.+$/ };

  const queries = productQueries(new Map([['K', { running, surcharge }]]), 'eu-west-1');

  expect(queries.map(({ filters }) => filters.slice(2))).toEqual([
    [{ type: 'TERM_MATCH', field: 'capacitystatus', value: 'Used' }],
    [{ type: 'CONTAINS', field: 'usagetype', value: 'EBSOptimized:' }],
  ]);
});

test('filters never lose a row that a need wants', () => {
  const text = fc.constantFrom('a', 'b', 'c');
  const service = fc.constantFrom('AmazonEC2', 'AmazonRDS', 'AWSELB');
  const rule: fc.Arbitrary<AttributeRule> = fc.oneof(
    text,
    fc.array(text, { minLength: 1, maxLength: 2 }),
    text.map((one) => new RegExp(`^[${one}z]$`)),
  );
  const where = fc.dictionary(fc.constantFrom('one', 'two'), rule, { noNullPrototype: true });
  const family = fc.constantFrom('Storage', 'Compute Instance', '');
  const usage = fc.constantFrom('Box:a', 'Box:b', 'BoxUsage', 'Cold', 'EU-Box:a', 'EU-Cold');
  const usageRule = fc.constantFrom(
    'Cold',
    /^Box:.+$/,
    /^Boxs?:?.+$/,
    /^Cold$|^Box/,
    /^(?:Box|Cold).*/,
  );
  const need: fc.Arbitrary<PriceNeed> = fc.record({
    service,
    family: fc.oneof(family, fc.uniqueArray(family, { minLength: 1 })),
    where,
    ...{ usageType: fc.oneof(text, usageRule) },
    key: fc.constant([]),
    unit: fc.constant('GB-Mo' as const),
  });
  const row: fc.Arbitrary<Row> = fc.record({
    sku: fc.uuid(),
    service,
    family,
    attributes: fc
      .tuple(
        fc.dictionary(fc.constantFrom('one', 'two'), text, { noNullPrototype: true }),
        fc.oneof(text, usage),
      )
      .map(([attributes, usagetype]) => ({ ...attributes, usagetype, regionCode: 'eu-west-1' })),
    price: fc.constant('1'),
  });

  fc.assert(
    fc.property(fc.array(need, { maxLength: 5 }), fc.array(row), (needs, rows) => {
      const byKind = new Map(needs.map((one, index) => [`K${index}`, { price: one }]));
      const options = { region: 'eu-west-1', source: 'price-list-api', now: NOW } as const;
      const all = new PriceSelection({ ...options, needs: byKind });
      const asked = new PriceSelection({ ...options, needs: byKind });
      for (const one of rows) take(all, one);
      for (const { service, filters } of productQueries(byKind, 'eu-west-1')) {
        const input = {
          ServiceCode: service,
          MaxResults: rows.length,
          Filters: filters.map(({ type: Type, field: Field, value: Value }) => ({
            ...{ Type, Field, Value },
          })),
        };
        const { PriceList } = productsOf(rows)(input) as { readonly PriceList: readonly string[] };
        for (const entry of PriceList) takeEntry(asked, entry);
      }
      expect(skusOf(asked)).toEqual(skusOf(all));
    }),
  );
});

function take(selection: PriceSelection, row: Row): void {
  takeEntry(selection, entryOf(row));
}

function takeEntry(selection: PriceSelection, entry: string): void {
  const { product, serviceCode, publicationDate, terms } = PriceListEntry.parse(JSON.parse(entry));
  const wanted = selection.want(serviceCode, product);
  const list = { service: serviceCode, publicationDate };
  if (wanted !== undefined) selection.add(wanted, terms.OnDemand, list);
}

/** By key: the SKU, or that there are two. */
function skusOf(selection: PriceSelection): Record<string, string> {
  return Object.fromEntries(
    [...selection.finish().prices].map(([key, price]) => [
      key,
      'skus' in price ? 'two' : price.sku,
    ]),
  );
}

test('products without a family are asked for by usage type, and the families of the service as before', () => {
  const needs = new Map([
    [
      'AWS::RDS::DBInstance',
      {
        storage: { service: 'AmazonRDS', family: 'Database Storage', key: [], unit: 'GB-Mo' },
        support: {
          ...{ service: 'AmazonRDS', family: '', key: ['usagetype'], unit: 'vCPU-Hours' },
          usageType: /^ExtendedSupport:(Yr1-Yr2|Yr3):MySQL[\d.]+$/,
        },
      } satisfies Record<string, PriceNeed>,
    ],
  ]);

  const queries = productQueries(needs, 'eu-west-1');

  expect(queries.map(({ filters }) => filters.slice(1))).toEqual([
    [{ type: 'TERM_MATCH', field: 'productFamily', value: 'Database Storage' }],
    [{ type: 'CONTAINS', field: 'usagetype', value: 'ExtendedSupport:' }],
  ]);
});
