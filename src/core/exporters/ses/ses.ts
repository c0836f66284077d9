import type { Account } from '../../../aws/account.ts';
import { textAt } from '../live-event.ts';

/** SES may answer but one call a second: of many at once, the last would wait until it is given up. */
export const CALLS_AT_ONCE = 4;

/** Taggable resource types of SES, as in its ARNs. */
type SesType = 'identity' | 'configuration-set';

/**
 * SES's answers hold names only, which are the same in every account and region: the ARN tells apart
 * what they name.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
 */
export function sesArn(
  type: SesType,
  name: string,
  { partition, id }: Account,
  region: string,
): string {
  return `arn:${partition}:ses:${region}:${id}:${type}/${name}`;
}

/** The name of a resource that a call tags; undefined when it is none of the type. */
export function taggedName(
  parameters: Readonly<Record<string, unknown>>,
  type: SesType,
): string | undefined {
  const arn = textAt(parameters, 'resourceArn') ?? '';
  const before = `:${type}/`;
  const start = arn.indexOf(before);
  return start < 0 ? undefined : arn.slice(start + before.length);
}
