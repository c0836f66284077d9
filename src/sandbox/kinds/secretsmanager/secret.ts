import type { DescribeSecretResponse, ListSecretsResponse } from '@aws-sdk/client-secrets-manager';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { keyAt } from '../kms/key.ts';

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html */
export const secret: SimulatedKind = {
  kind: 'AWS::SecretsManager::Secret',
  client: () => import('@aws-sdk/client-secrets-manager'),
  gone: 'ResourceNotFoundException',
  calls: {
    'secretsmanager:ListSecrets': { most: 100 },
    'secretsmanager:DescribeSecret': { of: { SecretId: ['ARN', 'Name'] } },
  },
  at(place) {
    const { accountId, region, n } = place;
    const draw = place.draw();
    const Name = `orders/database-${n}`;
    const ARN = `arn:aws:secretsmanager:${region}:${accountId}:secret:${Name}-A${place.hex(5)}`;
    const CreatedDate = place.time();
    const LastChangedDate = place.time('changed');
    const LastAccessedDate = place.time('accessed');
    const isDescribed = place.oneIn(2, 'description');
    const Description = `Database of orders ${draw % 99}`;
    const hasKey = place.oneIn(2, 'key');
    const keys = place.count('AWS::KMS::Key');
    const KmsKeyId = keyAt(place.beside('AWS::KMS::Key', keys === 0 ? n : n % keys)).Arn;
    const isRotated = place.oneIn(3, 'rotated');
    const RotationLambdaARN = `arn:aws:lambda:${region}:${accountId}:function:rotate`;
    const LastRotatedDate = place.time('rotated');
    const NextRotationDate = place.time('next rotation');
    const isReplicated = place.oneIn(4, 'replicated');
    const replica = {
      Region: 'eu-central-1',
      KmsKeyId: 'alias/aws/secretsmanager',
    };
    const versionId = place.uuid('version');
    const isPartners = place.oneIn(9, 'partner');
    const ExternalSecretRotationRoleArn = `arn:aws:iam::${accountId}:role/rotate`;
    const Tags = place.tags();
    const common = {
      ARN,
      Name,
      ...(isDescribed && { Description }),
      ...(hasKey && { KmsKeyId }),
      ...(isRotated && {
        RotationEnabled: true,
        RotationLambdaARN,
        RotationRules: { AutomaticallyAfterDays: 30, Duration: '2h' },
        LastRotatedDate,
        NextRotationDate,
      }),
      ...(isPartners && {
        Type: 'SalesforceClientSecret',
        ExternalSecretRotationMetadata: [{ Key: 'consumerKey', Value: 'never to be seen' }],
        ExternalSecretRotationRoleArn,
      }),
      ...(isReplicated && { PrimaryRegion: region }),
      CreatedDate,
      LastChangedDate,
      LastAccessedDate,
      ...(Tags.length > 0 && { Tags }),
    };
    return {
      names: { ARN, Name },
      replies: {
        'secretsmanager:ListSecrets': () =>
          ({
            SecretList: [{ ...common, SecretVersionsToStages: { [versionId]: ['AWSCURRENT'] } }],
          }) satisfies ListSecretsResponse,
        'secretsmanager:DescribeSecret': () =>
          ({
            ...common,
            VersionIdsToStages: { [versionId]: ['AWSCURRENT'] },
            ...(isReplicated && { ReplicationStatus: [{ ...replica, Status: 'InSync' }] }),
          }) satisfies DescribeSecretResponse,
      },
      items: () => [
        {
          identifiers: [ARN],
          trails: [
            { requestParameters: { name: Name }, responseElements: { arn: ARN, name: Name } },
            { requestParameters: { secretId: Name }, responseElements: { aRN: ARN, name: Name } },
            { requestParameters: { secretId: ARN } },
          ],
          properties: {
            Id: ARN,
            ARN,
            Name,
            ...(isDescribed && { Description }),
            ...(hasKey && { KmsKeyId }),
            ...(isRotated && {
              RotationEnabled: true,
              RotationLambdaARN,
              RotationRules: { AutomaticallyAfterDays: 30, Duration: '2h' },
              LastRotatedDate,
              NextRotationDate,
            }),
            ...(isPartners && { Type: 'SalesforceClientSecret', ExternalSecretRotationRoleArn }),
            ...(isReplicated && { PrimaryRegion: region }),
            CreatedDate,
            LastChangedDate,
            LastAccessedDate,
            SecretVersionsToStages: { [versionId]: ['AWSCURRENT'] },
            ReplicaRegions: isReplicated ? [{ ...replica }] : [],
            ReplicationStatus: isReplicated ? [{ ...replica, Status: 'InSync' }] : [],
            Tags,
          },
          model: {
            Identifier: ARN,
            Properties: {
              Id: ARN,
              Name,
              ...(isDescribed && { Description }),
              ...(hasKey && { KmsKeyId }),
              ...(isPartners && { Type: 'SalesforceClientSecret' }),
              ...(isReplicated && { ReplicaRegions: [{ ...replica }] }),
              Tags,
            },
          },
        },
      ],
    };
  },
};
