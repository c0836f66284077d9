import {
  CreateConfigurationSetCommand,
  CreateEmailIdentityCommand,
  CreateEmailIdentityPolicyCommand,
  GetConfigurationSetCommand,
  GetEmailIdentityCommand,
  ListConfigurationSetsCommand,
  ListEmailIdentitiesCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { owner, pages, TAGS, type KindContract } from '../contract.ts';

export const sesConfigurationSet: KindContract = {
  kind: 'AWS::SES::ConfigurationSet',
  reach: 'region',
  key: ['ConfigurationSetName'],
  async seed(place) {
    const ses = place.of(SESv2Client);
    await ses.send(
      new CreateConfigurationSetCommand({
        ConfigurationSetName: 'orders',
        TrackingOptions: { CustomRedirectDomain: 'click.example.com' },
        DeliveryOptions: { TlsPolicy: 'REQUIRE', SendingPoolName: 'orders' },
        ReputationOptions: { ReputationMetricsEnabled: true },
        SendingOptions: { SendingEnabled: true },
        SuppressionOptions: { SuppressedReasons: ['BOUNCE'] },
        VdmOptions: { DashboardOptions: { EngagementMetrics: 'ENABLED' } },
        Tags: [...TAGS],
      }),
    );
    await ses.send(new CreateConfigurationSetCommand({ ConfigurationSetName: 'bare' }));
  },
  async *expected(place) {
    const ses = place.of(SESv2Client);
    const lists = pages(
      (NextToken) => ses.send(new ListConfigurationSetsCommand({ NextToken })),
      (page) => page.NextToken,
    );
    for await (const { ConfigurationSets = [] } of lists) {
      for (const ConfigurationSetName of ConfigurationSets) {
        const set = await ses.send(new GetConfigurationSetCommand({ ConfigurationSetName }));
        const Arn = `arn:aws:ses:${place.region}:${place.accountId}:configuration-set/${ConfigurationSetName}`;
        yield { properties: { ConfigurationSetName, ...set, Arn }, context: owner(place) };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['ConfigurationSetName'])],
  missing: () => ['not-there'],
};

export const sesEmailIdentity: KindContract = {
  kind: 'AWS::SES::EmailIdentity',
  reach: 'region',
  key: ['IdentityName'],
  async seed(place) {
    const ses = place.of(SESv2Client);
    await ses.send(
      new CreateEmailIdentityCommand({
        EmailIdentity: 'example.com',
        ConfigurationSetName: 'orders',
        DkimSigningAttributes: { NextSigningKeyLength: 'RSA_2048_BIT' },
        Tags: [...TAGS],
      }),
    );
    await ses.send(
      new CreateEmailIdentityPolicyCommand({
        EmailIdentity: 'example.com',
        PolicyName: 'senders',
        Policy: JSON.stringify({ Version: '2012-10-17', Statement: [] }),
      }),
    );
    await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: 'orders@example.com' }));
  },
  async *expected(place) {
    const ses = place.of(SESv2Client);
    const lists = pages(
      (NextToken) => ses.send(new ListEmailIdentitiesCommand({ NextToken })),
      (page) => page.NextToken,
    );
    for await (const { EmailIdentities = [] } of lists) {
      for (const { IdentityName, ...listed } of EmailIdentities) {
        const identity = await ses.send(
          new GetEmailIdentityCommand({ EmailIdentity: IdentityName }),
        );
        const Arn = `arn:aws:ses:${place.region}:${place.accountId}:identity/${IdentityName}`;
        yield { properties: { IdentityName, ...listed, ...identity, Arn }, context: owner(place) };
      }
    }
  },
  listedOnly: ['SendingEnabled'],
  identifiers: ({ properties }) => [String(properties['IdentityName'])],
  missing: () => ['not-there.example.com'],
};
