import { z } from 'zod';
import {
  forecastReport,
  type ForecastReport,
} from '../../../../app/cost/analysis/forecast-report.ts';
import { callerSignal, SECURITY, type CostEndpoint } from '../cost-api.ts';
import { CostsQuery } from '../cost-query.ts';
import { forecastJson, ForecastJson } from '../forecast-json.ts';
import { problemResponses } from '../problem.ts';
import { inWanted, rowsOf, seriesQuestion, SeriesQuery } from '../series-query.ts';
import { SharedAnswers } from '../shared-answers.ts';
import { storedServices } from '../stored-services.ts';

const MOST_DAYS = 90;
const DEFAULT_DAYS = 30;
/** More groups are not forecast. */
const MOST_GROUPS = 100;

const Query = SeriesQuery.extend({
  group_by: CostsQuery.shape.group_by
    .unwrap()
    .optional()
    .describe('one or several, repeated or with commas; without it only the totals'),
  days: z
    .int({ error: `must be a number from 1 to ${MOST_DAYS}` })
    .min(1)
    .max(MOST_DAYS)
    .default(DEFAULT_DAYS)
    .describe('so many days are forecast'),
  limit: SeriesQuery.shape.limit
    .unwrap()
    .max(MOST_GROUPS, { error: `must be a number from 1 to ${MOST_GROUPS}` })
    .optional()
    .describe(`most groups; by default ${MOST_GROUPS}`),
});

/** `GET /forecast`: what usage will cost, from the bill alone. */
export const forecastEndpoint: CostEndpoint = (app, api) => {
  const answers = new SharedAnswers<ForecastReport>({ timeoutMs: api.timeoutMs });
  app.get(
    '/forecast',
    {
      schema: {
        summary: 'What usage will cost in the next days, with intervals and back-tests',
        security: SECURITY,
        querystring: Query,
        response: {
          200: {
            description: 'The forecast',
            content: { 'application/json': { schema: ForecastJson } },
          },
          ...problemResponses('invalid-field', 'too-many-requests'),
        },
      },
    },
    async ({ query }, reply) => {
      const signal = callerSignal(reply);
      const services = async () => storedServices(await api.reader(), signal);
      const question = { ...(await seriesQuestion(query, services)), horizon: query.days };
      const report = await answers.ask(
        JSON.stringify(question),
        async (stop) => forecastReport(await api.reader(), question, stop),
        signal,
      );
      const shown = {
        ...report,
        totals: inWanted(report.totals, query.currency),
        groups: inWanted(report.groups, query.currency),
      };
      return reply.type('application/json').send(forecastJson(shown, rowsOf(query)));
    },
  );
};
