import swagger from '@fastify/swagger';
import fastify, { type FastifyError, type FastifyReply } from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { hasToken } from './access.ts';
import { keepBodies } from './kept-bodies.ts';
import { HTTP_LIMITS, limitRequests, serverOptions, type HttpLimits } from './limits.ts';
import { withOptionalBodies } from './optional-bodies.ts';
import type { HttpApp, HttpPlugin, HttpShared } from './plugin.ts';

export interface HttpServerOptions {
  readonly version: string;
  /** What it serves, in the order of the OpenAPI document. */
  readonly plugins: readonly HttpPlugin[];
  /** The operator's token; undefined closes every route that requires one. */
  readonly apiToken: string | undefined;
  readonly now: () => number;
  /** Receives errors of the host itself. */
  readonly logger: Pick<Logger, 'error'>;
  /** @default HTTP_LIMITS */
  readonly limits?: Partial<HttpLimits>;
}

/** Largest body: EventBridge events have at most 256 KB. */
const MOST_BYTES = 1_048_576;
/** Of a path: the ARN of a resource has at most 2,048 characters, which may be encoded. */
const LONGEST_PARAMETER = 8_192;

/** The host's HTTP interface: common rules first, then the features. */
export async function createServer(options: HttpServerOptions): Promise<HttpApp> {
  const { plugins, apiToken, now, logger } = options;
  const limits = { ...HTTP_LIMITS, ...options.limits };
  const app = fastify({
    bodyLimit: MOST_BYTES,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
    logger: false,
    forceCloseConnections: true,
    frameworkErrors: (error, { url }, reply) => {
      answerUnreadable(plugins, error, url, reply);
    },
    ...serverOptions(limits),
  }).withTypeProvider<ZodTypeProvider>();
  limitRequests(app, limits);
  useZod(app);
  answerErrors(app, logger);
  await describeRoutes(app, options);
  const shared: HttpShared = {
    hasToken: (request) => hasToken(request, apiToken),
    bodyOf: keepBodies(app),
    now,
  };
  for (const plugin of plugins) await addPlugin(app, plugin, shared);
  return app;
}

/** Paths that are badly encoded or too long belong to no route. */
function answerUnreadable(
  plugins: readonly HttpPlugin[],
  error: FastifyError,
  url: string,
  reply: FastifyReply,
): void {
  const plugin = plugins.find(({ unreadable }) => unreadable && url.startsWith(unreadable.prefix));
  if (plugin?.unreadable === undefined) {
    void reply.code(error.statusCode ?? 400).send({ error: error.message });
  } else {
    plugin.unreadable.answer(error, reply);
  }
}

function useZod(app: HttpApp): void {
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
}

/** The caller receives errors of the request; errors of the host go to its log. */
function answerErrors(app: HttpApp, logger: HttpServerOptions['logger']): void {
  app.setErrorHandler(async (error: FastifyError, { method, routeOptions }, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) {
      const route = routeOptions.url; // only its path: a query may contain a secret
      logger.error({ method, route, status, problem: error.message }, 'HTTP request failed');
    }
    const message = status < 500 ? error.message : 'internal error: see the log of the host';
    await reply.code(status).send({ error: message });
  });
}

/** Generates the OpenAPI document of all routes added after this. */
async function describeRoutes(
  app: HttpApp,
  { version, plugins }: HttpServerOptions,
): Promise<void> {
  const schemes = plugins.flatMap(({ securitySchemes = {} }) => Object.entries(securitySchemes));
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Longshore',
        version,
        description: 'Health, metrics, runs, live events and cost of a Longshore host.',
      },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          ...Object.fromEntries(schemes),
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: (given) => withOptionalBodies(jsonSchemaTransformObject(given)),
  });
}

/** Adds a plugin in its own scope, so that its hooks do not apply to other plugins. */
async function addPlugin(app: HttpApp, plugin: HttpPlugin, shared: HttpShared): Promise<void> {
  const register = async (scope: HttpApp): Promise<void> => {
    await plugin.register(scope, shared);
  };
  await app.register(
    Object.assign(register, { [Symbol.for('fastify.display-name')]: plugin.name }),
  );
}
