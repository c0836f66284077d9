import type { PriceRow } from '../price-row.ts';
import { afterFree, plainRows, type PlainRow } from './plain-rows.ts';

/** @see https://aws.amazon.com/cloudwatch/pricing/ */
export function cloudWatchRows(): readonly PriceRow[] {
  const metrics: PriceRow['price'] = [
    ['0', '0.30'],
    ['10000', '0.10'],
    ['250000', '0.05'],
    ['1000000', '0.02'],
  ];
  return plainRows([
    ['Metric', 'CW:MetricMonitorUsage', 'Metrics', metrics],
    ['Data Payload', 'DataProcessing-Bytes', 'GB', '0.50', { operation: 'PutLogEvents' }],
    ['Data Payload', 'DataProcessingIA-Bytes', 'GB', '0.25', { operation: 'PutLogEvents' }],
    ['Data Payload', 'DataScanned-Bytes', 'GB', '0.005', { operation: 'StartQuery' }],
    ['Storage Snapshot', 'TimedStorage-ByteHrs', 'GB-Mo', '0.03', { operation: 'HourlyStorageMetering' }],
  ]); // prettier-ignore
}

/** KMS has the name of the region before its usage types. @see https://aws.amazon.com/kms/pricing/ */
export function kmsRows(): readonly PriceRow[] {
  return plainRows(
    [
      ['Encryption Key', 'KMS-Keys', 'Keys', '1'],
      ['API Request', 'KMS-Requests', 'Requests', '0.000003'],
      ['', 'KMS-Requests-Asymmetric', 'Requests', '0.000015'],
      ['', 'KMS-Requests-Asymmetric-RSA_2048', 'Requests', '0.000003'],
      ['', 'KMS-Requests-GenerateDatakeyPair-ECC', 'Requests', '0.00001'],
      ['', 'KMS-Requests-GenerateDatakeyPair-RSA', 'Requests', '0.0012'],
      ['', 'KMS-FreeTier', 'Requests', afterFree('20000', '0.000003')],
    ],
    { prefix: 'region', isFlat: true },
  );
}

/** @see https://aws.amazon.com/secrets-manager/pricing/ */
export function secretsManagerRows(): readonly PriceRow[] {
  return plainRows(
    [
      ['Secret', 'AWSSecretsManager-Secrets', 'Secrets', '0.40'],
      ['API Request', 'AWSSecretsManagerAPIRequest', 'API Requests', '0.000005'],
    ],
    { prefix: 'new', isFlat: true },
  );
}

const BEDROCK_REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-northeast-1'];
const MODELS = [
  ['Nova Micro', 'NovaMicro', '0.000035', '0.00014'],
  ['Nova Pro', 'NovaPro', '0.0008', '0.0032'],
  ['Nova Sonic', 'NovaSonic', '0.00006', '0.00024'],
] as const;
const TIERS = [
  ['', 'On-demand Inference'],
  ['-batch', 'Batch Inference'],
  ['-cross-region-global', 'On-demand Inference'],
] as const;

/** AWS's own models, by 1,000 tokens. @see https://aws.amazon.com/bedrock/pricing/ */
export function bedrockRows(): readonly PriceRow[] {
  const rows = MODELS.flatMap(([model, code, input, output]) =>
    TIERS.flatMap(([suffix, feature]) =>
      (
        [
          ['input', input],
          ['output', output],
        ] as const
      ).map(([direction, price]): PlainRow => [
        'Amazon Bedrock',
        `${code}-${direction}-tokens${suffix}`,
        '1K tokens',
        price,
        {
          attributes: {
            provider: 'Amazon',
            model,
            inferenceType: `${direction === 'input' ? 'Input' : 'Output'} tokens`,
            feature,
          },
        },
      ]),
    ),
  );
  const rerank: PlainRow = [
    'Amazon Bedrock',
    'AmazonRerank-search-units',
    'Unit',
    '0.001',
    {
      attributes: { provider: 'Amazon', model: 'Amazon Rerank 1.0', inferenceType: 'Search units' },
    },
  ];
  return plainRows([...rows, rerank], { prefix: 'new', regions: BEDROCK_REGIONS });
}

const MARKETPLACE = [
  ['Claude 3 Haiku', 'InputTokenCount-Units', '0.25'],
  ['Claude 3 Haiku', 'OutputTokenCount-Units', '1.25'],
  ['Claude Sonnet 4.5', 'input_tokens_standard-Units', '3.3'],
  ['Claude Sonnet 4.5', 'output_tokens_standard-Units', '16.5'],
  ['Claude Sonnet 4.5', 'output_tokens_global_standard-Units', '15'],
  ['Claude Sonnet 4.5', 'input_tokens_cacheread_1h_standard-Units', '0.33'],
] as const;

/** Models of others, by 1,000,000 tokens: each is a service of its own. */
export function foundationModelRows(): readonly PriceRow[] {
  return MARKETPLACE.flatMap(([model, usage, price]) =>
    BEDROCK_REGIONS.map((code) => ({
      family: 'Amazon Bedrock',
      usage: `MP:${MARKETPLACE_PREFIX[code] ?? ''}_${usage}`,
      prefix: 'none' as const,
      operation: 'Usage',
      unit: 'Units',
      price,
      isFlat: true,
      regions: [code],
      serviceName: `${model} (Amazon Bedrock Edition)`,
    })),
  );
}

/** The regions as usage types of the marketplace name them. */
const MARKETPLACE_PREFIX: Readonly<Record<string, string>> = {
  'us-east-1': 'USE1',
  'us-west-2': 'USW2',
  'eu-west-1': 'EUW1',
  'eu-central-1': 'EUC1',
  'ap-northeast-1': 'APN1',
};
