import { chargePeriod, dayAfter } from '../app/cost/bill/charge-period.ts';
import { chargeReport, type ChargeQuestion } from '../app/cost/bill/charge-report.ts';
import type { CollectReport } from '../app/cost/collect/collect-report.ts';
import { decimal, minus, plus, roundedText, ZERO } from '../cost/money/decimal.ts';
import { plural } from '../lib/plural.ts';
import { wrap } from '../lib/text-width.ts';
import type { Store } from '../store/store.ts';
import { chargeText } from './charge-text.ts';
import type { Style } from './style.ts';
import { DEFAULT_WIDTH } from './terminal.ts';

/** The simulated bill, and what collects it. */
export interface BilledStage {
  readonly resources: Store;
  /** The ledger of the simulated organization. */
  readonly truth: { total(query: { readonly from: string; readonly to: string }): string };
  collectBill(month: string): Promise<CollectReport>;
}

/** The last month's bill from the simulated exports, compared with what the sandbox's ledger says. */
export async function demoBill(
  { resources, truth, collectBill }: BilledStage,
  {
    style,
    now,
    signal,
  }: { readonly style: Style; readonly now: number; readonly signal: AbortSignal },
): Promise<{ readonly text: string; readonly isReconciled: boolean }> {
  const period = chargePeriod(undefined, undefined, now);
  const month = period.from.slice(0, 'YYYY-MM'.length);
  const { scopes } = await collectBill(month);
  const question: ChargeQuestion = {
    period,
    granularity: 'total',
    groups: ['service'],
    filters: [],
    basis: 'BilledCost',
  };
  const report = await chargeReport(resources, question, signal);
  const total = [...report.totals.values()].reduce((sum, one) => plus(sum, one.total), ZERO);
  const ledger = decimal(truth.total({ from: period.from, to: dayAfter(period.to) }));
  const isReconciled = roundedText(minus(total, ledger), 2).replace('-', '') === '0.00';
  const { colours, width = DEFAULT_WIDTH } = style;
  const charges = scopes.reduce((sum, scope) => sum + (scope.charges ?? 0), 0);
  const compared = isReconciled
    ? 'This equals the ledger of the simulated organization to the cent.'
    : `The ledger of the simulated organization says ${roundedText(ledger, 2)} USD.`;
  const text = [
    colours.bold('6. The bill of last month, from its simulated export.'),
    wrap(
      `It has ${plural(charges, 'charge')}: what ran, with discounts, commitments, credits and taxes.`,
      width,
      0,
    ),
    `${colours.dim('longshore cost collect && longshore cost show')}\n\n${chargeText(report, style)}`,
    ...scopes.flatMap(({ reason }) => (reason === undefined ? [] : [wrap(reason, width, 0)])),
    wrap(compared, width, 0),
  ];
  return { text: `${text.join('\n\n')}\n`, isReconciled };
}
