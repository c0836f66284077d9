import type { AwsCredentialIdentity } from '@smithy/types';

/**
 * Where an account's credentials come from. One source serves every client of a session, so a role is assumed
 * once for all clients.
 */
export interface CredentialSource {
  /** Identifies the source in caches and reports: a role's ARN, `static`, `default`. Never a secret. */
  readonly id: string;
  /** Valid credentials; fetched or refreshed when needed, once for all callers. */
  get(): Promise<AwsCredentialIdentity>;
  /** Call it when AWS rejected these credentials as expired: the next `get` fetches new ones. */
  reject(identity: AwsCredentialIdentity): void;
}
