import type { CallObserver } from '../aws/call-observer.ts';
import type { ScopeClients } from '../aws/client-factory.ts';
import type { AccountSession } from '../aws/session.ts';
import type { Runtime, RuntimeOpener } from './runtime.ts';

/** Longest wait for one answer, in milliseconds. Without an answer the run checks the name itself. */
const ASK_MS = 20_000;
/** Accounts that are asked: for a type that AWS publishes, one account with access is enough. */
const MAX_ACCOUNTS = 16;

export interface AskOptions {
  readonly open: RuntimeOpener;
  readonly signal: AbortSignal;
  readonly observer?: CallObserver;
  /** Longest wait for one answer, in milliseconds. @default 20_000 */
  readonly timeoutMs?: number;
}

/** An account that can be asked. */
export interface AskedAccount {
  readonly session: AccountSession;
  readonly clients: ScopeClients;
}

/** Returns true when the question is answered. */
export type Question = (account: AskedAccount, signal: AbortSignal) => Promise<boolean>;

/**
 * Asks one account after another until the question is answered. No account, or no answer in time, is not an
 * error.
 *
 * @returns whether every account was asked without an answer
 */
export async function askAccounts(question: Question, options: AskOptions): Promise<boolean> {
  const { open, timeoutMs = ASK_MS, observer = () => undefined } = options;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(timeoutMs)]);
  using runtime = open(observer, signal);
  let asked = 0;
  try {
    for await (const session of sessions(runtime, signal)) {
      if (asked === MAX_ACCOUNTS) return false;
      asked += 1;
      const clients = runtime.clients.open(session, { signal, observer });
      if (await question({ session, clients }, signal)) return false;
    }
    return !signal.aborted;
  } catch {
    options.signal.throwIfAborted();
    return false;
  }
}

/** The account that may read the organization, then all others that can be opened. */
async function* sessions(
  { discovery }: Runtime,
  signal: AbortSignal,
): AsyncGenerator<AccountSession, void> {
  const first = await discovery.organization(signal).catch(() => undefined);
  if (first !== undefined) yield first;
  for await (const candidate of discovery.candidates(signal)) {
    if (candidate.account.id === first?.accountId) continue;
    const session = await candidate.open(signal).catch(() => undefined);
    if (session !== undefined) yield session;
  }
}
