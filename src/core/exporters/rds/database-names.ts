import type { Account } from '../../../aws/account.ts';
import { textAt } from '../live-event.ts';

/** The resource type in RDS ARNs. */
type ArnType = 'db' | 'cluster';

/** A database's identifier and ARN. RDS stores names in lower case. */
export function databaseNames(
  type: ArnType,
  typed: string,
  { partition, id }: Account,
  region: string,
): { readonly identifier: string; readonly arn: string } {
  const identifier = typed.toLowerCase();
  return { identifier, arn: `arn:${partition}:rds:${region}:${id}:${type}:${identifier}` };
}

/** The tagged database of a type: any resource of the service has tags, by ARN. */
export function taggedDatabase(
  type: ArnType,
  parameters: Readonly<Record<string, unknown>>,
): string | undefined {
  const [, , , , , found, identifier] = textAt(parameters, 'resourceName')?.split(':') ?? [];
  return found === type ? identifier : undefined;
}
