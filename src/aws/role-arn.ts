import { ConfigurationError } from '../lib/errors.ts';
import { PARTITIONS, type Partition } from './account.ts';

/** A parsed role ARN. */
export interface RoleArn {
  readonly arn: string;
  readonly partition: Partition;
  readonly accountId: string;
  /** `role/path/Name`: the same in every account. */
  readonly resource: string;
}

/**
 * Parses a role's ARN from the settings.
 *
 * @param setting where it was set, for the error
 * @throws {ConfigurationError} when it is not the ARN of an IAM role.
 */
export function parseRoleArn(arn: string, setting: string): RoleArn {
  const [prefix, partition = '', service, , accountId = '', ...rest] = arn.split(':');
  const resource = rest.join(':');
  const isRole = prefix === 'arn' && service === 'iam' && /^role\/.+/.test(resource);
  if (isRole && /^\d{12}$/.test(accountId) && isPartition(partition)) {
    return { arn, partition, accountId, resource };
  }
  throw new ConfigurationError(`${setting}: "${arn}" is not the ARN of an IAM role`, {
    remedy:
      'write it as arn:aws:iam::111122223333:role/RoleName (partitions: aws, aws-us-gov, aws-cn)',
  });
}

/** The same role in another account. */
export function roleInAccount(role: RoleArn, accountId: string): RoleArn {
  return { ...role, accountId, arn: `arn:${role.partition}:iam::${accountId}:${role.resource}` };
}

function isPartition(text: string): text is Partition {
  return PARTITIONS.some((partition) => partition === text);
}
