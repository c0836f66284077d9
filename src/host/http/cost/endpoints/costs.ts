import { z } from 'zod';
import { groupName, withoutValue } from '../../../../app/cost/bill/charge-groups.ts';
import type { ChargeQuestion } from '../../../../app/cost/bill/charge-report.ts';
import { decimalText } from '../../../../cost/money/decimal.ts';
import { billTotals, BillTotals, inCurrency, type CurrencyReport } from '../bill-totals.ts';
import { callerSignal, SECURITY, wantsCsv, type CostApi, type CostEndpoint } from '../cost-api.ts';
import {
  BASES,
  CostsQuery,
  filtersOf,
  groupsOf,
  limitOf,
  periodOf,
  serviceFilter,
} from '../cost-query.ts';
import { PageTexts } from '../page-texts.ts';
import { problemResponses } from '../problem.ts';
import type { CsvPage } from '../send-csv.ts';
import { storedServices } from '../stored-services.ts';

const Row = z
  .object({
    time: z.string().optional().describe('the month or the day; missing for the whole period'),
    amount: z.string(),
  })
  .catchall(z.string().nullable())
  .meta({
    id: 'CostRow',
    description: 'a value for each group, by its name; null for charges without one',
  });
export const Costs = BillTotals.extend({
  group_by: z.array(z.string()),
  granularity: z.string(),
  rows: z.array(Row).describe('in the order of time, the most expensive first'),
}).meta({ id: 'Costs' });

/** `GET /costs`: the bill by groups, as `longshore cost show` has it. */
export const costsEndpoint: CostEndpoint = (app, api) => {
  const texts = new PageTexts();
  app.get(
    '/costs',
    {
      schema: {
        summary:
          'The bill by service, region, account, resource, tag and time; Accept: application/json, text/csv',
        security: SECURITY,
        querystring: CostsQuery,
        response: {
          200: {
            description: 'A page of the bill; as CSV, without `limit` and `page`, all of it',
            content: {
              'application/json': { schema: Costs },
              'text/csv': { schema: z.string() },
            },
          },
          ...problemResponses('invalid-field', 'bill-changed', 'too-many-requests'),
        },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const signal = callerSignal(reply);
      const question = await questionOf(query, api, signal);
      const isCsv = wantsCsv(request);
      const limit = limitOf(query, isCsv);
      const page = await api.reports.page(question, query.page, limit, signal);
      const report = inCurrency(page.report, query.currency);
      const next =
        page.offset + limit < report.rows.length ? page.cursor(page.offset + limit) : null;
      const shown = { offset: page.offset, limit, next };
      if (isCsv) return api.csv.sendReport(reply, report, shown);
      const name = JSON.stringify([query.currency, shown]);
      const text = texts.textOf(page.report, name, () => pageJson(report, shown));
      return reply.type('application/json').send(text);
    },
  );
};

async function questionOf(
  query: CostsQuery,
  api: CostApi,
  signal: AbortSignal,
): Promise<ChargeQuestion> {
  const services = async () => storedServices(await api.reader(), signal);
  const service = query.service === undefined ? [] : [await serviceFilter(query.service, services)];
  return {
    period: periodOf(query, api.now()),
    granularity: query.granularity,
    groups: groupsOf(query),
    filters: [...service, ...filtersOf(query)],
    basis: BASES[query.basis],
  };
}

function pageJson(
  report: CurrencyReport,
  { offset, limit, next }: CsvPage,
): z.output<typeof Costs> {
  const { groups, granularity } = report.question;
  const names = groups.map(groupName);
  const missing = groups.map(withoutValue);
  const rows = report.rows.slice(offset, offset + limit);
  return {
    ...billTotals(report),
    group_by: names,
    granularity,
    rows: rows.map(({ time, values, amount }) => {
      const row: z.output<typeof Row> = { amount: decimalText(amount) };
      if (time !== undefined) row.time = time;
      for (const [index, name] of names.entries()) {
        const value = values[index] ?? null;
        row[name] = value === missing[index] ? null : value;
      }
      return row;
    }),
    next,
  };
}
