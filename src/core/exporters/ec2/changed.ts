import { textsOf, type CloudTrailCall } from '../live-event.ts';

/** Members of a record that name other resources than those that changed: peers of a rule, what was copied. */
const OTHERS: ReadonlySet<string> = new Set([
  'groups',
  'ipPermissions',
  'ipPermissionsEgress',
  'referencedGroupInfo',
  'sourceSnapshotId',
  'userIdGroupPairs',
]);

/**
 * The resources of one kind that a call to EC2 names, by the form of their ids: `vpc` for `vpc-0a1b…`. Where an id
 * stands depends on the call: CreateTags has a list, and newer calls wrap all they say in a member of their own.
 */
export function namedIn(call: CloudTrailCall, prefix: string): readonly (readonly string[])[] {
  const isId = new RegExp(`^${prefix}-[0-9a-f]+$`);
  return [...textsOf(call, OTHERS)].filter((text) => isId.test(text)).map((id) => [id]);
}
