import { z } from 'zod';
import type { Commitment, CommitmentCoverage } from '../../../cost/explorer/commitments.ts';
import { decimal, decimalText, type Decimal } from '../../../cost/money/decimal.ts';
import { COMMITMENTS, type CommitmentRow } from '../../../store/cost-tables.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';

/** The commitments of a payer account in a month. */
export interface CommitmentReport {
  /** The payer account. */
  readonly payer: string;
  /** `2026-10` */
  readonly period: string;
  readonly commitments: readonly Commitment[];
  readonly coverage: CommitmentCoverage;
  /** ISO 4217 */
  readonly currency: string;
  /** When Cost Explorer was asked, in milliseconds since the Unix epoch. */
  readonly readAt: number;
}

const PLAN_COVERAGE = 'savings-plan-coverage';
const RESERVATION_COVERAGE = 'reservation-coverage';
const Text = z.string().nullable();
const Row = z.object({
  payer: z.string(),
  period: z.string(),
  type: z.string(),
  id: Text,
  account: Text,
  region: Text,
  what: Text,
  payment_option: Text,
  ends_at: Text,
  utilization_percent: Text,
  coverage_percent: Text,
  cost: Text,
  net_savings: Text,
  currency: z.string(),
  read_at: z.string().transform(Date.parse),
});

/** What the store has, by payer account. */
export async function storedCommitments(
  store: Pick<Store, 'query'>,
  signal: AbortSignal,
): Promise<readonly CommitmentReport[]> {
  const names = COMMITMENTS.columns.map(({ name }) => name);
  const sql = `select ${names.join(', ')} from commitments order by payer, ends_at, id`;
  const reports = new Map<string, CommitmentReport>();
  for (const values of await allRows(store, sql, signal)) {
    const row = Row.parse(Object.fromEntries(names.map((name, index) => [name, values[index]])));
    const { payer, period, currency, read_at: readAt } = row;
    const report = reports.get(payer) ?? {
      ...{ payer, period, currency, readAt, commitments: [] },
      coverage: { savingsPlans: undefined, reservations: undefined },
    };
    reports.set(payer, withRow(report, row));
  }
  return [...reports.values()];
}

/** Replaces what the store has of the payer account. */
export async function storeCommitments(
  store: Store,
  report: CommitmentReport,
  signal: AbortSignal,
): Promise<void> {
  const { payer, coverage } = report;
  const rows = [
    ...report.commitments.map((one) => rowOf(report, one.type, one, undefined)),
    rowOf(report, PLAN_COVERAGE, undefined, coverage.savingsPlans),
    rowOf(report, RESERVATION_COVERAGE, undefined, coverage.reservations),
  ];
  async function* batches() {
    yield await Promise.resolve(rows);
  }
  await store.replacePart(COMMITMENTS, payer, batches(), signal);
}

function withRow(report: CommitmentReport, row: z.output<typeof Row>): CommitmentReport {
  const covered = amountOf(row.coverage_percent);
  if (row.type === PLAN_COVERAGE) {
    return { ...report, coverage: { ...report.coverage, savingsPlans: covered } };
  }
  if (row.type === RESERVATION_COVERAGE) {
    return { ...report, coverage: { ...report.coverage, reservations: covered } };
  }
  const commitment: Commitment = {
    type: row.type === 'savings-plan' ? 'savings-plan' : 'reservation',
    id: row.id ?? '',
    account: row.account ?? undefined,
    region: row.region ?? undefined,
    what: row.what ?? undefined,
    paymentOption: row.payment_option ?? undefined,
    endsAt: row.ends_at ?? undefined,
    utilization: amountOf(row.utilization_percent),
    cost: amountOf(row.cost),
    netSavings: amountOf(row.net_savings),
  };
  return { ...report, commitments: [...report.commitments, commitment] };
}

function rowOf(
  { payer, period, currency, readAt }: CommitmentReport,
  type: string,
  one: Commitment | undefined,
  coverage: Decimal | undefined,
): CommitmentRow {
  const text = (amount: Decimal | undefined): string | null =>
    amount === undefined ? null : decimalText(amount);
  return [
    ...([payer, period, type, one?.id ?? null, one?.account ?? null] as const),
    ...([one?.region ?? null, one?.what ?? null, one?.paymentOption ?? null] as const),
    one?.endsAt === undefined ? null : new Date(one.endsAt),
    ...([text(one?.utilization), text(coverage), text(one?.cost)] as const),
    ...([text(one?.netSavings), currency, readAt] as const),
  ];
}

function amountOf(text: string | null): Decimal | undefined {
  return text === null ? undefined : decimal(text);
}
