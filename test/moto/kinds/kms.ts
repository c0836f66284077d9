import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
} from '@aws-sdk/client-kms';
import { owner, type KindContract } from '../contract.ts';
import { given } from '../given.ts';

export const kmsKey: KindContract = {
  kind: 'AWS::KMS::Key',
  reach: 'region',
  key: ['KeyId'],
  async seed(place) {
    const kms = place.of(KMSClient);
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({
        Description: 'Orders',
        Tags: [
          { TagKey: 'team', TagValue: 'orders' },
          { TagKey: 'Cost Centre', TagValue: '42' },
        ],
      }),
    );
    const KeyId = given(KeyMetadata?.KeyId, 'key');
    await kms.send(new EnableKeyRotationCommand({ KeyId }));
    for (const AliasName of ['alias/orders', 'alias/orders-2'])
      await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: KeyId }));
    await kms.send(new CreateKeyCommand({ KeyUsage: 'SIGN_VERIFY', KeySpec: 'ECC_NIST_P256' }));
    await kms.send(new CreateKeyCommand({}));
  },
  async *expected(place) {
    const kms = place.of(KMSClient);
    const { Keys = [] } = await kms.send(new ListKeysCommand({}));
    for (const { KeyId = '' } of Keys) {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
      const { KeyRotationEnabled } = await kms.send(new GetKeyRotationStatusCommand({ KeyId }));
      const { Policy = '' } = await kms.send(
        new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }),
      );
      const { Aliases = [] } = await kms.send(new ListAliasesCommand({ KeyId }));
      const { Tags = [] } = await kms.send(new ListResourceTagsCommand({ KeyId }));
      yield {
        properties: {
          ...KeyMetadata,
          EnableKeyRotation: KeyRotationEnabled,
          KeyRotationEnabled,
          KeyPolicy: JSON.parse(Policy) as unknown,
          Aliases,
          Tags: Tags.map(({ TagKey, TagValue }) => ({ Key: TagKey, Value: TagValue })),
        },
        context: { ...owner(place), Identifier: KeyId },
      };
    }
  },
  identifiers: ({ properties }) => [String(properties['KeyId'])],
  missing: () => ['00000000-0000-4000-8000-000000000000'],
};
