import {
  DescribeDomainCommand,
  DescribeDomainsCommand,
  ListDomainNamesCommand,
  ListTagsCommand,
  OpenSearchClient,
} from '@aws-sdk/client-opensearch';
import type { DomainInfo, DomainStatus, Tag } from '@aws-sdk/client-opensearch';
import { z } from 'zod';
import type { Account } from '../../../aws/account.ts';
import type { ActionContext } from '../../actions/action.ts';
import { batched, type BatchAnswer } from '../../actions/batched.ts';
import { answered } from '../../actions/missing-answer.ts';
import { perItem } from '../../actions/per-item.ts';
import { taggingPages } from '../../actions/tagging-pages.ts';
import { completeTags } from '../../actions/tags.ts';
import { toKey } from '../common-relations.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList } from '../fields.ts';
import { jsonDocument } from '../json-document.ts';
import { arnAt, named, textAt } from '../live-event.ts';

/** ListDomainNames returns all domains of a region at once; this is the quota of a region. */
const DOMAINS_PER_REGION = 100;
/** The maximum number of names per call of DescribeDomains. */
const DOMAINS_PER_CALL = 5;

type Context = ActionContext<OpenSearchClient>;
type Item = DomainInfo & { readonly DomainName: string };

/** AWS's own type, and CloudFormation's names beside it. */
type Source = Omit<DomainStatus, 'AccessPolicies'> & {
  AccessPolicies: unknown;
  Id: string;
  Arn: string;
  DomainArn: string;
  DomainEndpoint: string;
  DomainEndpointV2: string;
  DomainEndpoints: Readonly<Record<string, string>>;
  Tags: readonly Tag[];
};

const texts = z.record(z.string(), z.string());

