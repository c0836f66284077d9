import type { AwsCredentialIdentity } from '@smithy/types';

/**
 * Where an account's credentials come from. One source serves every client of a session, so a role is
 * assumed once however many clients share it.
 */
export interface CredentialSource {
  /** Tells sources apart in caches and reports: a role's ARN, `static`, `default`. Never a secret. */
  readonly id: string;
  /** Credentials that are good now; fetches or refreshes them when needed, once for all callers. */
  get(): Promise<AwsCredentialIdentity>;
  /** AWS refused these credentials as expired: the next `get` fetches new ones. */
  reject(identity: AwsCredentialIdentity): void;
}
