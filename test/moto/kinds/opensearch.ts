import {
  CreateDomainCommand,
  DescribeDomainCommand,
  ListDomainNamesCommand,
  ListTagsCommand,
  OpenSearchClient,
} from '@aws-sdk/client-opensearch';
import { owner, range, TAGS, type KindContract } from '../contract.ts';
import { given } from '../given.ts';
import { defaultNetwork } from './network.ts';

export const openSearchDomain: KindContract = {
  kind: 'AWS::OpenSearchService::Domain',
  reach: 'region',
  key: ['DomainName'],
  async seed(place) {
    const openSearch = place.of(OpenSearchClient);
    const { subnetIds, securityGroupId } = await defaultNetwork(place);
    await openSearch.send(
      new CreateDomainCommand({
        DomainName: 'orders',
        EngineVersion: 'OpenSearch_2.11',
        ClusterConfig: { InstanceType: 'r6g.large.search', InstanceCount: 3 },
        EBSOptions: { EBSEnabled: true, VolumeType: 'gp3', VolumeSize: 100 },
        AccessPolicies: JSON.stringify({ Version: '2012-10-17', Statement: [] }),
        VPCOptions: { SubnetIds: subnetIds.slice(0, 1), SecurityGroupIds: [securityGroupId] },
        EncryptionAtRestOptions: { Enabled: true, KmsKeyId: 'alias/orders' },
        TagList: [...TAGS],
      }),
    );
    // More than fit into one call.
    const more = place.isLarge ? 11 : 1;
    for (const index of range(more))
      await openSearch.send(new CreateDomainCommand({ DomainName: `more-${index}` }));
  },
  async *expected(place) {
    const openSearch = place.of(OpenSearchClient);
    const { DomainNames = [] } = await openSearch.send(new ListDomainNamesCommand({}));
    for (const { DomainName } of DomainNames) {
      const answer = await openSearch.send(new DescribeDomainCommand({ DomainName }));
      const { AccessPolicies, ...status } = given(answer.DomainStatus, 'domain');
      const { ARN } = status;
      const { TagList = [] } = await openSearch.send(new ListTagsCommand({ ARN }));
      yield {
        properties: {
          ...status,
          Id: status.DomainId,
          Arn: ARN,
          DomainArn: ARN,
          DomainEndpoint: status.Endpoint,
          DomainEndpointV2: status.EndpointV2,
          DomainEndpoints: status.Endpoints,
          ...(AccessPolicies !== undefined &&
            AccessPolicies !== '' && { AccessPolicies: JSON.parse(AccessPolicies) as unknown }),
          Tags: TagList,
        },
        context: { ...owner(place), Identifier: DomainName },
      };
    }
  },
  identifiers: ({ properties }) => [String(properties['DomainName'])],
  missing: () => ['not-there'],
};
