import type { GetEmailIdentityResponse, ListEmailIdentitiesResponse } from '@aws-sdk/client-sesv2';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { configurationSetName } from './configuration-set.ts';

/** @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListEmailIdentities.html */
export const emailIdentity: SimulatedKind = {
  kind: 'AWS::SES::EmailIdentity',
  client: () => import('@aws-sdk/client-sesv2'),
  gone: 'NotFoundException',
  calls: {
    'ses:ListEmailIdentities': { most: 1_000, least: 0 },
    'ses:GetEmailIdentity': { of: { EmailIdentity: ['IdentityName'] } },
  },
  at(place) {
    const { accountId, region, n } = place;
    const isDomain = n % 3 === 0;
    // The same in every account.
    const IdentityName = isDomain ? `mail-${n}.example.com` : `sender+${n}@example.com`;
    const IdentityType = isDomain ? 'DOMAIN' : 'EMAIL_ADDRESS';
    const draw = place.draw();
    const isVerified = n === 0 || draw % 5 !== 0;
    const VerificationStatus = isVerified ? 'SUCCESS' : 'PENDING';
    const LastKeyGenerationTimestamp = place.time();
    const isOpen = place.oneIn(6, 'open');
    const policy = '{"Version":"2012-10-17","Statement":[]}';
    const sets = place.count('AWS::SES::ConfigurationSet');
    const set = place.beside('AWS::SES::ConfigurationSet', draw % Math.max(1, sets));
    const hasSet = sets > 0 && place.oneIn(3, 'configuration set');
    const hasMailFrom = place.oneIn(7, 'mail from');
    const Tags = place.tags();
    const Arn = `arn:aws:ses:${region}:${accountId}:identity/${IdentityName}`;
    return {
      names: { IdentityName },
      replies: {
        'ses:ListEmailIdentities': () =>
          ({
            EmailIdentities: [
              { IdentityName, IdentityType, SendingEnabled: draw % 4 !== 0, VerificationStatus },
            ],
          }) satisfies ListEmailIdentitiesResponse,
        'ses:GetEmailIdentity': () =>
          ({
            IdentityType,
            VerificationStatus,
            VerifiedForSendingStatus: isVerified,
            FeedbackForwardingStatus: draw % 2 === 0,
            DkimAttributes: {
              SigningEnabled: draw % 2 === 0,
              Status: 'SUCCESS',
              Tokens: [`token-${draw}`],
              LastKeyGenerationTimestamp,
            },
            Policies: isOpen ? { open: policy } : {},
            Tags,
            ...(hasSet && { ConfigurationSetName: configurationSetName(set) }),
            ...(hasMailFrom && {
              MailFromAttributes: {
                MailFromDomain: `bounce-${n}.example.com`,
                MailFromDomainStatus: 'SUCCESS',
                BehaviorOnMxFailure: 'USE_DEFAULT_VALUE',
              },
            }),
          }) satisfies GetEmailIdentityResponse,
      },
      items: () => [
        {
          identifiers: [IdentityName],
          trails: [
            { requestParameters: { emailIdentity: IdentityName } },
            { requestParameters: { identity: IdentityName } },
            { requestParameters: { [isDomain ? 'domain' : 'emailAddress']: IdentityName } },
            { requestParameters: { resourceArn: Arn } },
          ],
          properties: {
            IdentityName,
            Arn,
            IdentityType,
            SendingEnabled: draw % 4 !== 0,
            VerificationStatus,
            VerifiedForSendingStatus: isVerified,
            FeedbackForwardingStatus: draw % 2 === 0,
            DkimAttributes: {
              SigningEnabled: draw % 2 === 0,
              Status: 'SUCCESS',
              Tokens: [`token-${draw}`],
              LastKeyGenerationTimestamp,
            },
            Policies: isOpen ? { open: policy } : {},
            Tags,
            ...(hasSet && { ConfigurationSetName: configurationSetName(set) }),
            ...(hasMailFrom && {
              MailFromAttributes: {
                MailFromDomain: `bounce-${n}.example.com`,
                MailFromDomainStatus: 'SUCCESS',
                BehaviorOnMxFailure: 'USE_DEFAULT_VALUE',
              },
            }),
          },
          onlyListed: ['SendingEnabled'], // GetEmailIdentity does not return it
        },
      ],
    };
  },
};
