import type { CloudTrailCall } from '../live-event.ts';

/** All texts of a call that are ARNs. A resource that is named and did not change costs a read, and nothing else. */
export function arnsNamed({
  requestParameters,
  responseElements,
}: CloudTrailCall): readonly string[] {
  const arns = new Set<string>();
  const left: unknown[] = [requestParameters, responseElements]; // no recursion: records may be nested at will
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'string' && value.startsWith('arn:')) arns.add(value);
    if (typeof value !== 'object' || value === null) continue;
    const members: readonly unknown[] = Object.values(value);
    for (const member of members) left.push(member);
  }
  return [...arns];
}
