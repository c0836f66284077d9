import type { Account } from '../../../aws/account.ts';
import { textAt } from '../live-event.ts';

/** SES may allow only one call a second: with many at once, the last would time out. */
export const CALLS_AT_ONCE = 4;

/** Taggable resource types of SES, as in its ARNs. */
type SesType = 'identity' | 'configuration-set';

/**
 * SES returns only names, which repeat across accounts and regions: the ARN makes them unique.
 *
 * @see
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
 */
export function sesArn(
  type: SesType,
  name: string,
  { partition, id }: Account,
  region: string,
): string {
  return `arn:${partition}:ses:${region}:${id}:${type}/${name}`;
}

/** The name of a tagged resource; undefined for other types. */
export function taggedName(
  parameters: Readonly<Record<string, unknown>>,
  type: SesType,
): string | undefined {
  const arn = textAt(parameters, 'resourceArn') ?? '';
  const before = `:${type}/`;
  const start = arn.indexOf(before);
  return start < 0 ? undefined : arn.slice(start + before.length);
}
