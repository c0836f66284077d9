import { describe, expect, test } from '@jest/globals';
import { marketplaceRate, ownRate } from '../../../src/cost/models/bedrock/model-rate.ts';
import type { PriceRow } from '../../helpers/price-rows.ts';
import { moduleOf, pageOf, pricesOf, type Page } from './page.ts';

const REGION = 'us-west-2';
const TOKENS = 'cloudcost_aws_bedrock_usd_per_1k_tokens';
const SEARCH_UNITS = 'cloudcost_aws_bedrock_search_unit_usd_per_1k_search_units';

function own(usageType: string, price: string, more: Readonly<Record<string, string>>): PriceRow {
  return {
    ...{ service: 'AmazonBedrock', family: 'Amazon Bedrock', unit: '1K tokens', price },
    attributes: { usagetype: `USW2-${usageType}`, feature: 'On-demand Inference', ...more },
  };
}

function marketplace(model: string, usageType: string, price: string): PriceRow {
  return {
    ...{ service: 'AmazonBedrockFoundationModels', family: 'Amazon Bedrock', unit: 'Units', price },
    attributes: {
      usagetype: `USW2-MP:USW2_${usageType}-Units`,
      servicename: `${model} (Amazon Bedrock Edition)`,
    },
  };
}

async function bedrock(rows: readonly PriceRow[], families?: RegExp): Promise<Page> {
  const prices = [pricesOf(REGION, rows)];
  const options = families === undefined ? {} : { bedrockFamilies: families };
  return pageOf([moduleOf('BEDROCK')], { prices }, options);
}

describe('what a row is for', () => {
  test.each<readonly [string, string | undefined, string, string]>([
    ['NovaPro-input-tokens', 'Nova Pro', '', 'nova-pro amazon input in standard '],
    ['Nova2.0Lite-input-tokens-batch', 'Nova 2.0 Lite', '', 'nova-2.0-lite amazon input in batch '],
    [
      'Nova2.0Pro-text-input-tokens-priority-cross-region-global',
      'Nova 2.0 Pro',
      '',
      'nova-2.0-pro amazon input cross priority ',
    ],
    [
      'NovaSonic-speech-output-tokens',
      'Nova Sonic',
      '',
      'nova-sonic-speech amazon output in standard ',
    ],
    ['NovaSonic-text-input-tokens', 'Nova Sonic', '', 'nova-sonic-text amazon input in standard '],
    [
      'NovaPro-cache-read-input-token-count',
      'Nova Pro',
      '',
      'nova-pro amazon cache_read in standard 5m',
    ],
    [
      'MistralLarge-output-tokens-flex',
      'Mistral Large (24.02)',
      'Mistral AI',
      'mistral-large-24.02 mistral_ai output in flex ',
    ],
    [
      'Llama3-1-70B-input-tokens-latency-optimized',
      'Llama 3.1 70B',
      'Meta',
      'llama-3.1-70b meta input in latency_optimized ',
    ],
    ['Llama3-2-1B-output-tokens', undefined, 'Meta', 'llama3-2-1b meta output in standard '],
  ])('of AWS’s list: %s', (usageType, model, provider, expected) => {
    const rate = ownRate('tokens', { usageType, model, provider });

    if ('problem' in rate) throw new Error(rate.problem);
    const { family, tokenType, regionTier, quotaTier, cacheTtl = '' } = rate;
    expect([rate.model, family, tokenType, regionTier, quotaTier, cacheTtl].join(' ')).toBe(
      expected,
    );
  });

  test.each([
    ['InputTokenCount', 'Claude Sonnet 4.6', 'claude-sonnet-4.6 anthropic input in standard '],
    ['InputTokenCount_Global_Batch', 'Claude', 'claude anthropic input cross batch '],
    ['MillionBatchInputTokens', 'Claude (100K)', 'claude-100k anthropic input in batch '],
    [
      'OutputTokenCount_LatencyOptimized',
      'Claude',
      'claude anthropic output in latency_optimized ',
    ],
    ['CacheReadInputTokenCount', 'Claude', 'claude anthropic cache_read in standard 5m'],
    [
      'CacheWrite1hInputTokenCount_Global',
      'Claude',
      'claude anthropic cache_write cross standard 1h',
    ],
    ['cache_write_tokens_1h_standard', 'Claude', 'claude anthropic cache_write in standard 1h'],
    [
      'output_tokens_global_standard',
      'Jamba 1.5 Large',
      'jamba-1.5-large ai21 output cross standard ',
    ],
    [
      'InputTokenCount',
      'Cohere Embed 3 Model - English',
      'cohere-embed-3-model-english cohere input in standard ',
    ],
    [
      'InputTokenCount',
      'TwelveLabs Marengo Embed 3.0',
      'twelvelabs-marengo-embed-3.0 twelvelabs input in standard ',
    ],
    ['InputTokenCount', 'Meta Llama 2 Chat 70B', 'meta-llama-2-chat-70b meta input in standard '],
    ['InputTokenCount', 'Palmyra X5', 'palmyra-x5 writer input in standard '],
    ['InputTokenCount', 'Something New', 'something-new unknown input in standard '],
  ])('of the marketplace: %s of %s', (usageType, model, expected) => {
    const service = `${model} (Amazon Bedrock Edition)`;
    const rate = marketplaceRate('tokens', `MP:USW2_${usageType}-Units`, service, REGION);

    if ('problem' in rate) throw new Error(rate.problem);
    const { family, tokenType, regionTier, quotaTier, cacheTtl = '' } = rate;
    expect([rate.model, family, tokenType, regionTier, quotaTier, cacheTtl].join(' ')).toBe(
      expected,
    );
  });
});

