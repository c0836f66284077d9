import { textsOf, type CloudTrailCall } from '../live-event.ts';

/** The ARNs of this account and region in a call. */
export function arnsNamed(call: CloudTrailCall): readonly string[] {
  const { account, region } = call;
  const own = `arn:${account.partition}:elasticloadbalancing:${region}:${account.id}:`;
  return [...textsOf(call)].filter((text) => text.startsWith(own));
}
