import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  ANOMALY_SOURCES,
  anomalyReport,
  type AnomalyFilter,
  type AnomalyReport,
  type ShownAnomaly,
} from '../../../../app/cost/analysis/anomaly-report.ts';
import type { ChargeFilter } from '../../../../app/cost/bill/charge-groups.ts';
import { decimal } from '../../../../cost/money/decimal.ts';
import { isOf } from '../analysis.ts';
import {
  anomalyColumns,
  anomalyJson,
  AnomalyJson,
  anomalyRow,
  anomalyRunJson,
  AnomalyRunJson,
} from '../anomaly-json.ts';
import { callerSignal, SECURITY, wantsCsv, type CostEndpoint } from '../cost-api.ts';
import { ChargesQuery, limitOf, periodOf, serviceFilter } from '../cost-query.ts';
import { OpportunitiesQuery } from '../opportunity-query.ts';
import { ApiProblem, problemResponses } from '../problem.ts';
import { SharedAnswers } from '../shared-answers.ts';
import { storedServices } from '../stored-services.ts';

const HASH_LENGTH = 32;
const CURSOR = /^(?<version>[0-9a-f]{32})-(?<offset>\d+)$/;

const some = <Item extends z.ZodType>(item: Item) => z.array(item).min(1).max(20).optional();
const Query = z.strictObject({
  start_date: ChargesQuery.shape.start_date.describe('anomalies that ended on this day or later'),
  end_date: ChargesQuery.shape.end_date.describe('anomalies that began on this day or before'),
  state: some(z.enum(['open', 'closed'])),
  direction: some(z.enum(['up', 'down'])),
  service: OpportunitiesQuery.shape.service.describe('one or several, as for /costs'),
  account: OpportunitiesQuery.shape.account,
  region: OpportunitiesQuery.shape.region,
  source: some(z.enum(ANOMALY_SOURCES)).describe('who found them'),
  min_impact: OpportunitiesQuery.shape.min_saving.describe('the least money above or below'),
  currency: ChargesQuery.shape.currency,
  page: OpportunitiesQuery.shape.page,
  limit: OpportunitiesQuery.shape.limit,
});
type Query = z.output<typeof Query>;

const Anomalies = z
  .object({
    anomalies: z.array(AnomalyJson).describe('the greatest impact first'),
    count: z.int().describe('on all pages'),
    detection: z.array(AnomalyRunJson).describe('how far it has come; empty before the first'),
    next: z.string().nullable().describe('`page` of the next page; null on the last one'),
  })
  .meta({ id: 'Anomalies' });

/** `GET /anomalies`: unusual cost that Longshore and AWS have found. */
export const anomaliesEndpoint: CostEndpoint = (app, api) => {
  const answers = new SharedAnswers<AnomalyReport>({ timeoutMs: api.timeoutMs });
  app.get(
    '/anomalies',
    {
      schema: {
        summary: 'Unusual cost, with what explains it; Accept: application/json, text/csv',
        security: SECURITY,
        querystring: Query,
        response: {
          200: {
            description: 'A page; as CSV, without `limit` and `page`, all of them',
            content: {
              'application/json': { schema: Anomalies },
              'text/csv': { schema: z.string() },
            },
          },
          ...problemResponses('invalid-field', 'anomalies-changed', 'too-many-requests'),
        },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const signal = callerSignal(reply);
      const services = async () => storedServices(await api.reader(), signal);
      const wanted =
        query.service === undefined ? undefined : await serviceFilter(query.service, services);
      const filter = filterOf(query, api.now());
      const { anomalies, runs } = await answers.ask(
        JSON.stringify({ ...query, page: undefined, limit: undefined }),
        async (stop) => anomalyReport(await api.reader(), filter, stop),
        signal,
      );
      const found = anomalies.filter((one) => isWanted(one, query, wanted));
      const isCsv = wantsCsv(request);
      const limit = limitOf(query, isCsv);
      const version = versionOf(query, found);
      const offset = offsetOf(query, limit, version);
      const end = offset + limit;
      const shown = found.slice(offset, end).map(anomalyJson);
      const next = end < found.length ? `${version}-${end}` : null;
      if (isCsv) return api.csv.send(reply, anomalyColumns(), shown.map(anomalyRow), next);
      const detection = runs.map(anomalyRunJson);
      const answer = { anomalies: shown, count: found.length, detection, next };
      return reply.type('application/json').send(answer);
    },
  );
};

function filterOf(query: Query, now: number): AnomalyFilter {
  const { start_date: from, end_date: to, min_impact: least } = query;
  if (from !== undefined && to !== undefined) periodOf(query, now);
  return {
    ...{ from, to, accounts: query.account, regions: query.region, sources: query.source },
    minImpact: least === undefined ? undefined : decimal(least),
  };
}

function isWanted(
  { state, direction, currency, service }: ShownAnomaly,
  query: Query,
  services: ChargeFilter | undefined,
): boolean {
  return (
    (query.state?.includes(state) ?? true) &&
    (query.direction?.includes(direction) ?? true) &&
    isOf(service, services) &&
    (query.currency === undefined || query.currency === currency)
  );
}

/** @throws {ApiProblem} for the page of other anomalies */
function offsetOf({ page }: Query, limit: number, version: string): number {
  const cursor = CURSOR.exec(page ?? '')?.groups;
  if (cursor === undefined) return page === undefined ? 0 : (Number(page) - 1) * limit;
  if (cursor['version'] === version) return Number(cursor['offset']);
  throw new ApiProblem('anomalies-changed', 'begin again with the first page, without `page`');
}

/** Changes with the question, and with what the store has for it. */
function versionOf(query: Query, found: AnomalyReport['anomalies']): string {
  const asked = { ...query, page: undefined, limit: undefined };
  const seen = found.map(({ id, lastSeen, state }) => [id, lastSeen, state]);
  const text = JSON.stringify([asked, seen]);
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);
}
