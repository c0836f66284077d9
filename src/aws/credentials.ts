import { readFile } from 'node:fs/promises';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  STSClient,
  type Credentials,
} from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import { ConfigurationError } from '../lib/errors.ts';
import { AwsAccessError } from './access-error.ts';
import type { CallScope } from './attempt-path.ts';
import type { ClientFactory } from './client-factory.ts';
import type { CredentialSource } from './credential-source.ts';

/** Credentials are renewed this long before they end, in milliseconds, or at a quarter of a short life. */
const RENEW_AHEAD_MS = 5 * 60_000;

/**
 * Keeps what `fetch` gives until shortly before it expires. However many callers ask at once, there is
 * one fetch; a rejected identity is dropped only if it is still the one in use.
 */
export class CachedCredentials implements CredentialSource {
  readonly id: string;
  readonly #fetch: () => Promise<AwsCredentialIdentity>;
  readonly #now: () => number;
  #identity: AwsCredentialIdentity | undefined;
  #renewAt = Number.POSITIVE_INFINITY;
  #pending: Promise<AwsCredentialIdentity> | undefined;

  constructor(
    id: string,
    fetch: () => Promise<AwsCredentialIdentity>,
    now: () => number = Date.now,
  ) {
    this.id = id;
    this.#fetch = fetch;
    this.#now = now;
  }

  get(): Promise<AwsCredentialIdentity> {
    if (this.#identity !== undefined && this.#now() < this.#renewAt)
      return Promise.resolve(this.#identity);
    this.#pending ??= this.#renew().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  reject(identity: AwsCredentialIdentity): void {
    if (this.#identity === identity) this.#identity = undefined;
  }

  async #renew(): Promise<AwsCredentialIdentity> {
    const identity = await this.#fetch();
    const life = (identity.expiration?.getTime() ?? Number.POSITIVE_INFINITY) - this.#now();
    this.#renewAt = this.#now() + life - Math.min(RENEW_AHEAD_MS, life / 4);
    this.#identity = identity;
    return identity;
  }
}

/** Keys that a user wrote down. They do not expire. */
export function staticCredentials(keys: {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}): CredentialSource {
  const { accessKeyId, secretAccessKey, sessionToken } = keys;
  const identity: AwsCredentialIdentity = {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
  };
  return { id: 'static', get: () => Promise.resolve(identity), reject: () => undefined };
}

/** Whatever the machine has: environment, profile, web identity, container, instance. */
export function defaultChain(): CredentialSource {
  const provider = fromNodeProviderChain();
  return new CachedCredentials('default', async () => {
    try {
      return await provider();
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

/** A source that tells which account its credentials are for. */
export interface RoleCredentials extends CredentialSource {
  /** The account whose role AWS says was assumed. */
  accountId(): Promise<string>;
}

export interface RoleOptions {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly externalId?: string | undefined;
  /** Region whose STS endpoint is asked. */
  readonly region: string;
  readonly clients: ClientFactory;
  readonly scope: CallScope;
}

/**
 * A role's credentials, from those of `base`.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function assumedRole(
  options: RoleOptions & { readonly base: CredentialSource; readonly baseAccountId: string },
): RoleCredentials {
  const { roleArn, sessionName, externalId, base, baseAccountId } = options;
  const owner = { accountId: baseAccountId, credentials: base };
  return roleCredentials(options, async () => {
    const command = new AssumeRoleCommand({
      RoleArn: roleArn,
      RoleSessionName: sessionName,
      ...(externalId !== undefined && { ExternalId: externalId }),
    });
    return options.clients.open(owner, options.scope).of(STSClient, options.region).send(command);
  });
}

/**
 * A role's credentials, from a web identity token whose file is read again at each renewal.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export function webIdentityRole(
  options: RoleOptions & { readonly tokenFile: string },
): RoleCredentials {
  const { roleArn, sessionName, tokenFile, clients, scope, region } = options;
  const owner = { accountId: accountIdOfArn(roleArn), credentials: undefined };
  return roleCredentials(options, async () => {
    const command = new AssumeRoleWithWebIdentityCommand({
      RoleArn: roleArn,
      RoleSessionName: sessionName,
      WebIdentityToken: await tokenFrom(tokenFile),
      DurationSeconds: 3_600,
    });
    return clients.open(owner, scope).of(STSClient, region).send(command);
  });
}

interface AssumedRole {
  readonly Credentials?: Credentials | undefined;
  readonly AssumedRoleUser?: { readonly Arn: string | undefined } | undefined;
}

function roleCredentials(
  { roleArn }: RoleOptions,
  assume: () => Promise<AssumedRole>,
): RoleCredentials {
  let accountId: string | undefined;
  const cache = new CachedCredentials(roleArn, async () => {
    const answer = await assume().catch((error: unknown) => {
      throw new AwsAccessError(
        `cannot assume ${roleArn}`,
        error,
        'allow sts:AssumeRole on it for the credentials in use, and let its trust policy (and ExternalId, if it asks for one) accept them',
      );
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
      return accountId ?? '';
    },
  };
}

function identityOf(credentials: Credentials | undefined, roleArn: string): AwsCredentialIdentity {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined) {
    throw new AwsAccessError(`assuming ${roleArn} gave no keys`, undefined, 'run again');
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
export function accountIdOfArn(arn: string): string {
  return arn.split(':')[4] ?? '';
}
