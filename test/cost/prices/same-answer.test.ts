import { paginateGetProducts, PricingClient } from '@aws-sdk/client-pricing';
import { expect, test } from '@jest/globals';
import { COST_MODELS } from '../../../src/cost/models/registry.generated.ts';
import { bulkJsonReader } from '../../../src/cost/prices/bulk-json.ts';
import type { Price } from '../../../src/cost/prices/price.ts';
import type { AmbiguousPrice, RegionPrices } from '../../../src/cost/prices/price-book.ts';
import { selectPrices } from '../../../src/cost/prices/price-list.ts';
import { PriceSelection, type NeedsByKind } from '../../../src/cost/prices/price-selection.ts';
import { priceListRegion, PriceQueryApi } from '../../../src/cost/prices/query-api.ts';
import type { ScopeClients } from '../../../src/aws/client-factory.ts';
import { startWorld, type World } from '../../aws/world.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const never = new AbortController().signal;

const MODELS = await Promise.all(Object.values(COST_MODELS).map(({ model }) => model()));
const NEEDS: NeedsByKind = new Map(MODELS.map(({ kind, prices }) => [kind, prices]));

function clientsOf({ clients, scope, ambient, sandbox }: World): ScopeClients {
  return clients.open({ accountId: sandbox.managementAccountId, credentials: ambient }, scope);
}

/** An entry of GetProducts, with everything that a bulk file has too. */
interface RawEntry {
  readonly product: { readonly sku: string };
  readonly publicationDate: string;
  readonly terms: Readonly<Record<string, object>>;
}

/** A bulk file with the products of a service, as AWS writes one: first all products, then their terms. */
async function bulkFile(clients: ScopeClients, service: string, region: string): Promise<string> {
  const products: Record<string, object> = {};
  const terms: Record<string, Record<string, object>> = { OnDemand: {}, Reserved: {} };
  let publicationDate = '';
  const pages = paginateGetProducts(
    { client: clients.of(PricingClient, priceListRegion(region)) },
    {
      ServiceCode: service,
      Filters: [{ Type: 'TERM_MATCH', Field: 'regionCode', Value: region }],
    },
  );
  for await (const { PriceList = [] } of pages) {
    for (const text of PriceList) {
      const entry = JSON.parse(String(text)) as RawEntry;
      products[entry.product.sku] = entry.product;
      publicationDate = entry.publicationDate;
      for (const [type, offers] of Object.entries(entry.terms)) {
        terms[type] = { ...terms[type], [entry.product.sku]: offers };
      }
    }
  }
  const head = { formatVersion: 'v1.0', disclaimer: '', offerCode: service, version: '1' };
  return JSON.stringify({ ...head, publicationDate, products, terms });
}

// eslint-disable-next-line @typescript-eslint/require-await -- readers take a stream
async function* inChunks(text: string): AsyncGenerator<Uint8Array, void> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += 4_096) {
    yield bytes.subarray(start, start + 4_096);
  }
}

/** Everything but where the prices came from. */
function withoutSource({ prices }: RegionPrices): Record<string, Price | AmbiguousPrice> {
  const entries = [...prices].map(([key, price]): [string, Price | AmbiguousPrice] => [
    key,
    'skus' in price ? price : { ...price, source: 'price-file' },
  ]);
  return Object.fromEntries(entries);
}

test.each(['us-east-1', 'ap-south-1', 'cn-north-1'])(
  'the query API and a bulk file give the same prices in %s',
  async (region) => {
    await using world = await startWorld();
    const clients = clientsOf(world);
    const api = new PriceQueryApi({ needs: NEEDS, clients, now: () => NOW });
    const source = 'bulk-file';
    const selection = new PriceSelection({ region, needs: NEEDS, source, now: NOW });
    const all = [...NEEDS.values()].flatMap((needs) => Object.values(needs));

    const queried = await api.fetch(region, never);
    for (const service of new Set(all.map((need) => need.service))) {
      const file = await bulkFile(clients, service, region);
      await selectPrices(
        bulkJsonReader({ name: 'test', service, chunks: inChunks(file) }),
        selection,
      );
    }

    expect(queried.prices.prices.size).toBeGreaterThan(5);
    expect(withoutSource(selection.finish())).toEqual(withoutSource(queried.prices));
    expect(queried.facts.publicationDate).not.toBe('');
    const currencies = [...queried.prices.prices.values()].map((one) =>
      'skus' in one ? '' : one.currency,
    );
    expect(new Set(currencies)).toEqual(new Set([region.startsWith('cn-') ? 'CNY' : 'USD']));
  },
);

test('of the sandbox’s rows, only the wanted ones come: filters save pages', async () => {
  await using world = await startWorld();
  const clients = clientsOf(world);
  const needs = new Map([...NEEDS].filter(([kind]) => kind === 'AWS::EC2::Volume'));

  await new PriceQueryApi({ needs, clients, now: () => NOW }).fetch('eu-west-1', never);

  expect(world.sandbox.calls()['pricing:GetProducts']).toBe(3); // one page for each family
});

test('a role without pricing:GetProducts is told so', async () => {
  await using world = await startWorld({
    faults: [{ type: 'deny', operation: 'GetProducts' }],
  });
  const api = new PriceQueryApi({ needs: NEEDS, clients: clientsOf(world), now: () => NOW });

  await expect(api.fetch('eu-west-1', never)).rejects.toMatchObject({
    failure: { class: 'denied' },
    remedy: 'allow pricing:GetProducts for the role that reads this account',
  });
});
