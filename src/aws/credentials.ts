import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentity } from '@smithy/types';
import { AwsAccessError } from './access-error.ts';
import type { CredentialSource } from './credential-source.ts';
import { CachedCredentials } from './credentials/cached-credentials.ts';

/** Keys that a user wrote down. */
export interface StaticKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** A user's own keys. They do not expire, so rejecting them changes nothing. */
export function staticCredentials(keys: StaticKeys): CredentialSource {
  const { accessKeyId, secretAccessKey, sessionToken } = keys;
  const identity: AwsCredentialIdentity = {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
  };
  return { id: 'static', get: () => Promise.resolve(identity), reject: () => undefined };
}

/**
 * Whatever the machine has: environment, profile, web identity, container, instance.
 *
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-credentials-node.html
 */
export function defaultChain(): CredentialSource {
  return new CachedCredentials('default', async () => {
    try {
      // A chain of its own each time: one chain keeps what it once found, rejected or not.
      return await fromNodeProviderChain()();
    } catch (error) {
      throw new AwsAccessError(
        'no AWS credentials found',
        error,
        'set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where a role is attached; `longshore demo` needs none',
        {
          class: 'denied',
          code: 'NoCredentials',
          message: 'none in the environment, the profiles or the machine',
        },
      );
    }
  });
}