const Properties = z.object({
  DomainName: z.string(),
  Arn: z.string(),
  ARN: z.string().optional(),
  DomainArn: z.string().optional(),
  DomainId: z.string().optional(),
  Id: z.string().optional(),
  Created: z.boolean().optional(),
  Deleted: z.boolean().optional(),
  Endpoint: z.string().optional(),
  EndpointV2: z.string().optional(),
  Endpoints: texts.optional(),
  DomainEndpoint: z.string().optional(),
  DomainEndpointV2: z.string().optional(),
  DomainEndpoints: texts.optional(),
  DomainEndpointV2HostedZoneId: z.string().optional(),
  Processing: z.boolean().optional(),
  UpgradeProcessing: z.boolean().optional(),
  DomainProcessingStatus: z.string().optional(),
  EngineVersion: z.string().optional(),
  EngineMode: z.string().optional(),
  UseCase: z.string().optional(),
  IPAddressType: z.string().optional(),
  AccessPolicies: z.union([structure, z.string()]).optional(),
  AdvancedOptions: texts.optional(),
  AdvancedSecurityOptions: structure.optional(),
  AIMLOptions: structure.optional(),
  AutomatedSnapshotPauseOptions: structure.optional(),
  AutoTuneOptions: structure.optional(),
  ChangeProgressDetails: structure.optional(),
  ClusterConfig: structure.optional(),
  CognitoOptions: structure.optional(),
  DeploymentStrategyOptions: structure.optional(),
  DomainEndpointOptions: structure.optional(),
  EBSOptions: structure.optional(),
  EncryptionAtRestOptions: structure.optional(),
  IdentityCenterOptions: structure.optional(),
  LogPublishingOptions: structure.optional(),
  ModifyingProperties: structureList.optional(),
  NodeToNodeEncryptionOptions: structure.optional(),
  OffPeakWindowOptions: structure.optional(),
  ServiceSoftwareOptions: structure.optional(),
  SnapshotOptions: structure.optional(),
  SoftwareUpdateOptions: structure.optional(),
  VPCOptions: structure.optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

const DescribeDomains = batched({
  name: 'DescribeDomainsAction',
  permissions: ['es:DescribeDomains', 'es:DescribeDomain'],
  size: DOMAINS_PER_CALL,
  idOf: ({ DomainName }: Item) => DomainName,
  async call(items: readonly Item[], context: Context) {
    const found = context.isWholeScope ? await statusesOf(items, context) : [];
    const known = new Set(found.map(({ DomainName }) => DomainName));
    // A batch silently omits unknown names: only a separate call proves that a domain is deleted.
    const left = items.filter(({ DomainName }) => !known.has(DomainName));
    const others = await Promise.all(
      left.map(({ DomainName }) => describeOne(DomainName, context)),
    );
    return [...found.map(answerOf), ...others];
  },
});

const ListTags = perItem({
  name: 'ListTagsAction',
  permissions: ['es:ListTags'],
  adds: ['Tags'],
  async call({ DomainName }: Item, { account, region, client, signal }: Context) {
    const command = new ListTagsCommand({ ARN: arnOf(DomainName, account, region) });
    const { TagList = [] } = await client.send(command, { abortSignal: signal });
    return { Tags: completeTags(TagList) };
  },
});

/** Reads the tags of a hundred domains per call, or one by one if the caller lacks `tag:GetResources`. */
const DomainTags = taggingPages({
  name: 'ListTagsAction',
  adds: ['Tags'],
  resourceType: 'es:domain',
  arnOf: ({ DomainName }: Item, { account, region }: Context) => arnOf(DomainName, account, region),
  fallback: ListTags,
});

/** @see https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DescribeDomains.html */
export const OpenSearchServiceDomain = defineKind({
  kind: 'AWS::OpenSearchService::Domain',
  title: 'OpenSearch domain',
  reach: 'regional',
  client: OpenSearchClient,
  properties: Properties,
  primaryIdentifier: ['DomainName'],
  entity: {
    blueprint: 'openSearchDomain',
    identifier: 'Arn',
    title: 'DomainName',
    properties: [
      'EngineVersion',
      'DomainEndpoint',
      'DomainProcessingStatus',
      'ClusterConfig',
      'EBSOptions',
      'EncryptionAtRestOptions',
      'Tags',
    ],
    // Undefined for a domain with a public endpoint.
    relations: {
      vpc: {
        to: 'AWS::EC2::VPC',
        title: 'VPC',
        by: { VpcId: { jq: '.Properties.VPCOptions.VPCId' } },
      },
      key: toKey('EncryptionAtRestOptions.KmsKeyId'),
    },
  },
  list: {
    operation: 'ListDomainNames',
    permissions: ['es:ListDomainNames'],
    pageSize: DOMAINS_PER_REGION,
    async *pages({ client, signal }) {
      yield await client.send(new ListDomainNamesCommand({}), { abortSignal: signal });
    },
    items: (page) => page.DomainNames?.filter(isNamed),
  },
  get: {
    identifiers: ['DomainName'],
    arn: /^es:domain\/(?<DomainName>[^/]+)$/,
    of: ({ DomainName }) => [DomainName],
    find: ([DomainName]) => (DomainName === undefined ? undefined : { DomainName }),
  },
  idOf: ({ DomainName }) => DomainName,
  listed: ({ DomainName }, { account, region }) => ({
    DomainName,
    Arn: arnOf(DomainName, account, region),
  }),
  actions: { defaults: [DescribeDomains], options: [DomainTags] },
  liveEvents: {
    source: 'es.amazonaws.com',
    events: [
      'CreateDomain',
      'CreateElasticsearchDomain',
      'UpdateDomainConfig',
      'UpdateElasticsearchDomainConfig',
      'UpgradeDomain',
      'UpgradeElasticsearchDomain',
      'StartServiceSoftwareUpdate',
      'StartElasticsearchServiceSoftwareUpdate',
      'CancelServiceSoftwareUpdate',
      'CancelElasticsearchServiceSoftwareUpdate',
      'DeleteDomain',
      'DeleteElasticsearchDomain',
      'AddTags',
      'RemoveTags',
    ],
    deletions: ['DeleteDomain', 'DeleteElasticsearchDomain'],
    resources: ({ requestParameters }) =>
      named(
        textAt(requestParameters, 'domainName') ??
          nameIn(arnAt(requestParameters, 'aRN') ?? arnAt(requestParameters, 'arn')),
      ),
    stub: ([DomainName = ''], account, region) => ({
      properties: { DomainName, Arn: arnOf(DomainName, account, region) },
    }),
  },
});

async function statusesOf(
  items: readonly Item[],
  { client, signal }: Context,
): Promise<readonly DomainStatus[]> {
  const DomainNames = items.map(({ DomainName }) => DomainName);
  const command = new DescribeDomainsCommand({ DomainNames });
  const { DomainStatusList = [] } = await client.send(command, { abortSignal: signal });
  return DomainStatusList;
}

async function describeOne(
  DomainName: string,
  { client, signal }: Context,
): Promise<BatchAnswer<object>> {
  try {
    const command = new DescribeDomainCommand({ DomainName });
    const { DomainStatus } = await client.send(command, { abortSignal: signal });
    return answerOf(answered(DomainStatus, DomainName));
  } catch (error) {
    signal.throwIfAborted();
    return { id: DomainName, error };
  }
}

/** A domain as AWS describes it, plus CloudFormation's names. */
function answerOf(status: DomainStatus): BatchAnswer<object> {
  const { AccessPolicies, ...rest } = status;
  const value = {
    ...rest,
    Id: status.DomainId,
    Arn: status.ARN,
    DomainArn: status.ARN,
    DomainEndpoint: status.Endpoint,
    DomainEndpointV2: status.EndpointV2,
    DomainEndpoints: status.Endpoints,
    // CloudFormation has the policy as an object, or no policy.
    ...(AccessPolicies !== undefined &&
      AccessPolicies !== '' && { AccessPolicies: jsonDocument(AccessPolicies) }),
  };
  return { id: status.DomainName ?? '', value };
}

function arnOf(name: string, { partition, id }: Account, region: string): string {
  return `arn:${partition}:es:${region}:${id}:domain/${name}`;
}

/** Other resources of the service have tags too, by ARN. */
function nameIn(arn: string | undefined): string | undefined {
  return arn?.split(':domain/')[1];
}

function isNamed(domain: DomainInfo): domain is Item {
  return domain.DomainName !== undefined;
}
