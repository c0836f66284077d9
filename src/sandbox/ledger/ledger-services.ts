import type { Handler } from '../services/handler.ts';
import { budgets } from './advisors/budgets.ts';
import { computeOptimizer } from './advisors/compute-optimizer.ts';
import { optimizationHub } from './advisors/optimization-hub.ts';
import { dataExports } from './exports/data-exports.ts';
import { reportDefinitions } from './exports/report-definitions.ts';
import { costExplorer } from './explorer/cost-explorer.ts';
import type { Ledger } from './ledger.ts';
import { cloudWatch } from './metrics/cloudwatch.ts';
import type { LedgerOptions } from './ledger-options.ts';

/** The services that show a ledger, by signing name and operation. */
export function ledgerServices(
  ledger: Ledger,
  options: LedgerOptions,
): Readonly<Record<string, Readonly<Record<string, Handler>>>> {
  return {
    'bcm-data-exports': dataExports(ledger, options),
    budgets: budgets(ledger),
    'compute-optimizer': computeOptimizer(ledger, options),
    'cost-optimization-hub': optimizationHub(ledger, options),
    cur: reportDefinitions(ledger, options),
    monitoring: cloudWatch(ledger, options),
    ce: costExplorer(ledger, options),
  };
}
