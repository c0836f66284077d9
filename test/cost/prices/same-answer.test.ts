import { expect, test } from '@jest/globals';
import type { ScopeClients } from '../../../src/aws/client-factory.ts';
import { HttpSender } from '../../../src/aws/http-sender.ts';
import { allPriceNeeds } from '../../../src/cost/models/price-needs.ts';
import { BulkFiles } from '../../../src/cost/prices/bulk-files.ts';
import { BulkPrices } from '../../../src/cost/prices/bulk-prices.ts';
import type { Price } from '../../../src/cost/prices/price.ts';
import type { AmbiguousPrice, RegionPrices } from '../../../src/cost/prices/price-book.ts';
import { PriceQueryApi } from '../../../src/cost/prices/query-api.ts';
import { startWorld, type World } from '../../aws/world.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const never = new AbortController().signal;

/** One service each: the query API is paced, and asks for every price on its own. */
const KINDS = [
  'AWS::EC2::Volume',
  'AWS::Lambda::Function',
  'AWS::RDS::DBInstance',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
];
const NEEDS = new Map([...(await allPriceNeeds())].filter(([kind]) => KINDS.includes(kind)));

function clientsOf({ clients, scope, ambient, sandbox }: World): ScopeClients {
  return clients.open({ accountId: sandbox.managementAccountId, credentials: ambient }, scope);
}

/** Everything but where the prices came from. */
function withoutSource({ prices }: RegionPrices): Record<string, Price | AmbiguousPrice> {
  const entries = [...prices].map(([key, price]): [string, Price | AmbiguousPrice] => [
    key,
    'skus' in price ? price : { ...price, source: 'price-file' },
  ]);
  return Object.fromEntries(entries);
}

test('the query API and the bulk files give the same prices, in China too', async () => {
  await using world = await startWorld();
  const sender = new HttpSender({
    connectTimeoutMs: 5_000,
    answerTimeoutMs: 30_000,
    connections: 4,
  });
  const now = () => NOW;
  const api = new PriceQueryApi({ needs: NEEDS, clients: clientsOf(world), now });
  const files = new BulkFiles({ sender, endpoint: world.sandbox.endpoint });
  const bulk = new BulkPrices({ files, needs: NEEDS, now });

  for (const region of ['eu-west-1', 'cn-north-1']) {
    const queried = await api.fetch(region, never);
    const downloaded = await bulk.fetch(region, never);

    expect(queried.prices.prices.size).toBeGreaterThan(5);
    expect(withoutSource(downloaded.prices)).toEqual(withoutSource(queried.prices));
    expect(downloaded.facts.publicationDate).toBe(queried.facts.publicationDate);
    const currencies = [...queried.prices.prices.values()].map((one) =>
      'skus' in one ? '' : one.currency,
    );
    expect(new Set(currencies)).toEqual(new Set([region.startsWith('cn-') ? 'CNY' : 'USD']));
  }
  sender.destroy();
});

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
