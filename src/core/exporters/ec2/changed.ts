import { textsOf, type CloudTrailCall } from '../live-event.ts';

/** Members of a record with other resources than the changed ones: peers of a rule, the source of a copy. */
const OTHERS: ReadonlySet<string> = new Set([
  'groups',
  'ipPermissions',
  'ipPermissionsEgress',
  'referencedGroupInfo',
  'sourceSnapshotId',
  'userIdGroupPairs',
]);

/**
 * The resources of one kind in a call to EC2, found by the form of their ids: `vpc` for `vpc-0a1b…`. The
 * place of an id depends on the call: CreateTags has a list, and newer calls wrap their parameters in a
 * member.
 */
export function namedIn(call: CloudTrailCall, prefix: string): readonly (readonly string[])[] {
  const isId = new RegExp(`^${prefix}-[0-9a-f]+$`);
  return [...textsOf(call, OTHERS)].filter((text) => isId.test(text)).map((id) => [id]);
}
