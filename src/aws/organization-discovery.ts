import { AwsAccessError } from './access-error.ts';
import type { CallScope } from './attempt-gate.ts';
import type { ClientFactory } from './client-factory.ts';
import { accountOfRole } from './discovery-strategies.ts';
import { organizationAccounts } from './organization-accounts.ts';
import { roleInAccount, type RoleArn } from './role-arn.ts';
import type { RoleSessions } from './role-sessions.ts';
import type { AccountCandidate, AccountSession } from './session.ts';

/** As they already appear in audit trails. */
const SESSION_NAMES = {
  organization: 'OceanOrgAssumeRoleSession',
  member: 'OceanMemberAssumeRoleSession',
} as const;

export interface OrganizationDiscoveryOptions {
  /**
   * A role of the management account or of a delegated administrator; members have a role of the same name.
   */
  readonly role: RoleArn;
  /** Only accounts below these organizational units; all when empty. */
  readonly units: readonly string[];
  readonly sessions: RoleSessions;
  readonly clients: ClientFactory;
  readonly scope: CallScope;
}

/** Every active account of the organization, or of some of its units, each with the same role. */
export class OrganizationDiscovery {
  readonly strategy = 'organizations';
  readonly #options: OrganizationDiscoveryOptions;
  #listedBy: 'organization' | 'settings' = 'settings';

  constructor(options: OrganizationDiscoveryOptions) {
    this.#options = options;
  }

  get listedBy(): 'organization' | 'settings' {
    return this.#listedBy;
  }

  /**
   * Falls back to the role's own account when there is no organization, or when it cannot be read; in the
   * latter case the list counts as incomplete.
   *
   * @throws {AwsAccessError} when the list is incomplete.
   */
  async *candidates(signal: AbortSignal): AsyncGenerator<AccountCandidate, void> {
    const { clients, scope, units } = this.#options;
    const session = await this.organization(signal);
    const found = organizationAccounts(session, clients.open(session, scope), units, signal);
    let isOwnListed = false;
    let denial: AwsAccessError | undefined;
    try {
      for await (const account of found) {
        isOwnListed ||= account.id === session.accountId;
        const role = roleInAccount(this.#options.role, account.id);
        const open = (waiting: AbortSignal): Promise<AccountSession> =>
          this.#options.sessions.open(role, account, SESSION_NAMES.member, waiting);
        yield { account, listed: true, open };
      }
      this.#listedBy = 'organization';
      return;
    } catch (error) {
      if (!(error instanceof AwsAccessError) || error.failure.class !== 'denied') throw error;
      if (error.failure.code !== 'AWSOrganizationsNotInUseException') denial = error;
    }
    if (!isOwnListed) {
      yield ownAccount(session, denial);
    }
    if (denial !== undefined) throw denial;
  }

  organization(signal: AbortSignal): Promise<AccountSession> {
    const { role, sessions } = this.#options;
    return sessions.open(role, accountOfRole(role), SESSION_NAMES.organization, signal);
  }
}

/** The role's own account. Its name is unknown, because the organization could not be read. */
function ownAccount(session: AccountSession, denial: Error | undefined): AccountCandidate {
  const account =
    denial === undefined
      ? session.account
      : {
          ...session.account,
          descriptionError: denial.cause instanceof Error ? denial.cause : denial,
        };
  return { account, listed: false, open: () => Promise.resolve({ ...session, account }) };
}
