import { describe, expect, test } from '@jest/globals';
import { loadKind } from '../../src/core/exporters/registry.ts';
import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import { readAll } from '../conformance/harness.ts';
import { exampleOf } from '../conformance/worked-example.ts';

const ACCOUNT = { id: '111122223333', name: 'own', partition: 'aws' } as const;
const OTHERS = '444455556666';
const VPC_ID = 'vpc-0a';

async function namedBy(
  kind: ObjectKind,
  record: { readonly requestParameters?: object; readonly responseElements?: object },
): Promise<readonly (readonly string[])[]> {
  const { liveEvents } = await loadKind(kind);
  return (
    liveEvents?.resources({
      account: ACCOUNT,
      region: 'eu-west-1',
      eventName: 'any',
      requestParameters: { ...record.requestParameters },
      responseElements: { ...record.responseElements },
    }) ?? []
  );
}

describe('a record that names other resources than the one that changed', () => {
  test('a rule: its group changed, and its peers did not', async () => {
    const peers = { items: [{ groups: { items: [{ groupId: 'sg-0b', userId: OTHERS }] } }] };

    const named = await namedBy('AWS::EC2::SecurityGroup', {
      requestParameters: { groupId: 'sg-0a', ipPermissions: peers },
      responseElements: {
        securityGroupRuleSet: {
          items: [{ groupId: 'sg-0a', referencedGroupInfo: { groupId: 'sg-0b' } }],
        },
      },
    });

    expect(named).toEqual([['sg-0a']]);
  });

  test('a copy: the new snapshot, and not the one it is of', async () => {
    const named = await namedBy('AWS::EC2::Snapshot', {
      requestParameters: { sourceSnapshotId: 'snap-0a', sourceRegion: 'us-east-1' },
      responseElements: { snapshotId: 'snap-0b' },
    });

    expect(named).toEqual([['snap-0b']]);
  });

  test('a load balancer of another account or region', async () => {
    const of = (region: string, account: string): string =>
      `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/app/shop/50dc6c495c0c9188`;

    const named = await namedBy('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      requestParameters: {
        resourceArns: [
          of('eu-west-1', ACCOUNT.id),
          of('eu-west-1', OTHERS),
          of('us-east-1', ACCOUNT.id),
        ],
      },
    });

    expect(named).toEqual([[of('eu-west-1', ACCOUNT.id)]]);
  });
});

describe('a VPC that is shared with the account', () => {
  const option = ['DescribeNetworkAclsAction', 'DescribeSecurityGroupsAction'];

  async function readVpcOf(OwnerId: string) {
    const kind = await loadKind('AWS::EC2::VPC');
    await using served = await exampleOf('AWS::EC2::VPC').serve({
      'ec2:DescribeVpcs': () => ({ Vpcs: [{ VpcId: VPC_ID, OwnerId }] }),
    });
    return await readAll(kind, served.request(option));
  }

  test('has none of its owner’s resources, and lacks nothing', async () => {
    const { resources, gaps } = await readVpcOf(OTHERS);

    expect(resources).toHaveLength(1);
    expect(gaps).toEqual([]);
  });

  test('while of its own, what AWS leaves out is missing', async () => {
    const { gaps } = await readVpcOf(exampleOf('AWS::EC2::VPC').account.id);

    expect(gaps.map(({ action }) => action).sort()).toEqual(option);
  });
});
