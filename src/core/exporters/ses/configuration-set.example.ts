import type {
  GetConfigurationSetResponse,
  ListConfigurationSetsResponse,
} from '@aws-sdk/client-sesv2';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const ConfigurationSetName = 'transactional';
const Tags = [{ Key: 'team', Value: 'mail' }];

export const example = {
  identifiers: [ConfigurationSetName],
  replies: {
    'ses:ListConfigurationSets': {
      ConfigurationSets: [ConfigurationSetName],
    } satisfies ListConfigurationSetsResponse,
    'ses:GetConfigurationSet': {
      ConfigurationSetName,
      DeliveryOptions: { TlsPolicy: 'REQUIRE' },
      ReputationOptions: {
        ReputationMetricsEnabled: true,
        LastFreshStart: new Date('2024-01-02T03:04:05Z'),
      },
      SendingOptions: { SendingEnabled: true },
      SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
      Tags,
    } satisfies GetConfigurationSetResponse,
  },
  properties: {
    ConfigurationSetName,
    Arn: `arn:aws:ses:eu-west-1:${EXAMPLE_ACCOUNT}:configuration-set/${ConfigurationSetName}`,
    DeliveryOptions: { TlsPolicy: 'REQUIRE' },
    ReputationOptions: { ReputationMetricsEnabled: true, LastFreshStart: '2024-01-02T03:04:05Z' },
    SendingOptions: { SendingEnabled: true },
    SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    Tags,
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
