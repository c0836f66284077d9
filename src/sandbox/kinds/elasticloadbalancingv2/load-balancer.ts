import type {
  AvailabilityZone,
  DescribeCapacityReservationOutput,
  DescribeLoadBalancerAttributesOutput,
  DescribeLoadBalancersOutput,
  DescribeTagsOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';
import { securityGroupIdOf, subnetIdsOf, subnetOf, vpcIdOf } from '../ec2/neighbours.ts';
import {
  loadBalancerArn,
  loadBalancerFullName,
  targetGroupArn,
  targetGroupsOf,
  typeOf,
} from './attachments.ts';

/** All reading calls share a bucket. */
const LIMIT = { burst: 40, refillPerSecond: 10, group: 'describe' };

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancers.html */
export const loadBalancer: SimulatedKind = {
  kind: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  client: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
  gone: 'LoadBalancerNotFoundException',
  tagged: 'elasticloadbalancing:loadbalancer',
  calls: {
    'elasticloadbalancing:DescribeLoadBalancers': {
      of: { LoadBalancerArns: ['LoadBalancerArn'] },
      most: 400,
      batch: 20,
      limit: LIMIT,
    },
    'elasticloadbalancing:DescribeLoadBalancerAttributes': { limit: LIMIT },
    'elasticloadbalancing:DescribeCapacityReservation': { limit: LIMIT },
    'elasticloadbalancing:DescribeTags': {
      of: { ResourceArns: ['LoadBalancerArn'] },
      batch: 20,
      claims: (name) => name.includes(':loadbalancer/'),
      limit: LIMIT,
    },
  },
  at(place) {
    const { region, n } = place;
    const LoadBalancerArn = loadBalancerArn(place);
    const LoadBalancerName = `shop-${n}`;
    const Type = typeOf(place);
    const isGateway = Type === 'gateway';
    const isNetwork = Type === 'network';
    const isInternal = n > 0 && place.draw() % 3 === 0;
    const Scheme = isInternal ? 'internal' : 'internet-facing';
    const DNSName = `${LoadBalancerName}-${place.hex(8)}.${isNetwork ? 'elb.' : ''}${region}.elb.amazonaws.com`;
    const zoneId = `Z${place.hex(8, place.draw('zone')).toUpperCase()}`;
    const CreatedTime = place.time();
    const VpcId = vpcIdOf(subnetOf(place));
    const SecurityGroups = [securityGroupIdOf(place)];
    const hasPool = Type === 'application' && place.oneIn(4, 'pool');
    const Ipv4IpamPoolId = `ipam-pool-0${place.hex(16)}`;
    const zones = subnetIdsOf(place).map((SubnetId, index) => ({
      ZoneName: `${region}${'ab'.charAt(index)}`,
      SubnetId,
      AllocationId: `eipalloc-${'ab'.charAt(index)}${place.hex(16)}`,
    }));
    const AvailabilityZones = zones.map(
      ({ ZoneName, SubnetId, AllocationId }): AvailabilityZone => ({
        ZoneName,
        SubnetId,
        LoadBalancerAddresses: isNetwork ? [{ IpAddress: '203.0.113.7', AllocationId }] : [],
      }),
    );
    const attributes = [
      { Key: 'deletion_protection.enabled', Value: place.oneIn(2, 'protected') ? 'true' : 'false' },
      { Key: 'load_balancing.cross_zone.enabled', Value: isNetwork ? 'false' : 'true' },
    ];
    const isReserved = place.oneIn(4, 'reserved');
    const CapacityUnits = 100 + (place.draw() % 400);
    const states = [
      {
        State: { Code: 'provisioned' as const },
        AvailabilityZone: `${region}a`,
        EffectiveCapacityUnits: CapacityUnits,
      },
    ];
    const TargetGroupArns = targetGroupsOf(place).map(targetGroupArn);
    const Tags = place.tags();
    return {
      names: { LoadBalancerArn },
      tags: Tags,
      replies: {
        'elasticloadbalancing:DescribeLoadBalancers': () =>
          ({
            LoadBalancers: [
              {
                LoadBalancerArn,
                LoadBalancerName,
                Type,
                ...(!isGateway && {
                  Scheme,
                  DNSName,
                  CanonicalHostedZoneId: zoneId,
                  SecurityGroups,
                }),
                ...(isNetwork && {
                  EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'on',
                  EnablePrefixForIpv6SourceNat: 'off',
                }),
                ...(hasPool && { IpamPools: { Ipv4IpamPoolId } }),
                State: { Code: 'active' },
                CreatedTime,
                VpcId,
                AvailabilityZones,
                IpAddressType: 'ipv4',
              },
            ],
          }) satisfies DescribeLoadBalancersOutput,
        'elasticloadbalancing:DescribeLoadBalancerAttributes': () =>
          ({ Attributes: attributes }) satisfies DescribeLoadBalancerAttributesOutput,
        'elasticloadbalancing:DescribeCapacityReservation': () =>
          (isReserved
            ? {
                LastModifiedTime: CreatedTime,
                DecreaseRequestsRemaining: 2,
                MinimumLoadBalancerCapacity: { CapacityUnits },
                CapacityReservationState: states,
              }
            : {}) satisfies DescribeCapacityReservationOutput,
        'elasticloadbalancing:DescribeTags': () =>
          ({
            TagDescriptions: [{ ResourceArn: LoadBalancerArn, Tags }],
          }) satisfies DescribeTagsOutput,
      },
      items: () => [
        {
          identifiers: [LoadBalancerArn],
          trails: [
            { requestParameters: { loadBalancerArn: LoadBalancerArn, protocol: 'HTTP' } },
            { responseElements: { loadBalancers: [{ loadBalancerArn: LoadBalancerArn }] } },
            { requestParameters: { resourceArns: [LoadBalancerArn], tagKeys: ['team'] } },
            {
              requestParameters: {
                listenerArn: `${LoadBalancerArn.replace(':loadbalancer/', ':listener/')}/0a1b2c3d4e5f6071`,
              },
            },
            {
              requestParameters: {
                ruleArn: `${LoadBalancerArn.replace(':loadbalancer/', ':listener-rule/')}/0a1b2c3d4e5f6071/9683b2d02a6cabee`,
              },
            },
          ],
          properties: {
            LoadBalancerArn,
            LoadBalancerName,
            Name: LoadBalancerName,
            LoadBalancerFullName: loadBalancerFullName(place),
            Type,
            ...(!isGateway && {
              Scheme,
              DNSName,
              CanonicalHostedZoneId: zoneId,
              CanonicalHostedZoneID: zoneId,
              SecurityGroups,
            }),
            ...(isNetwork && {
              EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'on',
              EnablePrefixForIpv6SourceNat: 'off',
            }),
            ...(hasPool && { IpamPools: { Ipv4IpamPoolId }, Ipv4IpamPoolId }),
            State: { Code: 'active' },
            CreatedTime,
            VpcId,
            AvailabilityZones,
            Subnets: zones.map(({ SubnetId }) => SubnetId),
            SubnetMappings: zones.map(({ SubnetId, AllocationId }) =>
              isNetwork ? { SubnetId, AllocationId } : { SubnetId },
            ),
            IpAddressType: 'ipv4',
            LoadBalancerAttributes: attributes,
            ...(isReserved && {
              MinimumLoadBalancerCapacity: { CapacityUnits },
              CapacityReservationState: states,
            }),
            TargetGroupArns,
            Tags,
          },
          model: {
            Identifier: LoadBalancerArn,
            Properties: {
              LoadBalancerArn,
              LoadBalancerName,
              Name: LoadBalancerName,
              LoadBalancerFullName: loadBalancerFullName(place),
              Type,
              ...(!isGateway && {
                Scheme,
                DNSName,
                CanonicalHostedZoneID: zoneId,
                SecurityGroups,
              }),
              ...(isNetwork && {
                EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'on',
                EnablePrefixForIpv6SourceNat: 'off',
              }),
              ...(hasPool && { Ipv4IpamPoolId }),
              Subnets: zones.map(({ SubnetId }) => SubnetId),
              SubnetMappings: zones.map(({ SubnetId, AllocationId }) =>
                isNetwork ? { SubnetId, AllocationId } : { SubnetId },
              ),
              IpAddressType: 'ipv4',
              LoadBalancerAttributes: attributes,
              ...(isReserved && { MinimumLoadBalancerCapacity: { CapacityUnits } }),
              Tags,
            },
          },
        },
      ],
    };
  },
};
