import { isRegionAllowed } from '../aws/region-policy.ts';
import { homeRegion } from '../aws/regions.ts';
import { classify } from '../aws/errors.ts';
import type { AccountSession } from '../aws/session.ts';
import type { ExportRequest, GoneAnswer } from '../core/exporters/exporter.ts';
import { GLOBAL_REGION } from '../core/exporters/object-kind.ts';
import type { Scope } from '../ledger/scope.ts';
import type { ReadPlan } from './read-plan.ts';
import type { RunContext } from './read-scope.ts';

export interface GoneCheckerOptions {
  readonly run: RunContext;
  readonly plans: readonly ReadPlan[];
  /** A session that read the organization; undefined when none could. */
  organization(): Promise<AccountSession | undefined>;
}

/** Asks AWS about single resources, with the sessions that a run has opened. */
export class GoneChecker {
  readonly #options: GoneCheckerOptions;
  readonly #accounts = new Map<
    string,
    { readonly session: AccountSession; readonly regions: readonly string[] }
  >();

  constructor(options: GoneCheckerOptions) {
    this.#options = options;
  }

  /** Notes an account that was opened, and its enabled regions as far as they were asked for. */
  opened(session: AccountSession, regions: readonly string[]): void {
    this.#accounts.set(session.accountId, { session, regions });
  }

  /**
   * What AWS says of resources that the listing of a scope lacks.
   *
   * @returns one answer for each, in the order given
   */
  async check(
    scope: Scope,
    missing: readonly (readonly string[])[],
  ): Promise<readonly GoneAnswer[]> {
    const plan = this.#options.plans.find(({ handler }) => handler.kind === scope.kind);
    const confirm = plan?.handler.confirmGone;
    if (plan === undefined || confirm === undefined) return missing.map(() => NOT_ASKED);
    try {
      const request = await this.#request(plan, scope);
      if (request === undefined) return missing.map(() => NOT_ASKED);
      return await confirm(missing, request);
    } catch (error) {
      this.#options.run.signal.throwIfAborted();
      const answer: GoneAnswer = {
        status: 'unknown',
        failure: classify(error),
        permissions: plan.handler.permissions,
      };
      return missing.map(() => answer);
    }
  }

  async #request(plan: ReadPlan, { accountId, region }: Scope): Promise<ExportRequest | undefined> {
    const { run, organization } = this.#options;
    const known = this.#accounts.get(accountId);
    const session = plan.handler.reach === 'organization' ? await organization() : known?.session;
    if (session === undefined) return undefined;
    const { clients, signal, observer } = run;
    return {
      account: session.account,
      region: region === GLOBAL_REGION ? endpointOf(plan, session, known?.regions ?? []) : region,
      include: [],
      window: plan.window,
      clients: clients.open(session, { signal, observer }),
      signal,
    };
  }
}

/** The endpoint that is asked for what is not regional: the home region's, or another one that is allowed. */
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

const NOT_ASKED: GoneAnswer = {
  status: 'unknown',
  failure: {
    class: 'other',
    code: 'NotAsked',
    message: 'nothing in this run can ask AWS for it',
    remedy: 'run again; report it if it stays',
  },
  permissions: [],
};
