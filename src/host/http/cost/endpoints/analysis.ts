import { z } from 'zod';
import { wasteJson, WasteJson } from '../waste-json.ts';
import { decimalText } from '../../../../cost/money/decimal.ts';
import { findingServices } from '../../../../app/cost/findings/finding-services.ts';
import { opportunityServices } from '../../../../app/cost/findings/opportunity-report.ts';
import { analyse, type Analysis, type AnalysisQuestion } from '../analysis.ts';
import { anomalyJson, AnomalyJson } from '../anomaly-json.ts';
import { BillTotals, billTotals, inCurrency } from '../bill-totals.ts';
import { callerSignal, SECURITY, type CostApi, type CostEndpoint } from '../cost-api.ts';
import { BASES, ChargesQuery, Day, periodOf, serviceFilter } from '../cost-query.ts';
import { forecastJson, ForecastJson } from '../forecast-json.ts';
import { opportunityJson, OpportunityJson } from '../opportunity-json.ts';
import { problemResponses } from '../problem.ts';
import { inWanted } from '../series-query.ts';
import { SharedAnswers } from '../shared-answers.ts';
import { storedServices } from '../stored-services.ts';
import { trendsJson, TrendsJson } from '../trend-json.ts';

/** Of the summary, of each trend, and of the anomalies. */
const MOST_ROWS = 100;
const MOST_SERVICES = 20;

const Body = z
  .strictObject({
    start_date: Day.describe('by default the first day of last month'),
    end_date: Day.describe('the last day, included'),
    services: z.array(z.string().min(1).max(200)).min(1).max(MOST_SERVICES),
    basis: ChargesQuery.shape.basis.unwrap(),
    currency: ChargesQuery.shape.currency.unwrap().describe('needed where the bill has several'),
  })
  .partial()
  .meta({ id: 'AnalysisRequest' });

const Summary = BillTotals.omit({ next: true })
  .extend({
    by_service: z.array(z.object({ service: z.string(), amount: z.string() })),
  })
  .meta({ id: 'AnalysisSummary' });
const AnalysisJson = z
  .object({
    summary: Summary.describe('the bill of the period, as /costs has it'),
    anomalies: z.array(AnomalyJson).describe('of the period, the greatest impact first'),
    trends: TrendsJson,
    waste: WasteJson,
    forecast: ForecastJson,
    top_opportunities: z.array(OpportunityJson).describe('those that save most'),
  })
  .meta({ id: 'Analysis' });

/** `POST /analysis`: the bill of a time, with what is unusual in it, what grew, what could be saved, and what is to come. */
export const analysisEndpoint: CostEndpoint = (app, api) => {
  const answers = new SharedAnswers<Analysis>({ timeoutMs: api.timeoutMs });
  app.post(
    '/analysis',
    {
      schema: {
        summary: 'The bill of a time with anomalies, trends, waste, a forecast and opportunities',
        security: SECURITY,
        body: Body,
        response: {
          200: {
            description: 'The analysis',
            content: { 'application/json': { schema: AnalysisJson } },
          },
          ...problemResponses(
            ...(['invalid-field', 'too-large', 'unsupported-media-type'] as const),
            'too-many-requests',
          ),
        },
      },
    },
    async ({ body }, reply) => {
      const signal = callerSignal(reply);
      const question = await questionOf(body, api, signal);
      const analysis = await answers.ask(
        JSON.stringify(question),
        async (stop) => analyse(await api.reader(), question, stop),
        signal,
      );
      return reply.type('application/json').send(analysisJson(analysis, body.currency));
    },
  );
};

async function questionOf(
  { services: names, basis = 'billed', ...dates }: z.output<typeof Body>,
  api: CostApi,
  signal: AbortSignal,
): Promise<AnalysisQuestion> {
  const period = periodOf(dates, api.now());
  if (names === undefined) {
    return { period, services: undefined, findingServices: undefined, basis: BASES[basis] };
  }
  const reader = await api.reader();
  return {
    period,
    services: await serviceFilter(names, () => storedServices(reader, signal), 'services'),
    findingServices: findingServices(names, await opportunityServices(reader, signal)),
    basis: BASES[basis],
  };
}

/** @throws {ApiProblem} for a bill in several currencies, when none is asked for */
function analysisJson(
  { bill, anomalies, trends, waste, forecast, topOpportunities }: Analysis,
  wanted: string | undefined,
): z.output<typeof AnalysisJson> {
  const report = inCurrency(bill, wanted);
  const currency = report.currency ?? undefined;
  return {
    summary: {
      ...billTotals(report),
      by_service: report.rows
        .slice(0, MOST_ROWS)
        .map(({ values, amount }) => ({ service: values[0] ?? '', amount: decimalText(amount) })),
    },
    anomalies: inWanted(anomalies, currency).slice(0, MOST_ROWS).map(anomalyJson),
    trends: trendsJson({ ...trends, trends: inWanted(trends.trends, currency) }, MOST_ROWS),
    waste: wasteJson({ ...waste, waste: inWanted(waste.waste, wanted) }),
    forecast: forecastJson({ ...forecast, totals: inWanted(forecast.totals, currency) }, MOST_ROWS),
    top_opportunities: topOpportunities.map(opportunityJson),
  };
}
