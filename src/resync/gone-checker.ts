import { isRegionAllowed } from '../aws/region-policy.ts';
import { homeRegion } from '../aws/regions.ts';
import type { AccountSession } from '../aws/session.ts';
import type { ExportRequest, GoneAnswer } from '../core/exporters/exporter.ts';
import { GLOBAL_REGION } from '../core/exporters/object-kind.ts';
import type { Confirmation } from '../ledger/confirmation.ts';
import type { Scope } from '../ledger/scope.ts';
import type { KnownAccounts } from './known-accounts.ts';
import { causeOf, failureOf } from './outcome.ts';
import type { ReadPlan } from './read-plan.ts';
import type { RunContext } from './read-scope.ts';

export interface GoneCheckerOptions {
  readonly run: RunContext;
  readonly plans: readonly ReadPlan[];
  readonly accounts: KnownAccounts;
  /** The session that has read the organization; undefined for none. */
  organization(): AccountSession | undefined;
}

/** Asks AWS about single resources, with the sessions of the run. */
export class GoneChecker {
  readonly #options: GoneCheckerOptions;

  constructor(options: GoneCheckerOptions) {
    this.#options = options;
  }

  /**
   * AWS's answers about resources that are missing from a scope's listing.
   *
   * @returns one answer for each, in the same order
   */
  async check(
    scope: Scope,
    missing: readonly (readonly string[])[],
  ): Promise<readonly Confirmation[]> {
    const plan = this.#options.plans.find(({ handler }) => handler.kind === scope.kind);
    if (plan?.handler.confirmGone === undefined) return missing.map(() => NOT_ASKED);
    try {
      const request = this.#request(plan, scope);
      if (request === undefined) return missing.map(() => NOT_ASKED);
      const answers = await plan.handler.confirmGone(missing, request);
      return answers.map(confirmationOf);
    } catch (error) {
      const { signal } = this.#options.run;
      signal.throwIfAborted();
      const cause = causeOf(failureOf(error, signal), plan.handler.permissions);
      return missing.map(() => ({ status: 'unknown', cause }));
    }
  }

  #request(plan: ReadPlan, { accountId, region }: Scope): ExportRequest | undefined {
    const { run, accounts, organization } = this.#options;
    const known = accounts.of(accountId);
    const needsNoCall = plan.handler.isStored === true;
    const own = known?.isOpen === true || needsNoCall ? known?.session : undefined;
    const session = plan.handler.reach === 'organization' ? organization() : own;
    if (session === undefined) return undefined;
    const { clients, signal, observer } = run;
    return {
      account: session.account,
      region: region === GLOBAL_REGION ? endpointOf(plan, session, known?.regions ?? []) : region,
      include: [],
      window: plan.window,
      clients: clients.open(session, { signal, observer }),
      signal,
      records: run.records,
    };
  }
}

/** The endpoint for kinds that are not regional: the home region's, or another allowed one. */
function endpointOf(
  { regionPolicies }: ReadPlan,
  { account: { partition } }: AccountSession,
  enabled: readonly string[],
): string {
  const home = homeRegion(partition);
  const allowed = enabled.filter((region) =>
    regionPolicies.some((policy) => isRegionAllowed(policy, region)),
  );
  return allowed.includes(home) ? home : (allowed[0] ?? home);
}

function confirmationOf(answer: GoneAnswer): Confirmation {
  if (answer.status !== 'unknown') return answer;
  return { status: 'unknown', cause: causeOf(answer.failure, answer.permissions) };
}

const NOT_ASKED: Confirmation = {
  status: 'unknown',
  cause: {
    code: 'NotAsked',
    message: 'no session of this run can ask AWS for it',
    remedy: 'run again; if the problem remains, report it',
  },
};
