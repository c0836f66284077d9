import {
  CloudFrontClient,
  CreateDistributionWithTagsCommand,
  GetDistributionCommand,
  ListDistributionsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudfront';
import { asCloudFormation } from '../../../src/core/exporters/cloudfront/distribution-config.ts';
import { owner, TAGS, type KindContract } from '../contract.ts';
import { given } from '../given.ts';

export const cloudFrontDistribution: KindContract = {
  kind: 'AWS::CloudFront::Distribution',
  reach: 'account',
  key: ['Id'],
  async seed(place) {
    if (place.region !== 'us-east-1') return; // distributions are global
    const cloudFront = place.of(CloudFrontClient);
    for (const [name, Items] of [
      ['orders', [...TAGS]],
      ['bare', []],
    ] as const)
      await cloudFront.send(
        new CreateDistributionWithTagsCommand({
          DistributionConfigWithTags: {
            DistributionConfig: {
              CallerReference: name,
              Comment: `Orders & ${name}`,
              Enabled: true,
              Aliases: { Quantity: 1, Items: [`${name}.example.com`] },
              Origins: {
                Quantity: 1,
                Items: [
                  {
                    Id: 'site',
                    DomainName: `${name}.s3.amazonaws.com`,
                    S3OriginConfig: { OriginAccessIdentity: '' },
                  },
                ],
              },
              DefaultCacheBehavior: {
                TargetOriginId: 'site',
                ViewerProtocolPolicy: 'redirect-to-https',
                CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
              },
            },
            Tags: { Items: [...Items] },
          },
        }),
      );
  },
  async *expected(place) {
    const cloudFront = place.of(CloudFrontClient);
    const { DistributionList } = await cloudFront.send(new ListDistributionsCommand({}));
    for (const summary of DistributionList?.Items ?? []) {
      const { Id = '', ARN } = summary;
      const answer = await cloudFront.send(new GetDistributionCommand({ Id }));
      const distribution = given(answer.Distribution, 'distribution');
      const { Tags } = await cloudFront.send(new ListTagsForResourceCommand({ Resource: ARN }));
      yield {
        properties: {
          ...summary,
          ActiveTrustedKeyGroups: distribution.ActiveTrustedKeyGroups,
          ActiveTrustedSigners: distribution.ActiveTrustedSigners,
          InProgressInvalidationBatches: distribution.InProgressInvalidationBatches,
          // Its form has a test of its own.
          DistributionConfig: asCloudFormation(
            given(distribution.DistributionConfig, 'configuration'),
          ),
          Tags: Tags?.Items ?? [],
        },
        context: { ...owner(place), Identifier: Id },
      };
    }
  },
  identifiers: ({ properties }) => [String(properties['Id'])],
  missing: () => ['E00000000000000'],
};
