import { ConfigurationError } from '../lib/errors.ts';
import type { Partition } from './account.ts';
import type { CallScope } from './attempt-gate.ts';
import type { ClientFactory } from './client-factory.ts';
import type { CredentialSource } from './credential-source.ts';
import { defaultChain, staticCredentials, type StaticKeys } from './credentials.ts';
import type { ProfileSettings } from './credentials/unknown-profile.ts';
import { MultiAccountDiscovery, SingleDiscovery } from './discovery-strategies.ts';
import { OrganizationDiscovery } from './organization-discovery.ts';
import { chooseProviders, type Providers } from './provider-priority.ts';
import { parseRoleArn, type RoleArn } from './role-arn.ts';
import { RoleSessions } from './role-sessions.ts';
import type { AccountCandidate, AccountSession } from './session.ts';

/** Which accounts to read, and with which credentials: Ocean's settings. */
export interface AccountSettings {
  /** A role of the management or a delegated account: read the organization. */
  readonly accountRoleArn?: string | undefined;
  /** One role per account. */
  readonly accountRoleArns?: readonly string[] | undefined;
  /** Sent with every AssumeRole. */
  readonly externalId?: string | undefined;
  /** Only accounts below these organizational units. */
  readonly ouId?: readonly string[] | undefined;
  /** Names of credential providers; the first that applies is used. */
  readonly credentialProviderPriority: readonly string[];
  readonly staticCredentials?: StaticKeys | undefined;
  /** @default the first role's, or `aws` */
  readonly partition?: Partition | undefined;
  /** The file of the machine's web identity token. */
  readonly webIdentityTokenFile?: string | undefined;
  /** The profile in AWS_PROFILE, and AWS's files. */
  readonly profile?: ProfileSettings | undefined;
}

export interface DiscoveryDependencies {
  readonly clients: ClientFactory;
  /** The owner of discovery's own calls. */
  readonly scope: CallScope;
  warn(message: string): void;
  /** Replaces the SDK's default chain. For tests. */
  readonly defaultChain?: CredentialSource;
}

/** Finds the accounts according to the settings. */
export interface Discovery {
  readonly strategy: 'single' | 'multi-account' | 'organizations';
  /**
   * All accounts, as they are found.
   *
   * @throws {AwsAccessError} when the list is incomplete.
   */
  candidates(signal: AbortSignal): AsyncGenerator<AccountCandidate, void>;
  /** The session that may read the organization; undefined when any account may have to be asked. */
  organization(signal: AbortSignal): Promise<AccountSession | undefined>;
  /** After listing: whether the accounts come from an organization or from the settings. */
  readonly listedBy: 'organization' | 'settings';
}

/**
 * Selects the strategy: a role of the organization, a list of roles, or the caller's own account.
 *
 * @throws {ConfigurationError} for a malformed ARN, one of another partition, or two roles of one account.
 */
export function createDiscovery(
  settings: AccountSettings,
  dependencies: DiscoveryDependencies,
): Discovery {
  const { accountRoleArn, accountRoleArns = [], partition } = settings;
  if (accountRoleArn !== undefined) {
    const role = parseRole(accountRoleArn, 'accountRoleArn', partition);
    const { clients, scope } = dependencies;
    const sessions = openSessions(settings, true, dependencies);
    const units = trimmed(settings.ouId ?? []);
    return new OrganizationDiscovery({ role, units, sessions, clients, scope });
  }
  const sessions = openSessions(settings, accountRoleArns.length > 0, dependencies);
  if (accountRoleArns.length === 0) return new SingleDiscovery(sessions);
  const roles = accountRoleArns.map((arn, index) =>
    parseRole(arn, `accountRoleArns[${index}]`, partition),
  );
  return new MultiAccountDiscovery(roles, sessions);
}

function openSessions(
  settings: AccountSettings,
  hasRoles: boolean,
  dependencies: DiscoveryDependencies,
): RoleSessions {
  const { webIdentityTokenFile, externalId, partition } = settings;
  const { clients, scope } = dependencies;
  const { source, providers } = credentialsFor(settings, hasRoles, dependencies);
  return new RoleSessions({
    source,
    ...(providers.roles === 'web-identity' && { webIdentityTokenFile }),
    externalId,
    partition,
    clients,
    scope,
  });
}

/** The base credentials of the settings, and how roles are assumed with them. */
export function credentialsFor(
  settings: AccountSettings,
  hasRoles: boolean,
  dependencies: DiscoveryDependencies,
): { readonly source: CredentialSource; readonly providers: Providers } {
  const { credentialProviderPriority, staticCredentials: keys, webIdentityTokenFile } = settings;
  const { clients, scope } = dependencies;
  const warn = (message: string): void => {
    dependencies.warn(message);
  };
  const providers = chooseProviders(
    {
      credentialProviderPriority,
      hasStaticKeys: keys !== undefined,
      hasRoles,
      hasWebIdentity: webIdentityTokenFile !== undefined,
    },
    warn,
  );
  if (keys !== undefined && providers.source === 'static') {
    return { source: staticCredentials(keys), providers };
  }
  const requestHandler = clients.requestHandler(scope.signal);
  const { profile } = settings;
  const source = dependencies.defaultChain ?? defaultChain({ requestHandler, profile, warn });
  return { source, providers };
}

function parseRole(arn: string, setting: string, partition: Partition | undefined): RoleArn {
  const role = parseRoleArn(arn.trim(), setting);
  if (partition === undefined || partition === role.partition) return role;
  throw new ConfigurationError(
    `${setting}: "${arn}" is of partition ${role.partition}, but the partition is set to ${partition}`,
    { remedy: 'remove the partition setting, or use the ARN of a role in that partition' },
  );
}

function trimmed(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => name.trim()))].filter((name) => name !== '');
}
