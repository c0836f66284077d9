import {
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  GetHostedZoneCommand,
  ListHostedZonesCommand,
  ListTagsForResourceCommand,
  Route53Client,
  type HostedZone,
  type VPCRegion,
} from '@aws-sdk/client-route-53';
import { owner, pages, range, TAGS, type KindContract } from '../contract.ts';
import { given } from '../given.ts';
import { defaultNetwork } from './network.ts';

function bareId(id: string | undefined): string {
  return given(id, 'id').split('/').at(-1) ?? '';
}

export const route53HostedZone: KindContract = {
  kind: 'AWS::Route53::HostedZone',
  reach: 'account',
  key: ['Id'],
  async seed(place) {
    if (place.region !== 'us-east-1') return; // zones are global
    const route53 = place.of(Route53Client);
    const { vpcId: VPCId } = await defaultNetwork(place);
    const create = async (Name: string, isPrivate: boolean): Promise<HostedZone> => {
      const { HostedZone: zone } = await route53.send(
        new CreateHostedZoneCommand({
          Name,
          CallerReference: Name,
          HostedZoneConfig: { Comment: `Orders & ${Name}`, PrivateZone: isPrivate },
          ...(isPrivate && { VPC: { VPCRegion: place.region as VPCRegion, VPCId } }),
        }),
      );
      return given(zone, 'zone');
    };
    const { Id } = await create('orders.example.com', false);
    await route53.send(
      new ChangeTagsForResourceCommand({
        ResourceType: 'hostedzone',
        ResourceId: bareId(Id),
        AddTags: [...TAGS],
      }),
    );
    await create('internal.example.com', true);
    // With these, reading tags needs more than one call.
    for (const index of range(10)) await create(`more-${index}.example.com`, false);
  },
  async *expected(place) {
    const route53 = place.of(Route53Client);
    const lists = pages(
      (Marker) => route53.send(new ListHostedZonesCommand({ Marker })),
      (page) => page.NextMarker,
    );
    for await (const { HostedZones = [] } of lists) {
      for (const zone of HostedZones) {
        const Id = bareId(zone.Id);
        const { DelegationSet, VPCs } = await route53.send(new GetHostedZoneCommand({ Id }));
        const { ResourceTagSet } = await route53.send(
          new ListTagsForResourceCommand({ ResourceType: 'hostedzone', ResourceId: Id }),
        );
        const Tags = ResourceTagSet?.Tags ?? [];
        yield {
          properties: {
            ...zone,
            Id,
            ...(zone.Config?.Comment !== undefined && {
              HostedZoneConfig: { Comment: zone.Config.Comment },
            }),
            ...(DelegationSet !== undefined && { DelegationSet }),
            ...(DelegationSet?.Id !== undefined && { DelegationSetId: bareId(DelegationSet.Id) }),
            NameServers: DelegationSet?.NameServers ?? [],
            VPCs: VPCs ?? [],
            HostedZoneTags: Tags,
            Tags,
          },
          context: { ...owner(place), Identifier: Id },
        };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['Id'])],
  missing: () => ['Z0000000000000'],
};
