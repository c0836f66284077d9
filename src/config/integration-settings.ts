import { z } from 'zod';
import { integrationSetting, settingList, settingText } from './setting.ts';

const DEFAULT_PROVIDERS = ['AssumeRoleWithWebIdentity', 'StaticCredential', 'AssumeRole'] as const;

/** The integration's own settings, as `aws-v3` has them: what Port's installer asks for. */
export const INTEGRATION_SETTINGS = {
  accountRoleArn: integrationSetting('accountRoleArn', {
    description:
      'Role of the management or a delegated account: every account of the organization is read, through the role of the same name in each.',
    schema: settingText.optional(),
  }),
  accountRoleArns: integrationSetting('accountRoleArns', {
    description: 'One role for each account to read. Ignored when accountRoleArn is set.',
    schema: settingList,
    specType: 'array',
  }),
  externalId: integrationSetting('externalId', {
    description: 'Sent as ExternalId whenever a role is assumed.',
    schema: settingText.optional(),
    secret: true,
  }),
  ouId: integrationSetting('ouId', {
    description: 'Organizational units, comma-separated: only accounts below them are read.',
    schema: settingList,
  }),
  credentialProviderPriority: integrationSetting('credentialProviderPriority', {
    description:
      'Credential providers in the order in which they are tried; the first that applies is used.',
    schema: settingList
      .transform((names) => names ?? DEFAULT_PROVIDERS)
      .pipe(z.array(z.string()).readonly()),
    defaultText: DEFAULT_PROVIDERS.join(','),
  }),
  awsAccessKeyId: integrationSetting('awsAccessKeyId', {
    description: 'Access key to start from, instead of the SDK’s own chain.',
    schema: settingText.optional(),
    secret: true,
  }),
  awsSecretAccessKey: integrationSetting('awsSecretAccessKey', {
    description: 'The secret of awsAccessKeyId.',
    schema: settingText.optional(),
    secret: true,
  }),
  awsSessionToken: integrationSetting('awsSessionToken', {
    description: 'The session token of awsAccessKeyId, when it is temporary.',
    schema: settingText.optional(),
    secret: true,
  }),
  awsPartition: integrationSetting('awsPartition', {
    description: 'aws, aws-us-gov or aws-cn. Default: the partition of the role.',
    schema: z
      .enum(['aws', 'aws-us-gov', 'aws-cn'], { error: 'must be aws, aws-us-gov or aws-cn' })
      .optional(),
  }),
  liveEventsApiKey: integrationSetting('liveEventsApiKey', {
    description:
      'Key that live events carry in the header x-port-aws-ocean-api-key; without it they are rejected.',
    schema: settingText.optional(),
    secret: true,
  }),
} as const;
