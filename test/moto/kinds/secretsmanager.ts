import {
  CreateSecretCommand,
  DescribeSecretCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { owner, pages, range, TAGS, without, type KindContract } from '../contract.ts';

export const secretsManagerSecret: KindContract = {
  kind: 'AWS::SecretsManager::Secret',
  reach: 'region',
  key: ['ARN'],
  async seed(place) {
    const secrets = place.of(SecretsManagerClient);
    await secrets.send(
      new CreateSecretCommand({
        Name: 'orders/database',
        Description: 'Database of orders',
        KmsKeyId: `arn:aws:kms:${place.region}:${place.accountId}:key/orders`,
        SecretString: 'never read',
        Tags: [...TAGS],
        AddReplicaRegions: [{ Region: 'eu-central-1' }],
      }),
    );
    for (const index of range(place.isLarge ? 105 : 1))
      await secrets.send(
        new CreateSecretCommand({ Name: `more-${index}`, SecretString: 'never read' }),
      );
  },
  async *expected(place) {
    const secrets = place.of(SecretsManagerClient);
    const lists = pages(
      (NextToken) => secrets.send(new ListSecretsCommand({ NextToken })),
      (page) => page.NextToken,
    );
    for await (const { SecretList = [] } of lists) {
      for (const { ARN } of SecretList) {
        const described = await secrets.send(new DescribeSecretCommand({ SecretId: ARN }));
        const { ReplicationStatus = [], VersionIdsToStages } = described;
        yield {
          properties: {
            ...without({ ...described }, '$metadata', 'VersionIdsToStages'),
            Id: ARN,
            SecretVersionsToStages: VersionIdsToStages,
            ReplicationStatus,
            ReplicaRegions: ReplicationStatus.map(({ Region, KmsKeyId }) => ({ Region, KmsKeyId })),
            Tags: described.Tags ?? [],
          },
          context: { ...owner(place), Identifier: ARN },
        };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['ARN'])],
  missing: ({ region, accountId }) => [
    `arn:aws:secretsmanager:${region}:${accountId}:secret:not-there-AbCdEf`,
  ],
};
