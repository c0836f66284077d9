import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  opportunityReport,
  opportunityServices,
  type OpportunityQuestion,
  type OpportunityReport,
} from '../../../../app/cost/findings/opportunity-report.ts';
import { decimal, decimalText, sumOf } from '../../../../cost/money/decimal.ts';
import { callerSignal, SECURITY, wantsCsv, type CostEndpoint } from '../cost-api.ts';
import { limitOf } from '../cost-query.ts';
import {
  opportunityColumns,
  opportunityJson,
  OpportunityJson,
  opportunityRow,
} from '../opportunity-json.ts';
import { OpportunitiesQuery, opportunityFilter, sortOf } from '../opportunity-query.ts';
import { ApiProblem, invalidField, problemResponses } from '../problem.ts';
import { SharedAnswers } from '../shared-answers.ts';

/** Of one answer as CSV: about 100 MB. */
const MOST_CSV_ROWS = 100_000;
const HASH_LENGTH = 32;
const CURSOR = /^(?<version>[0-9a-f]{32})-(?<offset>\d+)$/;

const maybe = z.string().nullable();
const Opportunities = z
  .object({
    opportunities: z.array(OpportunityJson),
    count: z.int().describe('on all pages'),
    total_saving: z
      .string()
      .describe('a month, of those on all pages that are open; each counted once'),
    currency: maybe.describe('null while no saving is known'),
    saving_unknown: z.int().describe('opportunities whose saving is not known: not in the total'),
    by_type: z.array(z.object({ type: z.string(), count: z.int(), total_saving: z.string() })),
    unknown: z
      .array(z.object({ reason: z.string(), count: z.int(), fix: maybe }))
      .describe('what has no verdict, whatever the `verdict` that is asked for'),
    stale: z
      .array(z.object({ reason: z.string(), places: z.int() }))
      .describe(
        'accounts, regions and kinds whose opportunities are older, because they could not be read',
      ),
    as_of: z.object({
      evaluated_at: maybe,
      inventory_read: maybe,
      usage_read: maybe,
      prices_read: maybe,
    }),
    next: maybe.describe('`page` of the next page; null on the last one'),
  })
  .meta({ id: 'Opportunities' });

/** `GET /opportunities`: what can be saved, as `longshore cost findings` has stored it. */
export const opportunitiesEndpoint: CostEndpoint = (app, api) => {
  const answers = new SharedAnswers<OpportunityReport>({ timeoutMs: api.timeoutMs });
  app.get(
    '/opportunities',
    {
      schema: {
        summary: 'What can be saved, with evidence and savings; Accept: application/json, text/csv',
        security: SECURITY,
        querystring: OpportunitiesQuery,
        response: {
          200: {
            description: 'A page; as CSV, without `limit` and `page`, all of them',
            content: {
              'application/json': { schema: Opportunities },
              'text/csv': { schema: z.string() },
            },
          },
          ...problemResponses('invalid-field', 'findings-changed', 'too-many-requests'),
        },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const signal = callerSignal(reply);
      const filter = await opportunityFilter(query, async () =>
        opportunityServices(await api.reader(), signal),
      );
      const isCsv = wantsCsv(request);
      const limit = Math.min(limitOf(query, isCsv), MOST_CSV_ROWS);
      const cursor = CURSOR.exec(query.page ?? '')?.groups;
      const number = query.page === undefined ? 1 : Number(query.page);
      const offset = cursor === undefined ? (number - 1) * limit : Number(cursor['offset']);
      const question = { filter, ...sortOf(query), offset, limit };
      const report = await answers.ask(
        keyOf(question),
        async (stop) => opportunityReport(await api.reader(), question, stop),
        signal,
      );
      const version = versionOf(question, report);
      if (cursor !== undefined && cursor['version'] !== version) {
        throw new ApiProblem('findings-changed', 'begin again with the first page, without `page`');
      }
      const { currency, ...sums } = sumsOf(report);
      const next = offset + limit < sums.count ? `${version}-${offset + limit}` : null;
      if (isCsv) {
        const rows = report.opportunities.map(opportunityRow);
        return api.csv.send(reply, opportunityColumns(), rows, next);
      }
      const { unknown, stale, ages } = report;
      return reply.type('application/json').send({
        opportunities: report.opportunities.map(opportunityJson),
        ...{ ...sums, currency, next },
        unknown: unknown.map(({ reason, findings: count, fix = null }) => ({ reason, count, fix })),
        stale: stale.map(({ why: reason, places }) => ({ reason, places })),
        as_of: {
          evaluated_at: ages.evaluatedAt,
          inventory_read: ages.inventoryRead,
          usage_read: ages.usageRead,
          prices_read: ages.pricesRead,
        },
      });
    },
  );
};

type Sums = Pick<
  z.output<typeof Opportunities>,
  'count' | 'total_saving' | 'currency' | 'saving_unknown' | 'by_type'
>;

/** @throws {ApiProblem} for savings in several currencies */
function sumsOf({ counts }: Pick<OpportunityReport, 'counts'>): Sums {
  const currencies = [...new Set(counts.flatMap(({ currency }) => currency ?? []))];
  if (currencies.length > 1) {
    throw invalidField(
      'currency',
      `currency: savings are in ${currencies.join(' and ')}: say which one`,
    );
  }
  const countOf = (some: OpportunityReport['counts']): number =>
    some.reduce((sum, { count }) => sum + count, 0);
  const savingOf = (some: OpportunityReport['counts']): string =>
    decimalText(
      sumOf(
        some.flatMap(({ isOpen, saving }) => (isOpen && saving !== null ? decimal(saving) : [])),
      ),
    );
  const types = [...new Set(counts.map(({ type }) => type))];
  return {
    count: countOf(counts),
    total_saving: savingOf(counts),
    currency: currencies[0] ?? null,
    saving_unknown: countOf(counts.filter(({ saving }) => saving === null)),
    by_type: types.map((type) => {
      const its = counts.filter((one) => one.type === type);
      return { type, count: countOf(its), total_saving: savingOf(its) };
    }),
  };
}

function keyOf({ filter, ...rest }: OpportunityQuestion): string {
  const minSaving = filter.minSaving === undefined ? null : decimalText(filter.minSaving);
  return JSON.stringify({ ...rest, filter: { ...filter, minSaving } });
}

/** Changes with the question, and with what the store has for it. */
function versionOf(question: OpportunityQuestion, report: OpportunityReport): string {
  const { counts, unknown, ages } = report;
  const asked = keyOf({ ...question, offset: 0, limit: 0 });
  const text = JSON.stringify([asked, counts, unknown, ages]);
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);
}
