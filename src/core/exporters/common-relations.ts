import type { RelationDefaults } from './entity-defaults.ts';

/** Relations that many kinds have. Paths are below `.Properties`: `KmsKeyId`, `EncryptionAtRestOptions.KmsKeyId`. */

/** The key that encrypts; none where the property does not say which key it is: an alias, a bare id, nothing. */
export function toKey(path: string): RelationDefaults<never> {
  return {
    to: 'AWS::KMS::Key',
    title: 'KMS key',
    by: {
      Arn: { jq: `.Properties.${path} // "" | select(startswith("arn:") and contains(":key/"))` },
    },
  };
}

/** The role that is assumed; none where the property has a bare name. */
export function toRole(path: string): RelationDefaults<never> {
  return {
    to: 'AWS::IAM::Role',
    by: { Arn: { jq: `.Properties.${path} // "" | select(startswith("arn:"))` } },
  };
}

/** Subnets, by a list of their ids. */
export function toSubnets(path: string): RelationDefaults<never> {
  return { to: 'AWS::EC2::Subnet', by: { SubnetId: { each: `.Properties.${path}[]?` } } };
}

/** Security groups, by a list of their ids; `Groups[].GroupId` for a list of structures. */
export function toSecurityGroups(path: string): RelationDefaults<never> {
  const list = path.includes('[]') ? path.replace('[]', '[]?') : `${path}[]?`;
  return { to: 'AWS::EC2::SecurityGroup', by: { GroupId: { each: `.Properties.${list}` } } };
}
