import type { Place } from '../../simulation/place.ts';

/** The VPC that a resource is in: one of its region's, where it has any. */
export function vpcIdOf(place: Place): string {
  return place.neighbour('AWS::EC2::VPC').ec2Id('vpc');
}

/** The subnet that a resource is in. */
export function subnetIdOf(place: Place): string {
  return subnetOf(place).ec2Id('subnet');
}

/** The two subnets of a resource that is in two zones. */
export function subnetIdsOf(place: Place): readonly [string, string] {
  const idAt = (next: number): string => place.neighbour('AWS::EC2::Subnet', next).ec2Id('subnet');
  return [idAt(0), idAt(1)];
}

/** Where that subnet is: its VPC is the resource's too. */
export function subnetOf(place: Place): Place {
  return place.neighbour('AWS::EC2::Subnet');
}

/** The security group of a resource. */
export function securityGroupIdOf(place: Place): string {
  return place.neighbour('AWS::EC2::SecurityGroup').ec2Id('sg');
}
