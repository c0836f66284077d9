import type { RelationDefaults } from './entity-defaults.ts';

/** Relations that many kinds have. Paths are below `.Properties`: `KmsKeyId`, `EncryptionAtRestOptions.KmsKeyId`. */

/** The encryption key; none if the property is not a key ARN: an alias, a bare id, or empty. */
export function toKey(path: string): RelationDefaults<never> {
  return {
    to: 'AWS::KMS::Key',
    title: 'KMS key',
    by: {
      Arn: { jq: `.Properties.${path} // "" | select(startswith("arn:") and contains(":key/"))` },
    },
  };
}

/** The role that is assumed; none if the property has a bare name. */
export function toRole(path: string): RelationDefaults<never> {
  return {
    to: 'AWS::IAM::Role',
    by: { Arn: { jq: `.Properties.${path} // "" | select(startswith("arn:"))` } },
  };
}

/** Subnets, from a list of their ids. */
export function toSubnets(path: string): RelationDefaults<never> {
  return { to: 'AWS::EC2::Subnet', by: { SubnetId: { each: `.Properties.${path}[]?` } } };
}

/** Security groups, from a list of their ids; `Groups[].GroupId` for a list of structures. */
export function toSecurityGroups(path: string): RelationDefaults<never> {
  const list = path.includes('[]') ? path.replace('[]', '[]?') : `${path}[]?`;
  return { to: 'AWS::EC2::SecurityGroup', by: { GroupId: { each: `.Properties.${list}` } } };
}
