import type { CallScope } from '../aws/attempt-gate.ts';
import {
  ClientFactory,
  type ClientFactoryOptions,
  type ScopeClients,
} from '../aws/client-factory.ts';
import type { ClientOwner } from '../aws/client-owner.ts';
import type { CredentialSource } from '../aws/credential-source.ts';
import type { SecretMask } from '../lib/secret-mask.ts';

/** AWS access keys have 40 characters. Emulators accept any word, and words must not be masked. */
const LEAST_SECRET_LENGTH = 16;

/** Creates clients whose credentials are masked from their first use. */
export class MaskedClientFactory extends ClientFactory {
  readonly #secrets: SecretMask;
  /** One for each source, shared by all clients opened with it. */
  readonly #sources = new WeakMap<CredentialSource, CredentialSource>();

  constructor(secrets: SecretMask, options: ClientFactoryOptions) {
    super(options);
    this.#secrets = secrets;
  }

  override open(owner: ClientOwner, scope: CallScope): ScopeClients {
    const { credentials } = owner;
    if (credentials === undefined) return super.open(owner, scope);
    return super.open({ ...owner, credentials: this.#masked(credentials) }, scope);
  }

  #masked(source: CredentialSource): CredentialSource {
    const known = this.#sources.get(source);
    if (known !== undefined) return known;
    const seen = new WeakSet();
    const masked: CredentialSource = {
      id: source.id,
      get: async () => {
        const identity = await source.get();
        if (!seen.has(identity)) {
          const { accessKeyId, secretAccessKey, sessionToken } = identity;
          const isReal = secretAccessKey.length >= LEAST_SECRET_LENGTH;
          this.#secrets.add(accessKeyId, isReal ? secretAccessKey : undefined, sessionToken);
          seen.add(identity);
        }
        return identity;
      },
      reject: (identity) => {
        source.reject(identity);
      },
    };
    this.#sources.set(source, masked);
    return masked;
  }
}
