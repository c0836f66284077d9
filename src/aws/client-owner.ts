import type { CredentialSource } from './credential-source.ts';

/** Whose clients these are. */
export interface ClientOwner {
  readonly accountId: string;
  /** None for calls that are not signed. */
  readonly credentials: CredentialSource | undefined;
}
