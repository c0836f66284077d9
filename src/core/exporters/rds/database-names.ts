import type { Account } from '../../../aws/account.ts';
import { textAt } from '../live-event.ts';

/** The resource type in RDS ARNs. */
type ArnType = 'db' | 'cluster';

/** A database's identifier and ARN. RDS keeps names in lower case, whatever was typed. */
export function databaseNames(
  type: ArnType,
  typed: string,
  { partition, id }: Account,
  region: string,
): { readonly identifier: string; readonly arn: string } {
  const identifier = typed.toLowerCase();
  return { identifier, arn: `arn:${partition}:rds:${region}:${id}:${type}:${identifier}` };
}

/** The database of a type that was tagged: tags are put on any resource of the service, by its ARN. */
export function taggedDatabase(
  type: ArnType,
  parameters: Readonly<Record<string, unknown>>,
): string | undefined {
  const [, , , , , found, identifier] = textAt(parameters, 'resourceName')?.split(':') ?? [];
  return found === type ? identifier : undefined;
}
