import { z } from 'zod';
import {
  budgetReport,
  type BudgetReport,
  type ShownBudget,
} from '../../../../app/cost/analysis/budget-report.ts';
import { decimalText, type Decimal } from '../../../../cost/money/decimal.ts';
import type { QueryColumn, QueryValue } from '../../../../store/store.ts';
import { callerSignal, SECURITY, wantsCsv, type CostEndpoint } from '../cost-api.ts';
import { ChargesQuery, limitOf } from '../cost-query.ts';
import { problemResponses } from '../problem.ts';
import { SharedAnswers } from '../shared-answers.ts';

const SOURCES = ['longshore', 'aws'] as const;
const STATUSES = ['within', 'at-risk', 'exceeded', 'unknown'] as const;

const some = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).max(10).optional();
const Query = z.strictObject({
  source: some(z.enum(SOURCES)).describe('whose budgets'),
  status: some(z.enum(STATUSES)),
  page: z
    .string()
    .regex(/^[1-9]\d{0,6}$/, { error: 'must be a page number' })
    .optional()
    .describe('`next` of the previous answer'),
  limit: ChargesQuery.shape.limit,
});

const maybe = z.string().nullable();
const Budget = z
  .object({
    source: z.enum(SOURCES),
    account: maybe.describe('whose budget of AWS it is'),
    name: z.string(),
    period: z.string().describe('monthly, quarterly or yearly'),
    start_date: maybe.describe('of the current period; null where AWS does not say'),
    end_date: maybe,
    currency: z.string(),
    basis: maybe.describe('null where AWS does not say which cost it counts'),
    filters: z.array(z.string()),
    thresholds: z.array(z.number()).describe('in per cent'),
    limit: maybe,
    spent: maybe.describe('so far; null while it is unknown'),
    used_ratio: z.number().nullable(),
    expected: maybe.describe('an estimate of the last day of the period'),
    expected_range: z.object({ low: z.string(), high: z.string() }).nullable(),
    expected_ratio: z.number().nullable(),
    status: z.enum(STATUSES),
    reason: maybe.describe('why something is unknown'),
    read_at: maybe.describe('when the figures were read from AWS'),
  })
  .meta({ id: 'Budget' });
type Budget = z.output<typeof Budget>;

const Budgets = z
  .object({
    budgets: z.array(Budget).describe('those of the settings, then those of AWS'),
    count: z.int().describe('on all pages'),
    next: maybe.describe('`page` of the next page; null on the last one'),
  })
  .meta({ id: 'Budgets' });

/** `GET /budgets`: what is used of the budgets, and what is expected. */
export const budgetsEndpoint: CostEndpoint = (app, api) => {
  const answers = new SharedAnswers<BudgetReport>({ timeoutMs: api.timeoutMs });
  app.get(
    '/budgets',
    {
      schema: {
        summary: 'Budgets of the settings and of AWS; Accept: application/json, text/csv',
        security: SECURITY,
        querystring: Query,
        response: {
          200: {
            description: 'A page; as CSV, without `limit` and `page`, all of them',
            content: {
              'application/json': { schema: Budgets },
              'text/csv': { schema: z.string() },
            },
          },
          ...problemResponses('invalid-field', 'too-many-requests'),
        },
      },
    },
    async (request, reply) => {
      const { source, status, page = '1' } = request.query;
      const report = await answers.ask(
        '',
        async (stop) => {
          const question = { budgets: api.budgets, now: api.now() };
          return budgetReport(await api.reader(), question, stop);
        },
        callerSignal(reply),
      );
      const found = report.budgets.filter(
        (one) => (source?.includes(one.source) ?? true) && (status?.includes(one.status) ?? true),
      );
      const isCsv = wantsCsv(request);
      const limit = limitOf(request.query, isCsv);
      const offset = page === '1' ? 0 : (Number(page) - 1) * limit;
      const next = offset + limit < found.length ? String(Number(page) + 1) : null;
      const shown = found.slice(offset, offset + limit).map(budgetJson);
      if (isCsv) return api.csv.send(reply, csvColumns(), shown.map(csvRow), next);
      return reply
        .type('application/json')
        .send({ budgets: shown, count: found.length, next } satisfies z.output<typeof Budgets>);
    },
  );
};

function budgetJson(budget: ShownBudget): Budget {
  const { from, to, basis = null, limit, spent, usedRatio, expected, expectedRange } = budget;
  const { source, account, name, period, currency, filters, thresholds, status, reason } = budget;
  return {
    ...{ source, account, name, period, start_date: from, end_date: to, currency, basis },
    ...{ filters: [...filters], thresholds: [...thresholds] },
    ...{ limit: textOf(limit), spent: textOf(spent), used_ratio: usedRatio },
    expected: textOf(expected),
    expected_range:
      expectedRange === null
        ? null
        : { low: decimalText(expectedRange.low), high: decimalText(expectedRange.high) },
    ...{ expected_ratio: budget.expectedRatio, status, reason, read_at: budget.readAt },
  };
}

function textOf(amount: Decimal | null): string | null {
  return amount === null ? null : decimalText(amount);
}

const CSV_COLUMNS = [
  ...(['source', 'account', 'name', 'period', 'start_date', 'end_date', 'currency'] as const),
  ...(['basis', 'limit', 'spent', 'used_ratio', 'expected', 'expected_ratio'] as const),
  ...(['status', 'reason', 'read_at'] as const),
] as const;

function csvColumns(): readonly QueryColumn[] {
  return CSV_COLUMNS.map((name) => ({ name, type: 'text' }));
}

function csvRow(budget: Budget): readonly QueryValue[] {
  return CSV_COLUMNS.map((name) => budget[name]);
}
