import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { HttpHandler } from '@smithy/core/protocols';
import type { AwsCredentialIdentity } from '@smithy/types';
import { AwsAccessError } from './access-error.ts';
import type { CredentialSource } from './credential-source.ts';
import { CachedCredentials } from './credentials/cached-credentials.ts';
import {
  unknownProfile,
  type ProfileSettings,
  type UnknownProfile,
} from './credentials/unknown-profile.ts';
import { classify } from './errors.ts';

/** Keys from a user's settings. */
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

/** Options for the SDK's default chain. */
export interface DefaultChainOptions {
  /** Sends the requests to STS and SSO. */
  readonly requestHandler: HttpHandler;
  /** The profile in AWS_PROFILE; undefined when it is not set. */
  readonly profile?: ProfileSettings | undefined;
  warn(message: string): void;
}

/**
 * The credentials of this machine: environment, profile, web identity, container, instance.
 *
 * @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-credentials-node.html
 */
export function defaultChain(options: DefaultChainOptions): CredentialSource {
  const { requestHandler, profile, warn } = options;
  let hasWarned = false;
  return new CachedCredentials('default', async () => {
    const missing = profile === undefined ? undefined : await unknownProfile(profile);
    try {
      // A new chain each time, because a chain keeps its credentials even after they were rejected.
      const identity = await fromNodeProviderChain({ clientConfig: { requestHandler } })();
      if (missing !== undefined && !hasWarned) {
        hasWarned = true;
        warn(`${missing.message}; credentials from another source are used`);
      }
      return identity;
    } catch (error) {
      throw missing === undefined ? noCredentials(error) : profileMissing(missing, error);
    }
  });
}

const NO_CREDENTIALS = { class: 'denied', code: 'NoCredentials' } as const;

function profileMissing({ message, remedy }: UnknownProfile, cause: unknown): AwsAccessError {
  return new AwsAccessError('no AWS credentials found', cause, remedy, {
    ...NO_CREDENTIALS,
    message,
  });
}

function noCredentials(error: unknown): AwsAccessError {
  const failure = classify(error);
  if (failure.remedy !== undefined) {
    return new AwsAccessError('cannot get AWS credentials', error, failure.remedy, failure);
  }
  const isNowhere = failure.message.includes('Could not load credentials from any providers');
  return new AwsAccessError(
    'no AWS credentials found',
    error,
    'set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where a role is attached; `longshore demo` needs none',
    {
      ...NO_CREDENTIALS,
      message: isNowhere ? 'none in the environment, the profiles or the machine' : failure.message,
    },
  );
}
