import {
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { given } from '../given.ts';
import type { Place } from '../place.ts';

/** The default network that every region of every account has. */
export interface Network {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
}

export async function defaultNetwork(place: Place): Promise<Network> {
  const ec2 = place.of(EC2Client);
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
  return {
    vpcId: given(Subnets[0]?.VpcId, 'VPC'),
    subnetIds: Subnets.map(({ SubnetId }) => given(SubnetId, 'subnet')),
    securityGroupId: given(SecurityGroups[0]?.GroupId, 'security group'),
  };
}
