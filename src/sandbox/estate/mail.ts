import type {
  GetConfigurationSetResponse,
  GetEmailIdentityResponse,
  IdentityInfo,
} from '@aws-sdk/client-sesv2';
import type { Estate } from './estate.ts';
import { positionOf } from './position.ts';

/** The name of the identity at a position: a domain or an address. The same in every account. */
export function identityName(index: number): string {
  return index % 3 === 0 ? `mail-${index}.example.com` : `sender+${index}@example.com`;
}

/** The position of an identity; undefined when the estate has none of that name here. */
export function identityIndex(
  estate: Estate,
  accountId: string,
  region: string,
  name: string,
): number | undefined {
  const index = Number(/^(?:mail-|sender\+)(\d+)[.@]/.exec(name)?.[1] ?? Number.NaN);
  if (!(index < estate.countOf('AWS::SES::EmailIdentity', accountId, region))) return undefined;
  return name === identityName(index) ? index : undefined;
}

/** What ListEmailIdentities says of an identity. */
export function identityInfo(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): IdentityInfo {
  const draw = estate.draw('identity', accountId, region, index);
  return {
    IdentityName: identityName(index),
    IdentityType: index % 3 === 0 ? 'DOMAIN' : 'EMAIL_ADDRESS',
    SendingEnabled: draw % 4 !== 0,
    VerificationStatus: draw % 5 === 0 ? 'PENDING' : 'SUCCESS',
  };
}

/** What GetEmailIdentity says of an identity. */
export function emailIdentity(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): GetEmailIdentityResponse {
  const draw = estate.draw('identity', accountId, region, index);
  const sets = estate.countOf('AWS::SES::ConfigurationSet', accountId, region);
  const { IdentityType, VerificationStatus } = identityInfo(estate, accountId, region, index);
  return {
    IdentityType,
    VerificationStatus,
    VerifiedForSendingStatus: VerificationStatus === 'SUCCESS',
    FeedbackForwardingStatus: draw % 2 === 0,
    DkimAttributes: {
      SigningEnabled: draw % 2 === 0,
      Status: 'SUCCESS',
      Tokens: [`token-${draw}`],
      LastKeyGenerationTimestamp: estate.time('identity', accountId, region, index),
    },
    Policies: draw % 6 === 0 ? { open: '{"Version":"2012-10-17","Statement":[]}' } : {},
    Tags: estate.tags('identity', accountId, region, index),
    ...(draw % 3 === 0 && sets > 0 && { ConfigurationSetName: configurationSetName(draw % sets) }),
    ...(draw % 7 === 0 && {
      MailFromAttributes: {
        MailFromDomain: `bounce-${index}.example.com`,
        MailFromDomainStatus: 'SUCCESS' as const,
        BehaviorOnMxFailure: 'USE_DEFAULT_VALUE' as const,
      },
    }),
  };
}

/** The name of the configuration set at a position, the same in every account. */
export function configurationSetName(index: number): string {
  return `campaign-${index}`;
}

/** The position of a configuration set; undefined when the estate has none of that name here. */
export function configurationSetIndex(
  estate: Estate,
  accountId: string,
  region: string,
  name: string,
): number | undefined {
  const count = estate.countOf('AWS::SES::ConfigurationSet', accountId, region);
  return positionOf(name, count, (index) => [configurationSetName(index)]);
}

/** What GetConfigurationSet says of a configuration set. */
export function configurationSet(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): GetConfigurationSetResponse {
  const draw = estate.draw('configuration set', accountId, region, index);
  return {
    ConfigurationSetName: configurationSetName(index),
    DeliveryOptions: { TlsPolicy: draw % 2 === 0 ? 'REQUIRE' : 'OPTIONAL' },
    ReputationOptions: {
      ReputationMetricsEnabled: draw % 2 === 0,
      LastFreshStart: estate.time('configuration set', accountId, region, index),
    },
    SendingOptions: { SendingEnabled: draw % 5 !== 0 },
    SuppressionOptions: { SuppressedReasons: draw % 3 === 0 ? ['BOUNCE'] : [] },
    Tags: estate.tags('configuration set', accountId, region, index),
    ...(draw % 4 === 0 && {
      TrackingOptions: { CustomRedirectDomain: `click-${index}.example.com` },
      VdmOptions: { DashboardOptions: { EngagementMetrics: 'ENABLED' as const } },
    }),
  };
}
