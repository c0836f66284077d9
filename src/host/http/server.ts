import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { HealthCheck } from '../health-check.ts';
import { isSignedByPort } from '../port/port-signature.ts';
import type { RunRecord, RunTrigger } from '../../app/run.ts';
import { hasToken, Problem, UNAUTHORIZED } from './access.ts';
import { HTTP_LIMITS, limitRequests, serverOptions, type HttpLimits } from './limits.ts';
import {
  API_KEY_HEADER,
  liveEventRoutes,
  liveEventStatusRoute,
  type LiveEventsAccess,
} from './live-event-routes.ts';

export interface HttpServerOptions {
  readonly version: string;
  health(): readonly HealthCheck[];
  metrics(): Promise<string>;
  requestRun(
    trigger: RunTrigger,
    accepted?: readonly string[],
  ): { readonly id: string; readonly isCoalesced: boolean };
  runs(): readonly RunRecord[];
  /** Undefined closes `/resync` and `/runs` to everybody but Port. */
  readonly apiToken: string | undefined;
  /** Signs what Port sends. */
  readonly portClientSecret: string | undefined;
  /** Undefined closes the webhook. */
  readonly liveEvents: LiveEventsAccess | undefined;
  readonly now: () => number;
  /** @default HTTP_LIMITS */
  readonly limits?: Partial<HttpLimits>;
}

/** Largest body: EventBridge's events have at most 256 KB. */
const MOST_BYTES = 1_048_576;
const RUNS_LISTED = 20;

const Health = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    checks: z.array(
      z.object({ name: z.string(), isWell: z.boolean(), detail: z.string().optional() }),
    ),
  })
  .meta({ id: 'Health' });
const Run = z
  .object({
    id: z.string(),
    triggers: z.array(z.string()),
    startedAt: z.string(),
    finishedAt: z.string().optional(),
    status: z.string().describe('running, complete, incomplete, cancelled or failed'),
    result: z.unknown().optional(),
  })
  .meta({ id: 'Run' });
const Accepted = z.object({ id: z.string(), isCoalesced: z.boolean() }).meta({ id: 'AcceptedRun' });

/** The host's HTTP interface: health, metrics, runs, and the webhook for live events. */
export async function createServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const limits = { ...HTTP_LIMITS, ...options.limits };
  const app = fastify({
    bodyLimit: MOST_BYTES,
    logger: false,
    forceCloseConnections: true,
    ...serverOptions(limits),
  });
  limitRequests(app, limits);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(async (error: FastifyError, _, reply) => {
    const status = error.statusCode ?? 500;
    const message = status < 500 ? error.message : 'the host had a problem of its own: see its log';
    await reply.code(status).send({ error: message });
  });
  const bodies = keepBodies(app);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Longshore',
        version: options.version,
        description: 'Health, metrics, runs and live events of a Longshore host.',
      },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          liveEventsKey: { type: 'apiKey', in: 'header', name: API_KEY_HEADER },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  await app.register(swaggerUi, { routePrefix: '/docs' });
  healthRoutes(app, options);
  runRoutes(app, options, bodies);
  liveEventRoutes(app, options.liveEvents);
  liveEventStatusRoute(app, options.liveEvents, options.apiToken);
  return app;
}

/** Bodies as they were sent: signatures are made over them. */
type Bodies = WeakMap<object, string>;

function keepBodies(app: FastifyInstance): Bodies {
  const bodies: Bodies = new WeakMap();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body);
    bodies.set(request, text);
    try {
      done(null, text === '' ? {} : JSON.parse(text));
    } catch {
      done(Object.assign(new Error('the body is not JSON'), { statusCode: 400 }));
    }
  });
  return bodies;
}

function healthRoutes(app: FastifyInstance, { health, metrics }: HttpServerOptions): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  typed.get(
    '/health/live',
    { schema: { summary: 'The process is alive', response: { 200: Health } } },
    () => ({ status: 'ok' as const, checks: [] }),
  );
  typed.get(
    '/health/ready',
    {
      schema: {
        summary: 'The host can do its work; if not, what is wrong',
        response: { 200: Health, 503: Health },
      },
    },
    async (_, reply) => {
      const checks = [...health()];
      const isReady = checks.every(({ isWell }) => isWell);
      const status = isReady ? ('ok' as const) : ('unavailable' as const);
      return reply.code(isReady ? 200 : 503).send({ status, checks });
    },
  );
  app.get('/metrics', { schema: { summary: 'Metrics for Prometheus' } }, async (_, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await metrics()),
  );
}

