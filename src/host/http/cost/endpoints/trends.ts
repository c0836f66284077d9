import { trendReport, type TrendReport } from '../../../../app/cost/analysis/trend-report.ts';
import { callerSignal, SECURITY, type CostEndpoint } from '../cost-api.ts';
import { problemResponses } from '../problem.ts';
import { inWanted, rowsOf, seriesQuestion, SeriesQuery } from '../series-query.ts';
import { SharedAnswers } from '../shared-answers.ts';
import { storedServices } from '../stored-services.ts';
import { trendsJson, TrendsJson } from '../trend-json.ts';

/** `GET /trends`: the last 7 and 30 days against the days before. */
export const trendsEndpoint: CostEndpoint = (app, api) => {
  const answers = new SharedAnswers<TrendReport>({ timeoutMs: api.timeoutMs });
  app.get(
    '/trends',
    {
      schema: {
        summary: 'The last 7 and 30 days against as many days before, and what grew most',
        security: SECURITY,
        querystring: SeriesQuery,
        response: {
          200: {
            description: 'The trends',
            content: { 'application/json': { schema: TrendsJson } },
          },
          ...problemResponses('invalid-field', 'too-many-requests'),
        },
      },
    },
    async ({ query }, reply) => {
      const signal = callerSignal(reply);
      const services = async () => storedServices(await api.reader(), signal);
      const question = await seriesQuestion(query, services);
      const report = await answers.ask(
        JSON.stringify(question),
        async (stop) => trendReport(await api.reader(), question, stop),
        signal,
      );
      const shown = { ...report, trends: inWanted(report.trends, query.currency) };
      return reply.type('application/json').send(trendsJson(shown, rowsOf(query)));
    },
  );
};
