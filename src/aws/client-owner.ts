import type { CredentialSource } from './credential-source.ts';

/** The owner of clients. */
export interface ClientOwner {
  readonly accountId: string;
  /** Undefined for calls that are not signed. */
  readonly credentials: CredentialSource | undefined;
}
