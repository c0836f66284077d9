import type {
  DescribeKeyResponse,
  GetKeyPolicyResponse,
  GetKeyRotationStatusResponse,
  ListAliasesResponse,
  ListKeysResponse,
  ListResourceTagsResponse,
} from '@aws-sdk/client-kms';
import type { Place } from '../../simulation/place.ts';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html */
export const key: SimulatedKind = {
  kind: 'AWS::KMS::Key',
  client: () => import('@aws-sdk/client-kms'),
  gone: 'NotFoundException',
  tagged: 'kms:key',
  calls: {
    'kms:ListKeys': { most: 1_000, unasked: 100 },
    'kms:DescribeKey': { of: { KeyId: ['KeyId', 'Arn'] } },
    'kms:GetKeyRotationStatus': {
      of: { KeyId: ['KeyId', 'Arn'] },
      unset: 'UnsupportedOperationException',
    },
    'kms:GetKeyPolicy': { of: { KeyId: ['KeyId', 'Arn'] }, takes: { PolicyName: ['default'] } },
    'kms:ListAliases': {
      most: 100,
      unasked: 50,
      takes: { KeyId: [] },
      where: (place, { KeyId }) => KeyId === undefined || KeyId === place.uuid(),
    },
    'kms:ListResourceTags': { of: { KeyId: ['KeyId', 'Arn'] }, pagesOf: 50 },
  },
  at(place) {
    const { accountId: AWSAccountId, region, n } = place;
    const { KeyId, Arn } = keyAt(place);
    const draw = place.draw();
    const CreationDate = place.time();
    const isAwsManaged = n % 6 === 5;
    const isSigning = n % 4 === 3 && !isAwsManaged;
    const isEnabled = n === 0 || draw % 7 !== 0;
    const Description = isAwsManaged ? 'Default key that protects my data' : `Orders ${draw % 99}`;
    const metadata = {
      AWSAccountId,
      KeyId,
      Arn,
      CreationDate,
      Enabled: isEnabled,
      Description,
      KeyUsage: isSigning ? ('SIGN_VERIFY' as const) : ('ENCRYPT_DECRYPT' as const),
      KeyState: isEnabled ? ('Enabled' as const) : ('Disabled' as const),
      Origin: 'AWS_KMS' as const,
      KeyManager: isAwsManaged ? ('AWS' as const) : ('CUSTOMER' as const),
      CustomerMasterKeySpec: isSigning
        ? ('ECC_NIST_P256' as const)
        : ('SYMMETRIC_DEFAULT' as const),
      KeySpec: isSigning ? ('ECC_NIST_P256' as const) : ('SYMMETRIC_DEFAULT' as const),
      MultiRegion: false,
    };
    const isRotated = isAwsManaged || place.oneIn(2, 'rotated');
    const isRotatedNow = place.oneIn(9, 'rotated now');
    const NextRotationDate = place.time('next rotation');
    const OnDemandRotationStartDate = place.time('on demand');
    const statement = {
      Sid: 'Enable IAM User Permissions',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${AWSAccountId}:root` },
      Action: 'kms:*',
      Resource: '*',
    };
    const Policy = { Version: '2012-10-17', Id: 'key-default', Statement: [statement] };
    const AliasName = isAwsManaged ? `alias/aws/service-${n}` : `alias/orders-${n}`;
    const alias = {
      AliasName,
      AliasArn: `arn:aws:kms:${region}:${AWSAccountId}:${AliasName}`,
      TargetKeyId: KeyId,
      CreationDate,
      LastUpdatedDate: CreationDate,
    };
    const hasAlias = isAwsManaged || place.oneIn(2, 'alias');
    const Tags = isAwsManaged ? [] : place.tags();
    return {
      names: { KeyId, Arn },
      tags: Tags,
      replies: {
        'kms:ListKeys': () => ({ Keys: [{ KeyId, KeyArn: Arn }] }) satisfies ListKeysResponse,
        'kms:DescribeKey': () =>
          ({
            KeyMetadata: {
              ...metadata,
              ...(isSigning
                ? { SigningAlgorithms: ['ECDSA_SHA_256'] }
                : { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] }),
            },
          }) satisfies DescribeKeyResponse,
        'kms:GetKeyRotationStatus': () =>
          isSigning
            ? undefined
            : ({
                KeyId,
                KeyRotationEnabled: isRotated,
                ...(isRotated && { RotationPeriodInDays: 365, NextRotationDate }),
                ...(isRotatedNow && { OnDemandRotationStartDate }),
              } satisfies GetKeyRotationStatusResponse),
        'kms:GetKeyPolicy': () =>
          ({
            Policy: JSON.stringify(Policy),
            PolicyName: 'default',
          }) satisfies GetKeyPolicyResponse,
        'kms:ListAliases': () =>
          ({ Aliases: hasAlias ? [alias] : [] }) satisfies ListAliasesResponse,
        'kms:ListResourceTags': () =>
          ({
            Tags: Tags.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value })),
          }) satisfies ListResourceTagsResponse,
      },
      items: () => [
        {
          identifiers: [KeyId],
          trails: [
            { responseElements: { keyMetadata: { keyId: KeyId, arn: Arn, enabled: true } } },
            { requestParameters: { keyId: KeyId }, responseElements: { keyId: Arn } },
            { requestParameters: { keyId: Arn } },
            { requestParameters: { aliasName: AliasName, targetKeyId: KeyId } },
            { requestParameters: { aliasName: AliasName }, responseElements: { keyId: Arn } },
          ],
          properties: {
            AWSAccountId,
            KeyId,
            Arn,
            CreationDate,
            Enabled: isEnabled,
            Description,
            KeyUsage: isSigning ? 'SIGN_VERIFY' : 'ENCRYPT_DECRYPT',
            KeyState: isEnabled ? 'Enabled' : 'Disabled',
            Origin: 'AWS_KMS',
            KeyManager: isAwsManaged ? 'AWS' : 'CUSTOMER',
            CustomerMasterKeySpec: isSigning ? 'ECC_NIST_P256' : 'SYMMETRIC_DEFAULT',
            KeySpec: isSigning ? 'ECC_NIST_P256' : 'SYMMETRIC_DEFAULT',
            MultiRegion: false,
            ...(isSigning
              ? { SigningAlgorithms: ['ECDSA_SHA_256'] }
              : { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'] }),
            ...(!isSigning && { EnableKeyRotation: isRotated, KeyRotationEnabled: isRotated }),
            ...(!isSigning && isRotated && { RotationPeriodInDays: 365, NextRotationDate }),
            ...(!isSigning && isRotatedNow && { OnDemandRotationStartDate }),
            KeyPolicy: {
              Version: '2012-10-17',
              Id: 'key-default',
              Statement: [
                {
                  Sid: 'Enable IAM User Permissions',
                  Effect: 'Allow',
                  Principal: { AWS: `arn:aws:iam::${AWSAccountId}:root` },
                  Action: 'kms:*',
                  Resource: '*',
                },
              ],
            },
            Aliases: hasAlias ? [{ ...alias }] : [],
            Tags,
          },
          model: {
            Identifier: KeyId,
            Properties: {
              KeyId,
              Arn,
              Description,
              Enabled: isEnabled,
              KeyUsage: isSigning ? 'SIGN_VERIFY' : 'ENCRYPT_DECRYPT',
              KeySpec: isSigning ? 'ECC_NIST_P256' : 'SYMMETRIC_DEFAULT',
              Origin: 'AWS_KMS',
              MultiRegion: false,
              ...(!isSigning && { EnableKeyRotation: isRotated }),
              KeyPolicy: {
                Version: '2012-10-17',
                Id: 'key-default',
                Statement: [
                  {
                    Sid: 'Enable IAM User Permissions',
                    Effect: 'Allow',
                    Principal: { AWS: `arn:aws:iam::${AWSAccountId}:root` },
                    Action: 'kms:*',
                    Resource: '*',
                  },
                ],
              },
              ...(Tags.length > 0 && { Tags }),
            },
          },
        },
      ],
    };
  },
};

/** The identifiers of a key, also in other kinds. */
export function keyAt(place: Place): { readonly KeyId: string; readonly Arn: string } {
  const KeyId = place.uuid();
  return { KeyId, Arn: `arn:aws:kms:${place.region}:${place.accountId}:key/${KeyId}` };
}
