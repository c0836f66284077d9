import { ConfigurationError } from '../lib/errors.ts';
import type { Account } from './account.ts';
import { abortable } from '../lib/aborted.ts';
import type { RoleSessions } from './role-sessions.ts';
import type { RoleArn } from './role-arn.ts';
import type { AccountCandidate, AccountSession } from './session.ts';

/** As it already appears in audit trails. */
const SESSION_NAME = 'OceanRoleSession';

/** The account of the credentials in use. */
export class SingleDiscovery {
  readonly strategy = 'single';
  readonly listedBy = 'settings';
  readonly #sessions: RoleSessions;
  #caller: Promise<AccountSession> | undefined;

  constructor(sessions: RoleSessions) {
    this.#sessions = sessions;
  }

  async *candidates(signal: AbortSignal): AsyncGenerator<AccountCandidate, void> {
    const session = await this.organization(signal);
    yield { account: session.account, listed: false, open: () => Promise.resolve(session) };
  }

  /** Asks AWS for the identity of the credentials once; again only after a failure. */
  organization(signal: AbortSignal): Promise<AccountSession> {
    this.#caller ??= this.#sessions.caller().catch((error: unknown) => {
      this.#caller = undefined;
      throw error;
    });
    return abortable(this.#caller, signal);
  }
}

/** One account for each role in the settings. */
export class MultiAccountDiscovery {
  readonly strategy = 'multi-account';
  readonly listedBy = 'settings';
  readonly #roles: readonly RoleArn[];
  readonly #sessions: RoleSessions;

  /** @throws {ConfigurationError} when two roles belong to one account. */
  constructor(roles: readonly RoleArn[], sessions: RoleSessions) {
    this.#sessions = sessions;
    this.#roles = roles;
    const seen = new Map<string, string>();
    for (const { accountId, arn } of roles) {
      const other = seen.get(accountId);
      if (other !== undefined) {
        throw new ConfigurationError(
          `accountRoleArns names account ${accountId} twice: ${other} and ${arn}`,
          { remedy: 'keep one role per account' },
        );
      }
      seen.set(accountId, arn);
    }
  }

  async *candidates(signal: AbortSignal): AsyncGenerator<AccountCandidate, void> {
    for (const role of this.#roles) {
      signal.throwIfAborted();
      const account = accountOfRole(role);
      const open = (waiting: AbortSignal): Promise<AccountSession> =>
        this.#sessions.open(role, account, SESSION_NAME, waiting);
      yield await Promise.resolve({ account, listed: false, open });
    }
  }

  /** Any of the accounts may have access to the organization. */
  organization(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

/** The account in a role's ARN, with everything known about it. */
export function accountOfRole({ accountId: id, partition }: RoleArn): Account {
  return { id, name: `Account ${id}`, partition };
}
