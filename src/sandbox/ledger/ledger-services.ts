import type { Handler } from '../services/handler.ts';
import { dataExports } from './exports/data-exports.ts';
import { costExplorer } from './explorer/cost-explorer.ts';
import type { Ledger } from './ledger.ts';
import type { LedgerOptions } from './ledger-options.ts';

/** The services that show a ledger, by signing name and operation. */
export function ledgerServices(
  ledger: Ledger,
  options: LedgerOptions,
): Readonly<Record<string, Readonly<Record<string, Handler>>>> {
  return {
    'bcm-data-exports': dataExports(ledger, options),
    ce: costExplorer(ledger, options),
  };
}
