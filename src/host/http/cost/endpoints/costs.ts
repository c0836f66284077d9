import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { groupName, valueOrNull } from '../../../../app/cost/bill/charge-groups.ts';
import type { ChargeGroupCost, ChargeQuestion } from '../../../../app/cost/bill/charge-report.ts';
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
import { problemResponses } from '../problem.ts';
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
      if (isCsv) return api.csv.sendReport(reply, report, { offset: page.offset, limit, next });
      return sendJson(reply, report, page.offset, limit, next);
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

function sendJson(
  reply: FastifyReply,
  report: CurrencyReport,
  offset: number,
  limit: number,
  next: string | null,
): FastifyReply {
  const { groups, granularity } = report.question;
  return reply.type('application/json').send({
    ...billTotals(report),
    group_by: groups.map(groupName),
    granularity,
    rows: report.rows.slice(offset, offset + limit).map((row) => rowJson(row, report.question)),
    next,
  });
}

function rowJson({ time, values, amount }: ChargeGroupCost, { groups }: ChargeQuestion): object {
  return {
    ...(time !== undefined && { time }),
    ...Object.fromEntries(
      groups.map((group, index) => [groupName(group), valueOrNull(group, values[index] ?? '')]),
    ),
    amount: decimalText(amount),
  };
}
