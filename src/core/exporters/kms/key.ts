import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  paginateListAliases,
  paginateListKeys,
  paginateListResourceTags,
} from '@aws-sdk/client-kms';
import type {
  AliasListEntry,
  GetKeyRotationStatusResponse,
  KeyMetadata,
} from '@aws-sdk/client-kms';
import { z } from 'zod';
import type { Account } from '../../../aws/account.ts';
import type { ActionContext } from '../../actions/action.ts';
import { answered } from '../../actions/missing-answer.ts';
import { paged } from '../../actions/paged.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { taggingPages } from '../../actions/tagging-pages.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList, time } from '../fields.ts';
import { jsonDocument } from '../json-document.ts';
import { textAt, type CloudTrailCall } from '../live-event.ts';

/** The maximum page size of ListKeys. */
const KEYS_PER_PAGE = 1_000;
/** The maximum page size of ListAliases. */
const ALIASES_PER_PAGE = 100;

type Context = ActionContext<KMSClient>;

/** The fields of AWS's own types, and CloudFormation's names. */
type Source = Omit<KeyMetadata, 'CustomerMasterKeySpec'> &
  Omit<GetKeyRotationStatusResponse, 'KeyId'> & {
    CustomerMasterKeySpec: string; // deprecated, but still returned
    EnableKeyRotation: boolean;
    KeyPolicy: object;
    Aliases: readonly AliasListEntry[];
    Tags: readonly object[];
  };

const Properties = z.object({
  KeyId: z.string(),
  Arn: z.string(),
  AWSAccountId: z.string().optional(),
  Description: z.string().optional(),
  Enabled: z.boolean().optional(),
  KeyState: z.string().optional(),
  KeyManager: z.string().optional(),
  KeyUsage: z.string().optional(),
  KeySpec: z.string().optional(),
  CustomerMasterKeySpec: z.string().optional(),
  Origin: z.string().optional(),
  MultiRegion: z.boolean().optional(),
  MultiRegionConfiguration: structure.optional(),
  CreationDate: time.optional(),
  DeletionDate: time.optional(),
  PendingDeletionWindowInDays: z.number().int().optional(),
  ValidTo: time.optional(),
  ExpirationModel: z.string().optional(),
  CustomKeyStoreId: z.string().optional(),
  CloudHsmClusterId: z.string().optional(),
  XksKeyConfiguration: structure.optional(),
  CurrentKeyMaterialId: z.string().optional(),
  EncryptionAlgorithms: z.array(z.string()).optional(),
  SigningAlgorithms: z.array(z.string()).optional(),
  KeyAgreementAlgorithms: z.array(z.string()).optional(),
  EncapsulationAlgorithms: z.array(z.string()).optional(),
  MacAlgorithms: z.array(z.string()).optional(),
  EnableKeyRotation: z.boolean().optional(),
  KeyRotationEnabled: z.boolean().optional(),
  RotationPeriodInDays: z.number().int().optional(),
  NextRotationDate: time.optional(),
  OnDemandRotationStartDate: time.optional(),
  KeyPolicy: structure.optional(),
  Aliases: structureList.optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

/** A key's policy may deny this even to a role that reads all other keys: only that key has a gap. */
const DescribeKey = perItem({
  name: 'DescribeKeyAction',
  permissions: ['kms:DescribeKey'],
  async call(KeyId: string, { client, signal }: Context): Promise<object> {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }), {
      abortSignal: signal,
    });
    return answered(KeyMetadata, KeyId);
  },
});

/** Undefined for keys that cannot be rotated. Both CloudFormation's and AWS's names are set. */
const GetKeyRotationStatus = perItem({
  name: 'GetKeyRotationStatusAction',
  permissions: ['kms:GetKeyRotationStatus'],
  adds: [
    'EnableKeyRotation',
    'KeyRotationEnabled',
    'RotationPeriodInDays',
    'NextRotationDate',
    'OnDemandRotationStartDate',
  ],
  async call(KeyId: string, { client, signal }: Context) {
    const command = new GetKeyRotationStatusCommand({ KeyId });
    const answer = await client.send(command, { abortSignal: signal });
    return {
      EnableKeyRotation: answer.KeyRotationEnabled,
      KeyRotationEnabled: answer.KeyRotationEnabled,
      RotationPeriodInDays: answer.RotationPeriodInDays,
      NextRotationDate: answer.NextRotationDate,
      OnDemandRotationStartDate: answer.OnDemandRotationStartDate,
    };
  },
});

/** A key has one policy, `default`. */
const GetKeyPolicy = perItem({
  name: 'GetKeyPolicyAction',
  permissions: ['kms:GetKeyPolicy'],
  adds: ['KeyPolicy'],
  async call(KeyId: string, { client, signal }: Context) {
    const command = new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' });
    const { Policy } = await client.send(command, { abortSignal: signal });
    return { KeyPolicy: jsonDocument(Policy) };
  },
});

