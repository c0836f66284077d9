/** A CloudFormation-style type name, `AWS::SQS::Queue`, as used in mappings. */
export type ObjectKind = `${string}::${string}::${string}`;

/**
 * Where a kind is read: in every allowed region of every account, once per account, or once per organization
 * (by the first account with access).
 */
export type Reach = 'regional' | 'account' | 'organization';

/** The region of scopes that are not regional. */
export const GLOBAL_REGION = 'global';

/** Names with this prefix are of kinds of Longshore's own, which CloudFormation does not have. */
const OWN_PREFIX = 'Longshore::';
const TYPE_NAME = /^[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}$/;

/** Does a name have the form of a CloudFormation resource type, `AWS::Kinesis::Stream`? */
export function isResourceType(name: string): name is ObjectKind {
  return TYPE_NAME.test(name) && !name.startsWith(OWN_PREFIX);
}
