import type { ScopeClients } from '../../../aws/client-factory.ts';
import type { AccountSession } from '../../../aws/session.ts';
import {
  PROBE_OF_BLOCKS,
  PROBES_OF_LIST,
  type PriceProbe,
} from '../../../cost/prices/price-probe.ts';

/** An account that is tried, and where. */
export interface TriedAccount {
  readonly session: AccountSession;
  readonly clients: ScopeClients;
  readonly region: string;
}

/** How a call for prices ended in an account. */
export interface PriceAccess {
  readonly permission: string;
  readonly accountId: string;
  /** What AWS answered instead. */
  readonly error?: unknown;
}

/** Tries the calls for list prices and spot prices in the account that would make them. */
export async function listPriceAccess(
  account: TriedAccount,
  signal: AbortSignal,
): Promise<readonly PriceAccess[]> {
  const found: PriceAccess[] = [];
  for (const probe of PROBES_OF_LIST) found.push(await accessOf(probe, account, signal));
  return found;
}

/** Tries to list the capacity blocks of an account. */
export function capacityBlockAccess(
  account: TriedAccount,
  signal: AbortSignal,
): Promise<PriceAccess> {
  return accessOf(PROBE_OF_BLOCKS, account, signal);
}

async function accessOf(
  { permission, call }: PriceProbe,
  { session, clients, region }: TriedAccount,
  signal: AbortSignal,
): Promise<PriceAccess> {
  const { accountId } = session;
  try {
    await call(clients, region, signal);
    return { permission, accountId };
  } catch (error) {
    signal.throwIfAborted();
    return { permission, accountId, error };
  }
}
