import { z } from 'zod';
import { chargePeriod } from '../../app/cost/bill/charge-period.ts';
import { runCommitments } from '../../app/cost/collect/run-commitments.ts';
import type { CommitmentReport } from '../../app/cost/collect/stored-commitments.ts';
import { runtimeOpener } from '../../app/runtime.ts';
import { decimalText, type Decimal } from '../../cost/money/decimal.ts';
import type { PaidTotal } from '../../cost/prices/paid-calls.ts';
import { visible } from '../../lib/cell-text.ts';
import { systemClock } from '../../lib/clock.ts';
import { ConfigurationError } from '../../lib/errors.ts';
import { plural } from '../../lib/plural.ts';
import { table } from '../../lib/table.ts';
import { wrap } from '../../lib/text-width.ts';
import { amountText, paidText } from '../amount-text.ts';
import { CostSteps } from '../cost-steps.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { oneOf } from '../flag-words.ts';
import { parseFlags } from '../names.ts';
import { storeSettings, StoreFlags } from '../store-flags.ts';
import type { Style } from '../style.ts';
import { styleFor, type Terminal } from '../terminal.ts';

const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;
const Flags = StoreFlags.extend({
  month: z.string().optional(),
  output: oneOf(['table', 'json']).default('table'),
});

/** `longshore cost commitments`: Savings Plans and reservations, how much of them is used, and when they end. */
export async function runCostCommitments(flags: object, terminal: Terminal): Promise<ExitCode> {
  const given = parseFlags(Flags, flags);
  const { cwd, signal, secrets, stdout, env } = terminal;
  if (given.month !== undefined && !MONTH.test(given.month)) {
    throw new ConfigurationError(`--month: "${given.month}" is not a month`, {
      remedy: 'write a month such as 2026-10',
    });
  }
  const period = chargePeriod(given.month, given.month, systemClock.now());
  const settings = await storeSettings(given, terminal);
  using steps = new CostSteps(terminal);
  const open = runtimeOpener({ settings, secrets, failsFast: true, warn: steps.warn });
  const month = period.from.slice(0, 'YYYY-MM'.length);
  const { now } = systemClock;
  const { reports, paid } = await runCommitments({ settings, cwd, month, open, signal, now });
  steps.end();
  stdout.write(
    given.output === 'json'
      ? `${JSON.stringify({ reports: reports.map(jsonOf), paid: paidJson(paid) }, null, 2)}\n`
      : `${reports.map((report) => textOf(report, styleFor(stdout, env))).join('\n')}${requestsText(paid)}\n`,
  );
  return EXIT.complete;
}

const COLUMNS = [
  { heading: 'Type' },
  { heading: 'What' },
  { heading: 'Account' },
  { heading: 'Region' },
  { heading: 'Used', align: 'right' },
  { heading: 'Cost', align: 'right' },
  { heading: 'Net savings', align: 'right' },
  { heading: 'Ends' },
] as const;

function textOf(report: CommitmentReport, { colours, width }: Style): string {
  const { payer, period, commitments, coverage, currency, readAt } = report;
  const rows = commitments.map(({ type, what, account, region, endsAt, ...amounts }) => [
    type === 'savings-plan' ? 'Savings Plan' : 'reservation',
    ...[what, account, region ?? 'all'].map((text) => visible(text ?? '–')),
    shown(amounts.utilization, ' %'),
    ...[amounts.cost, amounts.netSavings].map((amount) => shown(amount, ` ${currency}`)),
    endsAt?.slice(0, 'YYYY-MM-DD'.length) ?? '–',
  ]);
  const at = new Date(readAt).toISOString();
  const lines = [
    colours.bold(`Commitments of ${payer} in ${period}`),
    '',
    rows.length === 0 ? 'No Savings Plans or reservations.' : table(COLUMNS, rows, width),
    '',
    `Coverage: ${shown(coverage.savingsPlans, ' %')} of eligible spend by Savings Plans, ${shown(coverage.reservations, ' %')} of running hours by reservations.`,
    `Costs are amortized, from Cost Explorer, read at ${at}.`,
  ];
  return `${lines.map((line) => (line.includes('\n') ? line : wrap(line, width, 0))).join('\n')}\n`;
}

function shown(amount: Decimal | undefined, unit: string): string {
  return amount === undefined ? '–' : `${amountText(amount)}${unit}`;
}

function requestsText({ requests, amount }: PaidTotal): string {
  return `${plural(requests, 'paid request')} (${paidText(decimalText(amount))}).`;
}

function paidJson({ requests, amount }: PaidTotal): object {
  return { requests, usd: decimalText(amount) };
}

function jsonOf({ commitments, coverage, readAt, ...report }: CommitmentReport): object {
  const text = (amount: Decimal | undefined): string | null =>
    amount === undefined ? null : decimalText(amount);
  return {
    ...report,
    basis: 'EffectiveCost',
    readAt: new Date(readAt).toISOString(),
    commitments: commitments.map(({ utilization, cost, netSavings, ...one }) => ({
      ...one,
      ...{ utilizationPercent: text(utilization), cost: text(cost), netSavings: text(netSavings) },
    })),
    coveragePercent: {
      savingsPlans: text(coverage.savingsPlans),
      reservations: text(coverage.reservations),
    },
  };
}
