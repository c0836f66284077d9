import {
  DescribeSecretCommand,
  paginateListSecrets,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { DescribeSecretResponse, SecretListEntry } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { answered } from '../../actions/missing-answer.ts';
import { perItem } from '../../actions/per-item.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { toKey } from '../common-relations.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
import { structure, structureList, tagList, time } from '../fields.ts';
import { textAt, type CloudTrailCall } from '../live-event.ts';

/** The maximum page size of ListSecrets. */
const SECRETS_PER_PAGE = 100;

type Context = ActionContext<SecretsManagerClient>;
type Item = SecretListEntry & { readonly ARN: string };

/** The description of a secret, never its value. */
type Source = Omit<SecretListEntry, 'ExternalSecretRotationMetadata'> &
  Pick<DescribeSecretResponse, 'ReplicationStatus'> & {
    Id: string;
    ReplicaRegions: readonly object[];
  };

const Properties = z.object({
  Id: z.string(),
  ARN: z.string(),
  Name: z.string().optional(),
  Description: z.string().optional(),
  Type: z.string().optional(),
  KmsKeyId: z.string().optional(),
  OwningService: z.string().optional(),
  PrimaryRegion: z.string().optional(),
  CreatedDate: time.optional(),
  LastChangedDate: time.optional(),
  LastAccessedDate: time.optional(),
  RotationEnabled: z.boolean().optional(),
  RotationLambdaARN: z.string().optional(),
  RotationRules: structure.optional(),
  ExternalSecretRotationRoleArn: z.string().optional(),
  LastRotatedDate: time.optional(),
  NextRotationDate: time.optional(),
  DeletedDate: time.optional(),
  SecretVersionsToStages: z.record(z.string(), z.array(z.string())).optional(),
  ReplicationStatus: structureList.optional(),
  ReplicaRegions: structureList.optional(),
  Tags: tagList.optional(),
} satisfies FieldsOf<Source>);

const DescribeSecret = perItem({
  name: 'DescribeSecretAction',
  permissions: ['secretsmanager:DescribeSecret'],
  adds: ['ReplicaRegions', 'ReplicationStatus'],
  async call({ ARN }: Item, context: Context) {
    const { ReplicationStatus = [] } = await described(ARN, context);
    return {
      ReplicaRegions: ReplicationStatus.map(({ Region, KmsKeyId }) => ({ Region, KmsKeyId })),
      ReplicationStatus,
    };
  },
});

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html */
export const SecretsManagerSecret = defineKind({
  kind: 'AWS::SecretsManager::Secret',
  title: 'Secrets Manager secret',
  reach: 'regional',
  client: SecretsManagerClient,
  properties: Properties,
  primaryIdentifier: ['Id'],
  entity: {
    blueprint: 'secretsManagerSecret',
    identifier: 'ARN',
    title: 'Name',
    properties: [
      'Description',
      'RotationEnabled',
      'LastRotatedDate',
      'NextRotationDate',
      'LastChangedDate',
      'LastAccessedDate',
      'OwningService',
      'Tags',
    ],
    // Undefined for the AWS managed key, and for a key given by alias or bare id.
    relations: {
      key: toKey('KmsKeyId'),
    },
  },
  list: {
    operation: 'ListSecrets',
    permissions: ['secretsmanager:ListSecrets'],
    pageSize: SECRETS_PER_PAGE,
    // Without those that are scheduled for deletion.
    pages: (context) => sdkPages(paginateListSecrets, context, { MaxResults: SECRETS_PER_PAGE }),
    items: (page) => page.SecretList?.filter(isIdentified),
  },
  get: {
    identifiers: ['Id'],
    arn: /^secretsmanager:secret:[^:]+$/,
    of: ({ ARN }) => [ARN],
    permissions: DescribeSecret.permissions,
    async find([id = ''], context) {
      const { VersionIdsToStages, ...entry } = await described(id, context);
      // The same versions as in the listing, which uses another name.
      const secret: SecretListEntry = { ...entry, SecretVersionsToStages: VersionIdsToStages };
      return answered([secret].find(isIdentified), id);
    },
    isDeleted: ({ DeletedDate }) => DeletedDate !== undefined,
  },
  idOf: ({ ARN }) => ARN,
  listed: (secret) => ({
    ...secret,
    Id: secret.ARN,
    Tags: secret.Tags ?? [],
    ReplicationStatus: undefined, // not from a single fetch, so that only the option adds it
    ExternalSecretRotationMetadata: undefined, // its content is chosen by partners and may be confidential
  }),
  errors: { notFound: ['ResourceNotFoundException'] },
  actions: { defaults: [], options: [DescribeSecret] },
  liveEvents: {
    source: 'secretsmanager.amazonaws.com',
    events: [
      'CreateSecret',
      'UpdateSecret',
      'PutSecretValue',
      'UpdateSecretVersionStage',
      'RotateSecret',
      'CancelRotateSecret',
      'ReplicateSecretToRegions',
      'RemoveRegionsFromReplication',
      'StopReplicationToReplica',
      'RestoreSecret',
      'TagResource',
      'UntagResource',
      'DeleteSecret',
    ],
    deletions: ['DeleteSecret'],
    resources: changedSecret,
    stub: ([ARN = '']) => ({ properties: { Id: ARN, ARN } }),
  },
});

async function described(
  SecretId: string,
  { client, signal }: Context,
): Promise<DescribeSecretResponse> {
  return client.send(new DescribeSecretCommand({ SecretId }), { abortSignal: signal });
}

function isIdentified(secret: SecretListEntry): secret is Item {
  return secret.ARN !== undefined;
}

/**
 * The secret's ARN, which ends in random letters: a call by name without a response waits for the next
 * resync. Callers may also name another account's secret.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html
 */
function changedSecret({
  account,
  requestParameters,
  responseElements,
}: CloudTrailCall): readonly (readonly string[])[] {
  const arn =
    textAt(responseElements, 'arn') ??
    textAt(responseElements, 'aRN') ?? // until 2024
    textAt(requestParameters, 'secretId') ??
    '';
  const [scheme, , , , owner] = arn.split(':');
  return scheme === 'arn' && owner === account.id ? [[arn]] : [];
}
