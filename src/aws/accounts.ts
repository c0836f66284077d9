import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { ConfigurationError } from '../lib/errors.ts';
import { AwsAccessError } from './access-error.ts';
import type { Account, Partition } from './account.ts';
import type { CallScope } from './attempt-path.ts';
import type { ClientFactory } from './client-factory.ts';
import type { CredentialSource } from './credential-source.ts';
import {
  assumedRole,
  defaultChain,
  staticCredentials,
  webIdentityRole,
  type RoleCredentials,
} from './credentials.ts';
import { classify } from './errors.ts';
import { organizationAccounts } from './organization-accounts.ts';
import { homeRegion } from './regions.ts';
import { parseRoleArn, roleInAccount, type RoleArn } from './role-arn.ts';
import type { AccountCandidate, AccountSession } from './session.ts';

/** Which accounts to read, and with what credentials: Ocean's settings. */
export interface AccountSettings {
  /** A role of the management or a delegated account: read the organization. */
  readonly accountRoleArn?: string | undefined;
  /** One role per account. */
  readonly accountRoleArns?: readonly string[] | undefined;
  readonly externalId?: string | undefined;
  /** Only accounts below these organizational units. */
  readonly ouId?: readonly string[] | undefined;
  /** Names of credential providers, the first that applies is used. */
  readonly credentialProviderPriority: readonly string[];
  readonly staticCredentials?:
    | {
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
        readonly sessionToken?: string | undefined;
      }
    | undefined;
  readonly partition?: Partition | undefined;
  readonly webIdentityTokenFile?: string | undefined;
}

export interface DiscoveryDependencies {
  readonly clients: ClientFactory;
  /** What discovery's own calls belong to. */
  readonly scope: CallScope;
  warn(message: string): void;
}

/** Finds the accounts, as the settings say. */
export interface Discovery {
  readonly strategy: 'single' | 'multi-account' | 'organizations';
  /** All accounts, as they are found. A throw means that the list is not complete. */
  candidates(signal: AbortSignal): AsyncGenerator<AccountCandidate, void>;
  /** The session that may read the organization; none when any account may have to be asked. */
  organization(signal: AbortSignal): Promise<AccountSession | undefined>;
}

/** Session names, as audit trails already know them. */
const SESSION_NAMES = {
  multi: 'OceanRoleSession',
  organization: 'OceanOrgAssumeRoleSession',
  member: 'OceanMemberAssumeRoleSession',
} as const;

/**
 * Chooses the strategy: a role of the organization, a list of roles, or the caller's own account.
 *
 * @throws {ConfigurationError} for a malformed ARN, or two roles of one account.
 */
export function createDiscovery(
  settings: AccountSettings,
  dependencies: DiscoveryDependencies,
): Discovery {
  const roles = new Roles(settings, dependencies);
  if (settings.accountRoleArn !== undefined) {
    const role = parseRoleArn(settings.accountRoleArn, 'accountRoleArn');
    return new OrganizationDiscovery(role, settings, roles, dependencies);
  }
  const { accountRoleArns = [] } = settings;
  if (accountRoleArns.length > 0) return new MultiAccountDiscovery(accountRoleArns, roles);
  return new SingleDiscovery(roles);
}

/** Gets credentials for roles, each role once, from the provider that applies. */
class Roles {
  readonly base: CredentialSource;
  readonly #settings: AccountSettings;
  readonly #dependencies: DiscoveryDependencies;
  readonly #provider: 'web-identity' | 'assume-role';
  readonly #roles = new Map<string, RoleCredentials>();

  constructor(settings: AccountSettings, dependencies: DiscoveryDependencies) {
    this.#settings = settings;
    this.#dependencies = dependencies;
    this.#provider = chooseProvider(settings, (message) => {
      dependencies.warn(message);
    });
    this.base =
      settings.staticCredentials === undefined
        ? defaultChain()
        : staticCredentials(settings.staticCredentials);
  }

  get partition(): Partition {
    return this.#settings.partition ?? 'aws';
  }

  /** Whose the base credentials are. */
  async caller(): Promise<Account> {
    const { clients, scope } = this.#dependencies;
    const owner = { accountId: 'caller', credentials: this.base };
    const client = clients.open(owner, scope).of(STSClient, homeRegion(this.partition));
    const { Account: id = '', Arn = '' } = await client
      .send(new GetCallerIdentityCommand({}))
      .catch((error: unknown) => {
        if (error instanceof AwsAccessError) throw error;
        throw new AwsAccessError(
          'cannot tell whose the AWS credentials are',
          error,
          remedyForCaller(classify(error).class),
        );
      });
    const partition = this.#settings.partition ?? partitionOf(Arn);
    return { id, name: `Account ${id}`, partition };
  }

  /** A session for an account through a role, checked to be that account's. */
  async open(role: RoleArn, account: Account, sessionName: string): Promise<AccountSession> {
    const credentials = this.#credentials(role, sessionName);
    const accountId = await credentials.accountId();
    if (accountId !== account.id) {
      throw new AwsAccessError(
        `the credentials of ${role.arn} are not those of account ${account.id}`,
        new Error(`AWS says they belong to account ${accountId}`),
        'check accountRoleArn and accountRoleArns',
      );
    }
    return { account, accountId, credentials };
  }

  #credentials(role: RoleArn, sessionName: string): RoleCredentials {
    const known = this.#roles.get(role.arn);
    if (known !== undefined) return known;
    const { externalId, webIdentityTokenFile } = this.#settings;
    const options = {
      roleArn: role.arn,
      sessionName,
      region: homeRegion(role.partition),
      ...this.#dependencies,
    };
    const credentials =
      this.#provider === 'web-identity' && webIdentityTokenFile !== undefined
        ? webIdentityRole({ ...options, tokenFile: webIdentityTokenFile })
        : assumedRole({ ...options, externalId, base: this.base, baseAccountId: 'caller' });
    this.#roles.set(role.arn, credentials);
    return credentials;
  }
}

