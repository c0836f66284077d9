import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { LongshoreError } from '../lib/errors.ts';
import { NETWORK_REMEDY } from '../lib/network/connection-error.ts';
import { AwsAccessError } from './access-error.ts';
import type { Account, Partition } from './account.ts';
import type { CallScope } from './attempt-gate.ts';
import type { ClientFactory } from './client-factory.ts';
import type { CredentialSource } from './credential-source.ts';
import {
  assumedRole,
  webIdentityRole,
  type RoleCredentials,
} from './credentials/role-credentials.ts';
import { classify, type AwsFailure } from './errors.ts';
import { NotAwsError } from './not-aws-error.ts';
import { abortable } from '../lib/aborted.ts';
import { homeRegion } from './regions.ts';
import { NOT_AWS_REMEDY } from './remedy.ts';
import type { RoleArn } from './role-arn.ts';
import type { AccountSession } from './session.ts';

/** Placeholder for the account of the source's credentials, which is unknown before they are used. */
const CALLER = 'caller';

export interface RoleSessionsOptions {
  /** The credentials for accounts without a role, and for assuming roles. */
  readonly source: CredentialSource;
  /** The file of a web identity token, if roles are assumed with it. */
  readonly webIdentityTokenFile?: string | undefined;
  readonly externalId?: string | undefined;
  readonly partition?: Partition | undefined;
  readonly clients: ClientFactory;
  readonly scope: CallScope;
}

/** Opens sessions whose account was verified with AWS, and assumes each role once. */
export class RoleSessions {
  readonly #options: RoleSessionsOptions;
  readonly #roles = new Map<string, RoleCredentials>();

  constructor(options: RoleSessionsOptions) {
    this.#options = options;
  }

  /**
   * A session with the source's own credentials.
   *
   * @throws {AwsAccessError} when AWS does not identify them.
   * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
   */
  async caller(): Promise<AccountSession> {
    const { clients, scope, source, partition } = this.#options;
    const client = clients
      .open({ accountId: CALLER, credentials: source }, scope)
      .of(STSClient, homeRegion(partition ?? 'aws'));
    const answer = await client.send(new GetCallerIdentityCommand({})).catch((error: unknown) => {
      scope.signal.throwIfAborted();
      if (error instanceof LongshoreError) throw error;
      const remedy = remedyFor(classify(error));
      throw new AwsAccessError('cannot tell whose the AWS credentials are', error, remedy);
    });
    const { Account: id = '', Arn = '' } = answer;
    if (id === '') {
      const cause = new NotAwsError('the response from STS has no account');
      throw new AwsAccessError('cannot tell whose the AWS credentials are', cause, NOT_AWS_REMEDY);
    }
    const account = { id, name: `Account ${id}`, partition: partition ?? partitionOf(Arn) };
    return { account, accountId: id, credentials: source };
  }

  /**
   * A session for an account through a role. AWS's response to AssumeRole proves the account: it contains the
   * ARN of the role's session.
   *
   * @throws {AwsAccessError} when the role cannot be assumed or belongs to another account.
   */
  async open(
    role: RoleArn,
    account: Account,
    sessionName: string,
    signal: AbortSignal,
  ): Promise<AccountSession> {
    const credentials = this.#credentials(role, sessionName);
    const accountId = await abortable(credentials.accountId(), signal);
    if (accountId === account.id) return { account, accountId, credentials };
    throw new AwsAccessError(
      `the credentials of ${role.arn} are not those of account ${account.id}`,
      new Error(`AWS says they belong to account ${accountId}`),
      'check accountRoleArn and accountRoleArns, and AWS_ENDPOINT_URL if it is set',
    );
  }

  #credentials(role: RoleArn, sessionName: string): RoleCredentials {
    const known = this.#roles.get(role.arn);
    if (known !== undefined) return known;
    const { source, webIdentityTokenFile, externalId, clients, scope } = this.#options;
    const region = homeRegion(role.partition);
    const options = { roleArn: role.arn, sessionName, region, clients, scope };
    const credentials =
      webIdentityTokenFile === undefined
        ? assumedRole({ ...options, externalId, base: source, baseAccountId: CALLER })
        : webIdentityRole({ ...options, tokenFile: webIdentityTokenFile });
    this.#roles.set(role.arn, credentials);
    return credentials;
  }
}

function remedyFor({ class: failureClass, remedy }: AwsFailure): string {
  if (remedy !== undefined) return remedy;
  if (failureClass === 'not-aws') return NOT_AWS_REMEDY;
  return failureClass === 'transient' || failureClass === 'service-absent'
    ? NETWORK_REMEDY
    : 'check the access key, the profile and this machine’s clock';
}

function partitionOf(arn: string): Partition {
  const partition = arn.split(':')[1];
  return partition === 'aws-us-gov' || partition === 'aws-cn' ? partition : 'aws';
}
