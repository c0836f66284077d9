import { expect, test } from '@jest/globals';
import { ResourceSavings } from '../../../src/cost/findings/saving.ts';
import { decimal } from '../../../src/cost/money/decimal.ts';
import { loadCostModels } from '../../../src/app/cost/cost-models.ts';
import { examplePrices } from '../../../src/cost/models/example-prices.ts';
import { EXAMPLES } from '../../../src/cost/findings/lambda/oversized-memory.example.ts';

const KIND = 'AWS::Lambda::Function';

async function savings(usage: (name: string) => number | undefined): Promise<ResourceSavings> {
  const { models } = await loadCostModels();
  const model = models.get(KIND);
  const [example] = EXAMPLES;
  if (model === undefined || example === undefined) throw new TypeError('no model or example');
  const { resource, rows = [] } = example;
  const { properties } = resource;
  const region = 'eu-west-1';
  const prices = examplePrices(model, { title: '', region, properties, monthly: {}, rows });
  return new ResourceSavings({
    ...{ properties, model, billed: { amount: decimal('10'), currency: 'USD', period: '30 days' } },
    estimateInputs: { region, prices, usage },
  });
}

const SMALLER = { saves: 'difference', properties: { MemorySize: 128 } } as const;

test('the saving of less memory is unknown while its duration is not measured', async () => {
  const unknown = (await savings(() => undefined)).of(SMALLER);
  const partly = (await savings((name) => (name === 'monthly_requests' ? 1_000 : undefined))).of(
    SMALLER,
  );
  const known = (await savings(() => 1_000_000)).of(SMALLER);

  expect(unknown).toEqual({ unknown: expect.any(String) });
  expect(partly).toEqual({ unknown: expect.any(String) });
  expect(known).toMatchObject({ monthly: expect.any(BigInt), basis: 'EffectiveCost' });
});
