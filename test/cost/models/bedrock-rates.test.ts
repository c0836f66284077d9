import { expect, test } from '@jest/globals';
import { BedrockRates } from '../../../src/cost/models/bedrock/foundation-models.ts';
import type { ExampleRow } from '../../../src/cost/models/cost-example.ts';
import { decimalText } from '../../../src/cost/money/decimal.ts';
import { isMissing } from '../../../src/cost/prices/price.ts';
import { lookUp } from '../../../src/cost/prices/price-book.ts';
import { selectedPrices } from './selected-prices.ts';

const REGION = 'us-west-2';
const SONNET = 'Claude Sonnet 4.6 (Amazon Bedrock Edition)';

function own(usageType: string, price: string, more: Readonly<Record<string, string>>): ExampleRow {
  return {
    service: 'AmazonBedrock',
    family: 'Amazon Bedrock',
    attributes: { usagetype: `USW2-${usageType}`, feature: 'On-demand Inference', ...more },
    unit: '1K tokens',
    price,
  };
}

function marketplace(usageType: string, price: string): ExampleRow {
  return {
    service: 'AmazonBedrockFoundationModels',
    family: 'Amazon Bedrock',
    attributes: { usagetype: `USW2-MP:USW2_${usageType}`, servicename: SONNET },
    unit: '1M tokens',
    price,
  };
}

const ROWS: readonly ExampleRow[] = [
  own('NovaPro-input-tokens', '0.0008', { model: 'Nova Pro', inferenceType: 'Input tokens' }),
  own('NovaPro-input-tokens-batch', '0.0004', { model: 'Nova Pro', inferenceType: 'Input tokens' }),
  own('NovaPro-customization-input-tokens', '0.008', {
    model: 'Nova Pro',
    inferenceType: 'Input tokens',
    feature: 'Model Customization',
  }),
  own('NovaCanvas-T2I-1024-Standard', '0.04', { model: 'Nova Canvas', inferenceType: 'T2I 1024' }),
  marketplace('InputTokenCount-Units', '3.3'),
  marketplace('InputTokenCount_Global-Units', '3'),
  marketplace('output_tokens_standard-Units', '16.5'),
  marketplace('InputTokenCount_LongContext-Units', '6.6'),
  marketplace('Provisioned_Throughput_tokens-Units', '99'),
];

const PRICES = selectedPrices(BedrockRates.name, BedrockRates.prices, REGION, ROWS);

function rate(name: string, ...values: readonly string[]): string {
  const need = BedrockRates.prices[name];
  if (need === undefined) throw new Error(`no rates ${name}`);
  const found = lookUp(PRICES, { kind: BedrockRates.name, name, need, values });
  return isMissing(found) ? found.reason : `${decimalText(found.tiers[0].amount)} ${found.unit}`;
}

test('rates of AWS’s own models are by 1,000 tokens', () => {
  expect(rate('tokens', 'NovaPro-input-tokens')).toBe('0.0008 Tokens-1K');
  expect(rate('tokens', 'NovaPro-input-tokens-batch')).toBe('0.0004 Tokens-1K');
});

test('rates of the marketplace’s models are by 1,000,000 tokens, in a region and across regions', () => {
  expect(rate('marketplaceTokens', SONNET, 'MP:USW2_InputTokenCount-Units')).toBe('3.3 Tokens-1M');
  expect(rate('marketplaceTokens', SONNET, 'MP:USW2_InputTokenCount_Global-Units')).toBe(
    '3 Tokens-1M',
  );
  expect(rate('marketplaceTokens', SONNET, 'MP:USW2_output_tokens_standard-Units')).toBe(
    '16.5 Tokens-1M',
  );
});

test('customization, images, long contexts and provisioned throughput are no rates of tokens', () => {
  expect(rate('tokens', 'NovaPro-customization-input-tokens')).toBe('no-price');
  expect(rate('tokens', 'NovaCanvas-T2I-1024-Standard')).toBe('no-price');
  for (const type of ['InputTokenCount_LongContext-Units', 'Provisioned_Throughput_tokens-Units']) {
    expect(rate('marketplaceTokens', SONNET, `MP:USW2_${type}`)).toBe('no-price');
  }
});

test('a price keeps the model that it is for', () => {
  const [price] = [...PRICES.prices.values()];
  expect(price).toMatchObject({ attributes: { model: 'Nova Pro', inferenceType: 'Input tokens' } });
});
