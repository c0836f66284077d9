import type { ExplorerAccess } from '../../../cost/explorer/explorer-calls.ts';
import type { SpendCap } from '../../../cost/prices/paid-calls.ts';
import type { Payer } from './payer-accounts.ts';

/** How a payer account asks Cost Explorer, within the cap. */
export function explorerAccess(
  { session, runtime, observer }: Omit<Payer, 'clients'>,
  cap: SpendCap,
): ExplorerAccess {
  const { partition } = session.account;
  return { clients: runtime.clients, owner: session, partition, observer, cap };
}
