import { readFile } from 'node:fs/promises';
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  STSClient,
  type Credentials,
} from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import { ConfigurationError, LongshoreError } from '../../lib/errors.ts';
import { NETWORK_REMEDY } from '../../lib/network/connection-error.ts';
import { AwsAccessError } from '../access-error.ts';
import type { CallScope } from '../attempt-gate.ts';
import type { ClientFactory } from '../client-factory.ts';
import type { CredentialSource } from '../credential-source.ts';
import { classify, type AwsErrorClass } from '../errors.ts';
import { NotAwsError } from '../not-aws-error.ts';
import { NOT_AWS_REMEDY } from '../remedy.ts';
import { CachedCredentials } from './cached-credentials.ts';

/** Requested with a web identity; the default of a role is the same, but Ocean sets it. Seconds. */
const WEB_IDENTITY_SECONDS = 3_600;

/** A source that knows the account of its credentials. */
export interface RoleCredentials extends CredentialSource {
  /** The account of the assumed role, from AWS. */
  accountId(): Promise<string>;
}

export interface RoleOptions {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly externalId?: string | undefined;
  /** Region of the STS endpoint. */
  readonly region: string;
  readonly clients: ClientFactory;
  /** The owner of the calls for credentials. */
  readonly scope: CallScope;
}

/**
 * A role's credentials, assumed with those of `base`, with the role's default duration.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function assumedRole(
  options: RoleOptions & { readonly base: CredentialSource; readonly baseAccountId: string },
): RoleCredentials {
  const { roleArn, sessionName, externalId, base, baseAccountId } = options;
  const owner = { accountId: baseAccountId, credentials: base };
  return roleCredentials(options, 'sts:AssumeRole', async () => {
    const command = new AssumeRoleCommand({
      RoleArn: roleArn,
      RoleSessionName: sessionName,
      ...(externalId !== undefined && { ExternalId: externalId }),
    });
    return options.clients.open(owner, options.scope).of(STSClient, options.region).send(command);
  });
}

/**
 * A role's credentials, from a web identity token whose file is re-read at each renewal.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export function webIdentityRole(
  options: RoleOptions & { readonly tokenFile: string },
): RoleCredentials {
  const { roleArn, sessionName, tokenFile, clients, scope, region } = options;
  const owner = { accountId: accountIdOfArn(roleArn), credentials: undefined };
  return roleCredentials(options, 'sts:AssumeRoleWithWebIdentity', async () => {
    const command = new AssumeRoleWithWebIdentityCommand({
      RoleArn: roleArn,
      RoleSessionName: sessionName,
      WebIdentityToken: await tokenFrom(tokenFile),
      DurationSeconds: WEB_IDENTITY_SECONDS,
    });
    return clients.open(owner, scope).of(STSClient, region).send(command);
  });
}

interface AssumedRole {
  readonly Credentials?: Credentials | undefined;
  readonly AssumedRoleUser?: { readonly Arn: string | undefined } | undefined;
}

function roleCredentials(
  { roleArn, scope }: RoleOptions,
  permission: string,
  assume: () => Promise<AssumedRole>,
): RoleCredentials {
  let accountId = '';
  const cache = new CachedCredentials(roleArn, async () => {
    const answer = await assume().catch((error: unknown) => {
      scope.signal.throwIfAborted();
      if (error instanceof LongshoreError) throw error; // the error of the source or the token is more specific
      const failure = classify(error);
      const remedy = failure.remedy ?? remedyFor(failure.class, permission);
      throw new AwsAccessError(`cannot assume ${roleArn}`, error, remedy);
    });
    accountId = accountIdOfArn(answer.AssumedRoleUser?.Arn ?? '');
    return identityOf(answer.Credentials, roleArn);
  });
  return {
    id: roleArn,
    get: () => cache.get(),
    reject: (identity) => {
      cache.reject(identity);
    },
    async accountId() {
      await cache.get();
      return accountId;
    },
  };
}

function remedyFor(failureClass: AwsErrorClass, permission: string): string {
  switch (failureClass) {
    case 'throttled':
    case 'transient':
    case 'cancelled':
      return `${NETWORK_REMEDY}; if AWS throttled the calls, run again later`;
    case 'not-aws':
      return NOT_AWS_REMEDY;
    case 'service-absent':
      return NETWORK_REMEDY;
    case 'credentials-expired':
    case 'credentials-invalid':
      return 'renew the credentials that the role is assumed with: AWS no longer accepts them';
    case 'region-disabled':
      return 'activate STS in that region for the account';
    case 'denied':
    case 'not-found':
    case 'not-configured':
    case 'other':
      return `allow ${permission} on it for the credentials in use, and let its trust policy  (and ExternalId, if required) accept them`;
  }
}

function identityOf(credentials: Credentials | undefined, roleArn: string): AwsCredentialIdentity {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined) {
    const cause = new NotAwsError('the response from STS has no keys');
    throw new AwsAccessError(`cannot assume ${roleArn}`, cause, NOT_AWS_REMEDY);
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(SessionToken !== undefined && { sessionToken: SessionToken }),
    ...(Expiration !== undefined && { expiration: Expiration }),
  };
}

async function tokenFrom(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new ConfigurationError(`cannot read the web identity token ${file}`, {
      cause: error,
      remedy: 'check AWS_WEB_IDENTITY_TOKEN_FILE and the mount that it names',
    });
  }
}

/** The twelve digits in an ARN. */
function accountIdOfArn(arn: string): string {
  return arn.split(':')[4] ?? '';
}