function runRoutes(app: FastifyInstance, options: HttpServerOptions, bodies: Bodies): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const security = [{ token: [] }];
  const isAllowed = (request: FastifyRequest): boolean => hasToken(request, options.apiToken);
  typed.post(
    '/resync',
    {
      schema: {
        summary: 'Ask for a resync: by token, or by Port with its signature',
        security,
        response: { 202: Accepted, 401: Problem },
      },
    },
    async (request, reply) => {
      if (isAllowed(request)) return reply.code(202).send(options.requestRun('api'));
      const { portClientSecret, now } = options;
      const body = bodies.get(request) ?? '';
      const isPorts =
        portClientSecret !== undefined &&
        isSignedByPort(request.headers, body, portClientSecret, now());
      if (isPorts) return reply.code(202).send(options.requestRun('port'));
      return reply.code(401).send(UNAUTHORIZED);
    },
  );
  typed.get(
    '/runs',
    {
      schema: {
        summary: 'The last runs, the newest first',
        security,
        response: { 200: z.object({ runs: z.array(Run) }), 401: Problem },
      },
    },
    async (request, reply) => {
      if (!isAllowed(request)) return reply.code(401).send(UNAUTHORIZED);
      const runs = options.runs().slice(0, RUNS_LISTED);
      return reply.send({ runs: runs.map((run) => ({ ...headOf(run), status: statusOf(run) })) });
    },
  );
  typed.post(
    '/runs/:id/accept-removals',
    {
      schema: {
        summary:
          'Accept that the accounts and regions which this run missed are read no more, and ask for a resync that deletes what is theirs',
        security,
        params: z.object({ id: z.string() }),
        response: { 202: Accepted, 401: Problem, 404: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      if (!isAllowed(request)) return reply.code(401).send(UNAUTHORIZED);
      const run = options.runs().find(({ id }) => id === request.params.id);
      if (run === undefined) return reply.code(404).send({ error: 'no such run is kept' });
      const accounts = removalsOf(run);
      if (accounts === undefined)
        return reply.code(409).send({ error: 'this run missed no accounts or regions' });
      return reply.code(202).send(options.requestRun('api', accounts));
    },
  );
  typed.get(
    '/runs/:id',
    {
      schema: {
        summary: 'One run with its report',
        security,
        params: z.object({ id: z.string() }),
        response: { 200: Run, 401: Problem, 404: Problem },
      },
    },
    async (request, reply) => {
      if (!isAllowed(request)) return reply.code(401).send(UNAUTHORIZED);
      const run = options.runs().find(({ id }) => id === request.params.id);
      if (run === undefined) return reply.code(404).send({ error: 'no such run is kept' });
      return reply.send({ ...headOf(run), status: statusOf(run), result: run.result });
    },
  );
}

function headOf({ id, triggers, startedAt, finishedAt }: RunRecord): {
  id: string;
  triggers: string[];
  startedAt: string;
  finishedAt?: string;
} {
  return {
    id,
    triggers: [...triggers],
    startedAt,
    ...(finishedAt !== undefined && { finishedAt }),
  };
}

function statusOf({ result }: RunRecord): string {
  return result?.status ?? 'running';
}

/** The accounts whose removal a run waits for somebody to accept; undefined when it waits for none. */
function removalsOf({ result }: RunRecord): readonly string[] | undefined {
  const { missing, withheld } = result?.port ?? {};
  const accounts = [
    ...(missing?.accounts ?? []),
    ...(missing?.regions ?? []).map((place) => place.split(' ', 1)[0] ?? ''),
  ];
  const isWaiting = withheld?.some(({ reason }) => reason === 'estate-shrank') === true;
  return accounts.length > 0 || isWaiting ? accounts : undefined;
}