function remedyForCaller(failureClass: string): string {
  if (failureClass === 'transient' || failureClass === 'service-absent') {
    return 'check the network, and AWS_ENDPOINT_URL if it is set';
  }
  return 'check the access key, the profile and this machine’s clock';
}

/**
 * Which provider serves roles: the first of the priority that applies. Static keys are a source for
 * roles, never a reason not to assume them.
 */
function chooseProvider(
  { credentialProviderPriority, webIdentityTokenFile }: AccountSettings,
  warn: (message: string) => void,
): 'web-identity' | 'assume-role' {
  for (const name of credentialProviderPriority) {
    switch (name) {
      case 'AssumeRoleWithWebIdentity':
        if (webIdentityTokenFile !== undefined) return 'web-identity';
        break;
      case 'StaticCredential':
      case 'AssumeRole':
        return 'assume-role';
      default:
        warn(
          `credentialProviderPriority: unknown provider "${name}" is skipped (valid: AssumeRoleWithWebIdentity, StaticCredential, AssumeRole)`,
        );
    }
  }
  return 'assume-role';
}

function partitionOf(arn: string): Partition {
  const partition = arn.split(':')[1];
  return partition === 'aws-us-gov' || partition === 'aws-cn' ? partition : 'aws';
}

/** The caller's own account. */
class SingleDiscovery implements Discovery {
  readonly strategy = 'single';
  readonly #roles: Roles;
  #caller: Promise<Account> | undefined;

  constructor(roles: Roles) {
    this.#roles = roles;
  }

  async *candidates(): AsyncGenerator<AccountCandidate, void> {
    const account = await this.#account();
    yield { account, listed: false, open: () => Promise.resolve(this.#session(account)) };
  }

  async organization(): Promise<AccountSession> {
    return this.#session(await this.#account());
  }

  #account(): Promise<Account> {
    this.#caller ??= this.#roles.caller();
    return this.#caller;
  }

  #session(account: Account): AccountSession {
    return { account, accountId: account.id, credentials: this.#roles.base };
  }
}

/** One account for each role that the user listed. */
class MultiAccountDiscovery implements Discovery {
  readonly strategy = 'multi-account';
  readonly #listed: readonly RoleArn[];
  readonly #roles: Roles;

  constructor(arns: readonly string[], roles: Roles) {
    this.#roles = roles;
    this.#listed = arns.map((arn, index) => parseRoleArn(arn, `accountRoleArns[${index}]`));
    const seen = new Map<string, string>();
    for (const { accountId, arn } of this.#listed) {
      const other = seen.get(accountId);
      if (other !== undefined) {
        throw new ConfigurationError(
          `accountRoleArns names account ${accountId} twice: ${other} and ${arn}`,
          {
            remedy: 'keep one role per account',
          },
        );
      }
      seen.set(accountId, arn);
    }
  }

  async *candidates(): AsyncGenerator<AccountCandidate, void> {
    for (const role of this.#listed) {
      const { accountId: id, partition } = role;
      const account: Account = { id, name: `Account ${id}`, partition };
      yield await Promise.resolve({
        account,
        listed: false,
        open: () => this.#roles.open(role, account, SESSION_NAMES.multi),
      });
    }
  }

  organization(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

/** Every active account of the organization, or of some of its units, each through the same role. */
class OrganizationDiscovery implements Discovery {
  readonly strategy = 'organizations';
  readonly #role: RoleArn;
  readonly #units: readonly string[];
  readonly #roles: Roles;
  readonly #dependencies: DiscoveryDependencies;

  constructor(
    role: RoleArn,
    settings: AccountSettings,
    roles: Roles,
    dependencies: DiscoveryDependencies,
  ) {
    this.#role = role;
    this.#units = settings.ouId ?? [];
    this.#roles = roles;
    this.#dependencies = dependencies;
  }

  /** Falls back to the role's own account when there is no organization, or it may not be read. */
  async *candidates(signal: AbortSignal): AsyncGenerator<AccountCandidate, void> {
    const session = await this.organization();
    const clients = this.#dependencies.clients.open(session, this.#dependencies.scope);
    let failure: unknown;
    try {
      yield* this.#members(organizationAccounts(session, clients, this.#units, signal));
      return;
    } catch (error) {
      const { class: failureClass, code } = classify(error);
      if (failureClass !== 'denied') throw error;
      if (code !== 'AWSOrganizationsNotInUseException') failure = error;
    }
    yield { account: session.account, listed: false, open: () => Promise.resolve(session) };
    if (failure !== undefined) throw failure;
  }

  organization(): Promise<AccountSession> {
    const { accountId: id, partition } = this.#role;
    const account: Account = { id, name: `Account ${id}`, partition };
    return this.#roles.open(this.#role, account, SESSION_NAMES.organization);
  }

  async *#members(accounts: AsyncIterable<Account>): AsyncGenerator<AccountCandidate, void> {
    for await (const account of accounts) {
      const role = roleInAccount(this.#role, account.id);
      yield {
        account,
        listed: true,
        open: () => this.#roles.open(role, account, SESSION_NAMES.member),
      };
    }
  }
}
