import { CountedPaidCalls } from '../../../cost/prices/paid-calls.ts';
import { StoredPaidCalls } from '../../../cost/prices/stored-paid-calls.ts';
import type { Store } from '../../../store/store.ts';
import type { ConnectionReport } from './connection-report.ts';
import { capOf, openPayers, type RunCollectOptions } from './run-collect.ts';
import { testConnection } from './test-connection.ts';

/** What is tried. */
export interface ConnectionRequest {
  /** A payer account. @default those of the settings */
  readonly accountId?: string | undefined;
  /** Regions that must be enabled. @default none */
  readonly regions?: readonly string[] | undefined;
}

export type RunTestConnectionOptions = ConnectionRequest &
  Pick<RunCollectOptions, 'settings' | 'openWith' | 'observer' | 'signal' | 'now' | 'onPaid'>;

/** Can the bill be collected with these settings? @param store has the record of paid calls */
export async function runTestConnection(
  store: Store,
  options: RunTestConnectionOptions,
): Promise<ConnectionReport> {
  const { settings, signal, now, accountId, regions = [], onPaid } = options;
  const { collection } = settings.cost;
  const paid = new CountedPaidCalls(new StoredPaidCalls(store, signal), onPaid);
  using payers = openPayers(options);
  return await testConnection({
    ...{ payers, regions, signal, now },
    accounts: accountId === undefined ? collection.accounts : [accountId],
    exports: collection.exports,
    cap: capOf(settings, paid, now),
  });
}
