import type { FastifyError, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { HttpApp, HttpPlugin, HttpShared } from '../plugin.ts';
import { isLocalProgram } from './cost-access.ts';
import type { CostApi, CostEndpoint } from './cost-api.ts';
import { analysisEndpoint } from './endpoints/analysis.ts';
import { anomaliesEndpoint } from './endpoints/anomalies.ts';
import { budgetsEndpoint } from './endpoints/budgets.ts';
import { collectEndpoint, refreshEndpoint } from './endpoints/collect.ts';
import { commitmentsEndpoint } from './endpoints/commitments.ts';
import { containersEndpoint } from './endpoints/containers.ts';
import { costsEndpoint } from './endpoints/costs.ts';
import { forecastEndpoint } from './endpoints/forecast.ts';
import { jobsEndpoint } from './endpoints/jobs.ts';
import { opportunitiesEndpoint } from './endpoints/opportunities.ts';
import { opportunityEndpoint } from './endpoints/opportunity.ts';
import { resourceCostsEndpoint } from './endpoints/resource-costs.ts';
import { serviceCostsEndpoint } from './endpoints/service-costs.ts';
import { testConnectionEndpoint } from './endpoints/test-connection.ts';
import { trendsEndpoint } from './endpoints/trends.ts';
import { answerProblem, sendProblem } from './problem.ts';
import { typeQuery } from './query-values.ts';

const PREFIX = '/api/v1/aws';
/** How long a connection may be silent after an answer's time limit. */
const SILENCE_MS = 30_000;

/** Every endpoint. To add one, write a file in `endpoints/` and an entry here. */
const ENDPOINTS: readonly CostEndpoint[] = [
  testConnectionEndpoint,
  collectEndpoint,
  refreshEndpoint,
  jobsEndpoint,
  costsEndpoint,
  containersEndpoint,
  serviceCostsEndpoint,
  resourceCostsEndpoint,
  commitmentsEndpoint,
  opportunitiesEndpoint,
  opportunityEndpoint,
  anomaliesEndpoint,
  forecastEndpoint,
  trendsEndpoint,
  analysisEndpoint,
  budgetsEndpoint,
];

export interface CostPluginOptions {
  readonly api: CostApi;
  /** Callers on this machine need no token. */
  readonly isAnonymous: boolean;
  /** Receives errors of the host itself. */
  readonly logger: Pick<Logger, 'error'>;
}

/** The REST API of cost: the bill, and its collection. */
export function costPlugin(options: CostPluginOptions): HttpPlugin {
  return {
    name: 'cost',
    unreadable: {
      prefix: `${PREFIX}/`,
      answer: (error, reply) => answerProblem(error, reply, () => undefined),
    },
    async register(app, shared) {
      await app.register(
        (scope: HttpApp) => {
          addRules(scope, shared, options);
          addEndpoints(scope, options.api);
          return Promise.resolve();
        },
        { prefix: PREFIX },
      );
    },
  };
}

function addRules(
  app: HttpApp,
  { hasToken }: HttpShared,
  { api, isAnonymous, logger }: CostPluginOptions,
): void {
  // Before the body is read: a caller without access costs nothing.
  app.addHook('onRequest', async (request, reply) => {
    if (!hasToken(request) && !(isAnonymous && isLocalProgram(request))) {
      return sendProblem(
        reply,
        'unauthorized',
        'send Authorization: Bearer and the token of LONGSHORE_API_TOKEN',
      );
    }
    request.raw.socket.setTimeout(api.timeoutMs + SILENCE_MS);
    return undefined;
  });
  app.removeContentTypeParser('text/plain');
  app.addHook('preValidation', (request, _, done) => {
    typeQuery(request);
    if (!hasBody(request)) request.body = {}; // every member of a body is optional
    done();
  });
  app.setErrorHandler(async (error: FastifyError, { method, routeOptions }, reply) =>
    answerProblem(error, reply, (problem) => {
      const route = routeOptions.url; // only its path: a query may contain a secret
      logger.error({ method, route, problem }, 'cost API: a request failed');
    }),
  );
  app.setNotFoundHandler((_, reply) =>
    sendProblem(reply, 'not-found', 'the API has no such path: see /docs'),
  );
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Adds the endpoints, and answers other methods on their paths. */
function addEndpoints(app: HttpApp, api: CostApi): void {
  const methods = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ method, routePath }) => {
    const known = methods.get(routePath) ?? new Set();
    methods.set(routePath, known);
    for (const name of [method].flat()) known.add(name.toUpperCase());
  });
  for (const endpoint of ENDPOINTS) endpoint(app, api);
  for (const [url, known] of [...methods]) {
    const allow = [...known].join(', ');
    app.route({
      method: app.supportedMethods.filter((name) => !known.has(name)),
      url,
      schema: { hide: true },
      // Before the body is read, whatever it is.
      onRequest: async (_, reply) =>
        sendProblem(reply.header('allow', allow), 'method-not-allowed', `allowed here: ${allow}`),
      handler: () => undefined,
    });
  }
}
