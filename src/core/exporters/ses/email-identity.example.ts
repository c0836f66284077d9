import type { GetEmailIdentityResponse, ListEmailIdentitiesResponse } from '@aws-sdk/client-sesv2';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const IdentityName = 'example.com';
const Tags = [{ Key: 'team', Value: 'mail' }];

export const example = {
  identifiers: [IdentityName],
  replies: {
    'ses:ListEmailIdentities': {
      EmailIdentities: [
        {
          IdentityName,
          IdentityType: 'DOMAIN',
          SendingEnabled: true,
          VerificationStatus: 'SUCCESS',
        },
      ],
    } satisfies ListEmailIdentitiesResponse,
    'ses:GetEmailIdentity': {
      IdentityType: 'DOMAIN',
      FeedbackForwardingStatus: true,
      VerifiedForSendingStatus: true,
      VerificationStatus: 'SUCCESS',
      DkimAttributes: {
        SigningEnabled: true,
        Status: 'SUCCESS',
        LastKeyGenerationTimestamp: new Date('2024-01-02T03:04:05Z'),
      },
      Policies: { open: '{"Version":"2012-10-17"}' },
      ConfigurationSetName: 'transactional',
      Tags,
    } satisfies GetEmailIdentityResponse,
  },
  properties: {
    IdentityName,
    Arn: `arn:aws:ses:eu-west-1:${EXAMPLE_ACCOUNT}:identity/${IdentityName}`,
    IdentityType: 'DOMAIN',
    SendingEnabled: true,
    FeedbackForwardingStatus: true,
    VerifiedForSendingStatus: true,
    VerificationStatus: 'SUCCESS',
    DkimAttributes: {
      SigningEnabled: true,
      Status: 'SUCCESS',
      LastKeyGenerationTimestamp: '2024-01-02T03:04:05Z',
    },
    Policies: { open: '{"Version":"2012-10-17"}' },
    ConfigurationSetName: 'transactional',
    Tags,
  },
  extraContext: { AccountId: EXAMPLE_ACCOUNT, Region: 'eu-west-1' },
} satisfies KindExample;
