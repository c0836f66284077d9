import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { z } from 'zod';
import { credentialsFor, type AccountSettings } from './accounts.ts';
import { AwsAccessError } from './access-error.ts';
import type { CallScope } from './attempt-gate.ts';
import type { ClientFactory } from './client-factory.ts';
import { NotAwsError } from './not-aws-error.ts';
import { homeRegion } from './regions.ts';
import { NOT_AWS_REMEDY, remedyFor } from './remedy.ts';
import { classify } from './errors.ts';
import { LongshoreError } from '../lib/errors.ts';

/** The identity of the base credentials. */
export interface CallerIdentity {
  readonly accountId: string;
  readonly arn: string;
  /** Where the credentials were found, for people. */
  readonly source: string;
}

/** The SDK records the source in the credentials. The most specific name comes first. */
const SOURCES: readonly (readonly [string, string])[] = [
  ['CREDENTIALS_SSO', 'an SSO session'],
  ['CREDENTIALS_SSO_LEGACY', 'an SSO session'],
  ['CREDENTIALS_PROFILE_SSO', 'an SSO session'],
  ['CREDENTIALS_STS_ASSUME_ROLE_WEB_ID', 'a web identity token'],
  ['CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN', 'a web identity token'],
  ['CREDENTIALS_PROCESS', 'the credential_process of a profile'],
  ['CREDENTIALS_STS_ASSUME_ROLE', 'a role of a profile'],
  ['CREDENTIALS_PROFILE', 'a profile'],
  ['CREDENTIALS_ENV_VARS', 'the environment (AWS_ACCESS_KEY_ID)'],
  ['CREDENTIALS_HTTP', 'the container'],
  ['CREDENTIALS_IMDS', 'the EC2 instance'],
];
const Sourced = z.object({ $source: z.record(z.string(), z.unknown()).optional() });

/**
 * Asks AWS for the identity of the credentials.
 *
 * @returns undefined when roles are assumed directly with a web identity token: no other credentials are used
 * @throws {AwsAccessError} when there are none, or AWS rejects them
 */
export async function callerIdentity(
  settings: AccountSettings,
  clients: ClientFactory,
  scope: CallScope,
): Promise<CallerIdentity | undefined> {
  const { accountRoleArn, accountRoleArns = [], partition } = settings;
  const hasRoles = accountRoleArn !== undefined || accountRoleArns.length > 0;
  const { source, providers } = credentialsFor(settings, hasRoles, {
    clients,
    scope,
    warn: () => undefined,
  });
  if (providers.roles === 'web-identity') return undefined;
  const client = clients
    .open({ accountId: 'caller', credentials: source }, scope)
    .of(STSClient, homeRegion(partition ?? 'aws'));
  try {
    const { Account: accountId = '', Arn: arn = '' } = await client.send(
      new GetCallerIdentityCommand({}),
    );
    if (accountId === '') throw new NotAwsError('the response from STS has no account');
    return { accountId, arn, source: await sourceText(source) };
  } catch (error) {
    scope.signal.throwIfAborted();
    if (error instanceof AwsAccessError) throw error;
    const failure = classify(error);
    const remedy =
      error instanceof LongshoreError
        ? NOT_AWS_REMEDY
        : failure.class === 'transient' || failure.class === 'service-absent'
          ? 'check the network, the proxy settings, and AWS_ENDPOINT_URL if it is set'
          : failure.class === 'denied' || failure.class.startsWith('credentials')
            ? 'check the access key, the profile and the clock of this machine'
            : remedyFor(failure, ['sts:GetCallerIdentity']);
    throw new AwsAccessError('the AWS credentials could not be verified', error, remedy);
  }
}

async function sourceText(source: {
  readonly id: string;
  get(): Promise<unknown>;
}): Promise<string> {
  if (source.id === 'static') return 'the settings awsAccessKeyId and awsSecretAccessKey';
  const { data } = Sourced.safeParse(await source.get());
  const names = Object.keys(data?.$source ?? {});
  return SOURCES.find(([name]) => names.includes(name))?.[1] ?? 'the default chain of the AWS SDK';
}