test('tokens are by 1,000 and search units too, whatever the list counts by', async () => {
  const page = await bedrock([
    own('NovaPro-input-tokens', '0.0008', { model: 'Nova Pro', inferenceType: 'Input tokens' }),
    {
      ...own('AmazonRerank-search-units', '0.001', {
        inferenceType: 'Search units',
        model: 'Rerank 1.0',
      }),
      unit: 'Unit',
    },
    marketplace('Claude Sonnet 4.6', 'InputTokenCount', '3.3'),
    marketplace('Cohere Rerank v3.5', 'search_units', '0.002'),
  ]);

  expect(page.values(TOKENS, { gen_ai_request_model: 'nova-pro' })).toEqual([0.0008]);
  expect(page.values(TOKENS, { gen_ai_request_model: 'claude-sonnet-4.6' })).toEqual([0.0033]);
  expect(page.values(SEARCH_UNITS, { gen_ai_request_model: 'rerank-1.0' })).toEqual([1]);
  expect(page.values(SEARCH_UNITS, { family: 'cohere' })).toEqual([2]);
});

test('a model in both lists is one series when the prices are equal, and none when they differ', async () => {
  const listed = (price: string): PriceRow =>
    own('Claude3Sonnet-input-tokens', price, {
      ...{ model: 'Claude 3 Sonnet', provider: 'Anthropic', inferenceType: 'Input tokens' },
    });
  const sold = marketplace('Claude 3 Sonnet', 'InputTokenCount', '3');

  const equal = await bedrock([listed('0.003'), sold]);
  const different = await bedrock([listed('0.004'), sold]);

  expect(equal.values(TOKENS)).toEqual([0.003]);
  expect(equal.reports['BEDROCK']?.duplicates).toBe(0);
  expect(different.samples).toEqual([]);
  expect([...(different.reports['BEDROCK']?.unpriced ?? [])]).toEqual([['ambiguous-price', 1]]);
});

test('families can be selected', async () => {
  const rows = [
    own('NovaPro-input-tokens', '0.0008', { model: 'Nova Pro', inferenceType: 'Input tokens' }),
    marketplace('Claude Sonnet 4.6', 'InputTokenCount', '3.3'),
    marketplace('Jamba 1.5 Large', 'InputTokenCount', '2'),
  ];

  const page = await bedrock(rows, /^(?:anthropic|amazon)$/);

  expect(page.samples.map(({ labels }) => labels['family']).sort()).toEqual([
    'amazon',
    'anthropic',
  ]);
});

test('long contexts, images, custom models, storage and provisioned throughput have no series', async () => {
  const page = await bedrock([
    own('Nova2.0Pro-input-image-token-count', '0.001', {
      inferenceType: 'Input Image Token Count',
      model: 'Nova 2.0 Pro',
    }),
    own('NovaPro-cache-write-input-token-count-custom-model', '0.001', {
      ...{ inferenceType: 'Prompt cache write input tokens', model: 'Nova Pro' },
    }),
    own('Claude4Sonnet-input-tokens-long-context', '0.006', {
      inferenceType: 'Input tokens',
      model: 'Claude Sonnet 4',
    }),
    marketplace('Claude Sonnet 4', 'InputTokenCount_LongContext', '6'),
    marketplace('Claude Sonnet 4', 'CacheStorage', '0.07'),
    marketplace('Claude Sonnet 4', 'ProvisionedThroughput_1MonthCommit_ModelUnits_Usage', '40'),
    marketplace('Claude Sonnet 4', 'InputImageCount', '40'),
  ]);

  expect(page.text).toBe('');
  expect(page.reports['BEDROCK']?.unpriced.size).toBe(0);
});

test('a row of the marketplace that names another region, or none that is known, is counted', async () => {
  const foreign = marketplace('Claude', 'InputTokenCount', '3');
  const rows = ['USE1', 'QQ7'].map((prefix) => ({
    ...foreign,
    attributes: { ...foreign.attributes, usagetype: `USW2-MP:${prefix}_InputTokenCount-Units` },
  }));

  const page = await bedrock(rows);

  expect(page.samples).toEqual([]);
  expect([...(page.reports['BEDROCK']?.unpriced ?? [])]).toEqual([['unknown-prefix', 2]]);
});

test('a region without prices is counted', async () => {
  const page = await pageOf([moduleOf('BEDROCK')], {
    places: [{ account: '1', regions: [REGION] }],
  });

  expect([...(page.reports['BEDROCK']?.unpriced ?? [])]).toEqual([['no-price-book', 1]]);
});
