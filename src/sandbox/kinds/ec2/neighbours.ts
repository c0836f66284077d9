import type { Place } from '../../simulation/place.ts';

/** The VPC of a resource: one in its region, if there is any. */
export function vpcIdOf(place: Place): string {
  return place.neighbour('AWS::EC2::VPC').ec2Id('vpc');
}

/** The subnet of a resource. */
export function subnetIdOf(place: Place): string {
  return subnetOf(place).ec2Id('subnet');
}

/** The two subnets of a resource in two zones. */
export function subnetIdsOf(place: Place): readonly [string, string] {
  const idAt = (next: number): string => place.neighbour('AWS::EC2::Subnet', next).ec2Id('subnet');
  return [idAt(0), idAt(1)];
}

/** The place of that subnet, in the resource's VPC. */
export function subnetOf(place: Place): Place {
  return place.neighbour('AWS::EC2::Subnet');
}

/** The security group of a resource. */
export function securityGroupIdOf(place: Place): string {
  return place.neighbour('AWS::EC2::SecurityGroup').ec2Id('sg');
}