/** The aliases of the whole region: a key's may be on several pages. */
const ListAliases = paged({
  name: 'ListAliasesAction',
  permissions: ['kms:ListAliases'],
  adds: ['Aliases'],
  size: ALIASES_PER_PAGE,
  idOf: (keyId: string) => keyId,
  async *pages(_, context: Context) {
    const byKey = new Map<string, { Aliases: AliasListEntry[] }>();
    const input = { Limit: ALIASES_PER_PAGE };
    for await (const { Aliases = [] } of sdkPages(paginateListAliases, context, input)) {
      for (const alias of Aliases) {
        const { TargetKeyId = '' } = alias; // AWS lists reserved aliases of keys that do not exist yet
        const known = byKey.get(TargetKeyId);
        if (known === undefined) byKey.set(TargetKeyId, { Aliases: [alias] });
        else known.Aliases.push(alias);
      }
    }
    yield [...byKey];
  },
  absent: () => ({ Aliases: [] }),
  single: perItem({
    name: 'ListAliasesAction',
    permissions: ['kms:ListAliases'],
    async call(KeyId: string, context: Context) {
      const found: AliasListEntry[] = [];
      const input = { KeyId, Limit: ALIASES_PER_PAGE };
      for await (const { Aliases = [] } of sdkPages(paginateListAliases, context, input))
        found.push(...Aliases);
      return { Aliases: found };
    },
  }),
});

const ListResourceTags = perItem({
  name: 'ListResourceTagsAction',
  permissions: ['kms:ListResourceTags'],
  async call(KeyId: string, context: Context) {
    const found: { Key: string; Value: string }[] = [];
    for await (const { Tags = [] } of sdkPages(paginateListResourceTags, context, { KeyId }))
      found.push(
        ...Tags.map(({ TagKey = '', TagValue = '' }) => ({ Key: TagKey, Value: TagValue })),
      );
    return { Tags: found };
  },
});

/** Reads the tags of a hundred keys per call if allowed, otherwise key by key, with the same result. */
const KeyTags = taggingPages({
  name: 'ListResourceTagsAction',
  adds: ['Tags'],
  resourceType: 'kms:key',
  arnOf: (keyId: string, { account, region }: Context) => arnOf(keyId, account, region),
  fallback: ListResourceTags,
});

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html */
export const KmsKey = defineKind({
  kind: 'AWS::KMS::Key',
  title: 'KMS key',
  reach: 'regional',
  client: KMSClient,
  properties: Properties,
  primaryIdentifier: ['KeyId'],
  entity: {
    blueprint: 'kmsKey',
    identifier: 'Arn', // replicas of a key have the same id in several regions
    title: { jq: '.Properties.Aliases[0]?.AliasName // .Properties.KeyId' },
    properties: [
      'Description',
      'KeyState',
      'KeyManager',
      'KeySpec',
      'KeyUsage',
      'MultiRegion',
      'CreationDate',
      'Tags',
    ],
  },
  list: {
    operation: 'ListKeys',
    permissions: ['kms:ListKeys'],
    pageSize: KEYS_PER_PAGE,
    pages: (context) => sdkPages(paginateListKeys, context, { Limit: KEYS_PER_PAGE }),
    items: (page) => page.Keys?.flatMap(({ KeyId }) => KeyId ?? []),
  },
  get: {
    identifiers: ['KeyId'],
    arn: /^kms:key\/(?<KeyId>[^/]+)$/,
    of: (keyId) => [keyId],
    find: ([keyId = '']) => keyId,
  },
  idOf: (keyId) => keyId,
  listed: (keyId, { account, region }) => ({ KeyId: keyId, Arn: arnOf(keyId, account, region) }),
  errors: {
    notFound: ['NotFoundException'],
    // The rotation of a key that is asymmetric, imported or in a custom key store.
    notConfigured: ['UnsupportedOperationException'],
  },
  actions: {
    defaults: [DescribeKey],
    options: [GetKeyRotationStatus, GetKeyPolicy, ListAliases, KeyTags],
  },
  liveEvents: {
    source: 'kms.amazonaws.com',
    events: [
      'CreateKey',
      'EnableKey',
      'DisableKey',
      'UpdateKeyDescription',
      'PutKeyPolicy',
      'EnableKeyRotation',
      'DisableKeyRotation',
      'RotateKeyOnDemand',
      'ImportKeyMaterial',
      'DeleteImportedKeyMaterial',
      'UpdatePrimaryRegion',
      'CreateAlias',
      'UpdateAlias',
      'DeleteAlias',
      'ScheduleKeyDeletion',
      'CancelKeyDeletion',
      'TagResource',
      'UntagResource',
    ],
    // A key scheduled for deletion still exists. Its final deletion has no call and no record.
    deletions: [],
    resources: changedKeys,
    stub: ([KeyId = ''], account, region) => ({
      properties: { KeyId, Arn: arnOf(KeyId, account, region) },
    }),
  },
});

function arnOf(keyId: string, { partition, id }: Account, region: string): string {
  return `arn:${partition}:kms:${region}:${id}:key/${keyId}`;
}

/**
 * The key in a record, by id or ARN. Most records have it among the response elements, although the
 * operations do not return it.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html
 */
function changedKeys({
  requestParameters,
  responseElements,
}: CloudTrailCall): readonly (readonly string[])[] {
  const names = [
    textAt(responseElements, 'keyId'),
    textAt(responseElements, 'keyMetadata', 'keyId'),
    textAt(requestParameters, 'keyId'),
    textAt(requestParameters, 'targetKeyId'),
  ].flatMap((name) => (name === undefined ? [] : name.slice(name.lastIndexOf('/') + 1)));
  return [...new Set(names)].map((id) => [id]);
}
