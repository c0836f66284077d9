import type { IpPermission } from '@aws-sdk/client-ec2';

/** A rule in CloudFormation's form: one protocol, one port range, one peer. */
interface Rule {
  readonly IpProtocol: string | undefined;
  /** -1 for all. */
  readonly FromPort: number;
  readonly ToPort: number;
  readonly Description?: string;
  readonly CidrIp?: string;
  readonly CidrIpv6?: string;
}

/** An inbound rule. */
export interface IngressRule extends Rule {
  readonly SourcePrefixListId?: string;
  readonly SourceSecurityGroupId?: string;
  readonly SourceSecurityGroupOwnerId?: string;
}

/** An outbound rule. */
export interface EgressRule extends Rule {
  readonly DestinationPrefixListId?: string;
  readonly DestinationSecurityGroupId?: string;
}

/**
 * Converts EC2's permissions, which have lists of peers, to CloudFormation's rules with one peer each.
 *
 * @see
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-ingress.html
 */
export function ingressRules(permissions: readonly IpPermission[]): readonly IngressRule[] {
  return permissions.flatMap((permission) => [
    ...cidrRules(permission),
    ...(permission.PrefixListIds ?? []).map(({ PrefixListId, Description }) =>
      ruleOf(permission, Description, { SourcePrefixListId: PrefixListId }),
    ),
    ...(permission.UserIdGroupPairs ?? []).map(({ GroupId, UserId, Description }) =>
      ruleOf(permission, Description, {
        SourceSecurityGroupId: GroupId,
        SourceSecurityGroupOwnerId: UserId,
      }),
    ),
  ]);
}

/** The same for outbound rules. */
export function egressRules(permissions: readonly IpPermission[]): readonly EgressRule[] {
  return permissions.flatMap((permission) => [
    ...cidrRules(permission),
    ...(permission.PrefixListIds ?? []).map(({ PrefixListId, Description }) =>
      ruleOf(permission, Description, { DestinationPrefixListId: PrefixListId }),
    ),
    ...(permission.UserIdGroupPairs ?? []).map(({ GroupId, Description }) =>
      ruleOf(permission, Description, { DestinationSecurityGroupId: GroupId }),
    ),
  ]);
}

function cidrRules(permission: IpPermission): readonly Rule[] {
  return [
    ...(permission.IpRanges ?? []).map(({ CidrIp, Description }) =>
      ruleOf(permission, Description, { CidrIp }),
    ),
    ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6, Description }) =>
      ruleOf(permission, Description, { CidrIpv6 }),
    ),
  ];
}

/** A rule without undefined members. */
function ruleOf(
  { IpProtocol, FromPort = -1, ToPort = -1 }: IpPermission,
  Description: string | undefined,
  peer: Readonly<Record<string, string | undefined>>,
): Rule {
  const said = Object.entries({ Description, ...peer }).filter(([, value]) => value !== undefined);
  return { IpProtocol, FromPort, ToPort, ...Object.fromEntries(said) };
}
