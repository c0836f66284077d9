import { defineRates } from '../define-rates.ts';

/** Attributes that say whose price it is: which model, what it does, and at which tier. */
const KEPT = ['provider', 'model', 'inferenceType', 'feature', 'service_tier'] as const;

/**
 * AWS has the prices of models in two lists: its own and openly licensed ones by 1,000 tokens, and those of the
 * marketplace by 1,000,000. The usage type says the direction, and whether a price is for batches, caches or other
 * regions.
 *
 * @see https://aws.amazon.com/bedrock/pricing/
 */
export const BedrockRates = defineRates({
  name: 'bedrock',
  pricing: 'https://aws.amazon.com/bedrock/pricing/',
  prices: {
    tokens: {
      service: 'AmazonBedrock',
      family: ['Amazon Bedrock', ''],
      // `NovaPro-input-tokens`, `NovaPro-cache-read-input-token-count`
      usageType: /^(?!.*(?:long-?context|custom-?model))/i,
      where: {
        inferenceType: /^(?!.*(?:image|video|audio)).*\btokens?\b/i,
        feature: /^(?!.*(?:customization|provisioned))/i,
      },
      key: ['usagetype'],
      keep: KEPT,
      unit: 'Tokens-1K',
    },
    searchUnits: {
      service: 'AmazonBedrock',
      family: ['Amazon Bedrock', ''],
      where: { inferenceType: /search ?units?|rerank/i },
      key: ['usagetype'],
      keep: KEPT,
      unit: 'Units',
    },
    marketplaceTokens: {
      service: 'AmazonBedrockFoundationModels',
      family: ['Amazon Bedrock', ''],
      // `MP:USW2_InputTokenCount-Units` of older models, `MP:USW2_output_tokens_global_standard-Units` of newer ones
      usageType:
        /^MP:[A-Z0-9]+_(?!.*(?:long_?context|provisioned|reserved|storage|custom)).*(?:TokenCount|tokens)/i,
      key: ['servicename', 'usagetype'],
      keep: ['servicename'],
      unit: 'Tokens-1M',
    },
    marketplaceSearchUnits: {
      service: 'AmazonBedrockFoundationModels',
      family: ['Amazon Bedrock', ''],
      usageType: /^MP:[A-Z0-9]+_.*search_units/i,
      key: ['servicename', 'usagetype'],
      keep: ['servicename'],
      unit: 'Units',
    },
  },
});
