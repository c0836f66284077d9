import {
  GetEmailIdentityCommand,
  paginateListEmailIdentities,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { GetEmailIdentityResponse, IdentityInfo } from '@aws-sdk/client-sesv2';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { named, textAt } from '../live-event.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, tagList } from '../fields.ts';
import { CALLS_AT_ONCE, sesArn, taggedName } from './ses.ts';

/** The maximum page size of ListEmailIdentities. */
const IDENTITIES_PER_PAGE = 1_000;

type NamedIdentity = IdentityInfo & { readonly IdentityName: string };
type Source = GetEmailIdentityResponse & IdentityInfo & { Arn: string };

const Properties = z.object({
  IdentityName: z.string(),
  Arn: z.string(),
  IdentityType: z.string().optional(),
  SendingEnabled: z.boolean().optional(),
  VerificationStatus: z.string().optional(),
  VerifiedForSendingStatus: z.boolean().optional(),
  VerificationInfo: structure.optional(),
  FeedbackForwardingStatus: z.boolean().optional(),
  ConfigurationSetName: z.string().optional(),
  DkimAttributes: structure.optional(),
  MailFromAttributes: structure.optional(),
  Policies: structure.optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

const GetEmailIdentity = perItem({
  name: 'GetEmailIdentityAction',
  atOnce: CALLS_AT_ONCE,
  permissions: ['ses:GetEmailIdentity'],
  call({ IdentityName }: NamedIdentity, { client, signal }: ActionContext<SESv2Client>) {
    const command = new GetEmailIdentityCommand({ EmailIdentity: IdentityName });
    return client.send(command, { abortSignal: signal });
  },
});

/** @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListEmailIdentities.html */
export const SesEmailIdentity = defineKind({
  kind: 'AWS::SES::EmailIdentity',
  title: 'SES email identity',
  reach: 'regional',
  client: SESv2Client,
  properties: Properties,
  entity: {
    blueprint: 'sesEmailIdentity',
    identifier: 'Arn',
    title: 'IdentityName',
    properties: [
      'IdentityType',
      'VerificationStatus',
      'VerifiedForSendingStatus',
      'ConfigurationSetName',
      'DkimAttributes',
      'Tags',
    ],
    relations: {
      configurationSet: {
        to: 'AWS::SES::ConfigurationSet',
        by: {
          Arn: {
            arnBeside: 'Arn',
            type: ':identity/',
            becomes: ':configuration-set/',
            name: 'ConfigurationSetName',
          },
        },
      },
    },
  },
  list: {
    operation: 'ListEmailIdentities',
    permissions: ['ses:ListEmailIdentities'],
    pageSize: IDENTITIES_PER_PAGE,
    pages: (context) =>
      sdkPages(paginateListEmailIdentities, context, { PageSize: IDENTITIES_PER_PAGE }),
    items: (page) => page.EmailIdentities?.filter(isNamed),
  },
  get: {
    identifiers: ['IdentityName'],
    arn: /^ses:identity\/(?<IdentityName>.+)$/,
    of: ({ IdentityName }) => [IdentityName],
    find: ([IdentityName = '']) => ({ IdentityName }),
  },
  idOf: (identity) => identity.IdentityName,
  listed: (identity, { account, region }) => ({
    ...identity,
    Arn: sesArn('identity', identity.IdentityName, account, region),
  }),
  actions: { defaults: [GetEmailIdentity], options: [] },
  liveEvents: {
    source: 'ses.amazonaws.com',
    // Both versions of the API, which name the identity differently.
    events: [
      'CreateEmailIdentity',
      'DeleteEmailIdentity',
      'PutEmailIdentityConfigurationSetAttributes',
      'PutEmailIdentityDkimAttributes',
      'PutEmailIdentityDkimSigningAttributes',
      'PutEmailIdentityFeedbackAttributes',
      'PutEmailIdentityMailFromAttributes',
      'CreateEmailIdentityPolicy',
      'UpdateEmailIdentityPolicy',
      'DeleteEmailIdentityPolicy',
      'TagResource',
      'UntagResource',
      'VerifyDomainDkim',
      'VerifyDomainIdentity',
      'VerifyEmailIdentity',
      'DeleteIdentity',
      'SetIdentityDkimEnabled',
      'SetIdentityFeedbackForwardingEnabled',
      'SetIdentityMailFromDomain',
      'PutIdentityPolicy',
      'DeleteIdentityPolicy',
    ],
    deletions: ['DeleteEmailIdentity', 'DeleteIdentity'],
    resources: ({ requestParameters }) =>
      named(
        textAt(requestParameters, 'emailIdentity') ??
          textAt(requestParameters, 'identity') ??
          textAt(requestParameters, 'domain') ??
          textAt(requestParameters, 'emailAddress') ??
          taggedName(requestParameters, 'identity'),
      ),
    stub: ([IdentityName = ''], account, region) => ({
      properties: { IdentityName, Arn: sesArn('identity', IdentityName, account, region) },
    }),
  },
});

function isNamed(identity: IdentityInfo): identity is NamedIdentity {
  return identity.IdentityName !== undefined;
}
