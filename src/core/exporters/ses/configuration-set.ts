import {
  GetConfigurationSetCommand,
  paginateListConfigurationSets,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { GetConfigurationSetResponse } from '@aws-sdk/client-sesv2';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { named, textAt } from '../live-event.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, tagList } from '../fields.ts';
import { CALLS_AT_ONCE, sesArn, taggedName } from './ses.ts';

/**
 * The maximum page size of SES. It is not sent: the second version of the API does not document which values
 * it accepts.
 *
 * @see https://docs.aws.amazon.com/ses/latest/APIReference/API_ListConfigurationSets.html
 */
const CONFIGURATION_SETS_PER_PAGE = 1_000;

type Source = GetConfigurationSetResponse & { Arn: string };

const Properties = z.object({
  ConfigurationSetName: z.string(),
  Arn: z.string(),
  TrackingOptions: structure.optional(),
  DeliveryOptions: structure.optional(),
  ReputationOptions: structure.optional(),
  SendingOptions: structure.optional(),
  SuppressionOptions: structure.optional(),
  VdmOptions: structure.optional(),
  ArchivingOptions: structure.optional(),
  MessageSecurityOptions: structure.optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

const GetConfigurationSet = perItem({
  name: 'GetConfigurationSetAction',
  atOnce: CALLS_AT_ONCE,
  permissions: ['ses:GetConfigurationSet'],
  call(ConfigurationSetName: string, { client, signal }: ActionContext<SESv2Client>) {
    const command = new GetConfigurationSetCommand({ ConfigurationSetName });
    return client.send(command, { abortSignal: signal });
  },
});

/** @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListConfigurationSets.html */
export const SesConfigurationSet = defineKind({
  kind: 'AWS::SES::ConfigurationSet',
  title: 'SES configuration set',
  reach: 'regional',
  client: SESv2Client,
  properties: Properties,
  entity: {
    blueprint: 'sesConfigurationSet',
    identifier: 'Arn',
    title: 'ConfigurationSetName',
    properties: [
      'SendingOptions',
      'DeliveryOptions',
      'ReputationOptions',
      'SuppressionOptions',
      'TrackingOptions',
      'Tags',
    ],
  },
  list: {
    operation: 'ListConfigurationSets',
    permissions: ['ses:ListConfigurationSets'],
    pageSize: CONFIGURATION_SETS_PER_PAGE,
    pages: (context) => sdkPages(paginateListConfigurationSets, context, {}),
    items: (page) => page.ConfigurationSets,
  },
  get: {
    identifiers: ['ConfigurationSetName'],
    arn: /^ses:configuration-set\/(?<ConfigurationSetName>[^/]+)$/,
    of: (name) => [name],
    find: ([name]) => name,
  },
  idOf: (name) => name,
  listed: (name, { account, region }) => ({
    ConfigurationSetName: name,
    Arn: sesArn('configuration-set', name, account, region),
  }),
  actions: { defaults: [GetConfigurationSet], options: [] },
  liveEvents: {
    source: 'ses.amazonaws.com',
    // Both versions of the API; the first puts the name of a new set into a structure.
    events: [
      'CreateConfigurationSet',
      'DeleteConfigurationSet',
      'PutConfigurationSetArchivingOptions',
      'PutConfigurationSetDeliveryOptions',
      'PutConfigurationSetReputationOptions',
      'PutConfigurationSetSendingOptions',
      'PutConfigurationSetSuppressionOptions',
      'PutConfigurationSetTrackingOptions',
      'PutConfigurationSetVdmOptions',
      'TagResource',
      'UntagResource',
      'CreateConfigurationSetTrackingOptions',
      'UpdateConfigurationSetTrackingOptions',
      'DeleteConfigurationSetTrackingOptions',
      'UpdateConfigurationSetReputationMetricsEnabled',
      'UpdateConfigurationSetSendingEnabled',
    ],
    deletions: ['DeleteConfigurationSet'],
    resources: ({ requestParameters }) =>
      named(
        textAt(requestParameters, 'configurationSetName') ??
          textAt(requestParameters, 'configurationSet', 'name') ??
          taggedName(requestParameters, 'configuration-set'),
      ),
    stub: ([name = ''], account, region) => ({
      properties: {
        ConfigurationSetName: name,
        Arn: sesArn('configuration-set', name, account, region),
      },
    }),
  },
});
