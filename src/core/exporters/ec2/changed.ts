import type { CloudTrailCall } from '../live-event.ts';

/**
 * The resources of one kind that a call to EC2 names, by the form of their ids: `vpc` for `vpc-0a1b…`. Where an id
 * stands depends on the call: CreateTags has a list, and newer calls wrap all they say in a member of their own.
 * A resource that is named and did not change costs a read, and nothing else.
 */
export function namedIn(
  { requestParameters, responseElements }: CloudTrailCall,
  prefix: string,
): readonly (readonly string[])[] {
  const isId = new RegExp(`^${prefix}-[0-9a-f]+$`);
  const ids = new Set<string>();
  const left: unknown[] = [requestParameters, responseElements]; // no recursion: records may be nested at will
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'string' && isId.test(value)) ids.add(value);
    if (typeof value !== 'object' || value === null) continue;
    const members: readonly unknown[] = Object.values(value);
    for (const member of members) left.push(member);
  }
  return [...ids].map((id) => [id]);
}
