import type {
  FastifyBaseLogger,
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';

/** The server as features see it: routes have zod schemas. */
export type HttpApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Functions available to every feature. */
export interface HttpShared {
  /** Did the caller send the operator's token? */
  hasToken(request: FastifyRequest): boolean;
  /** The original JSON body, before parsing, which signatures cover. Empty for none. */
  bodyOf(request: FastifyRequest): string;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** OpenAPI security schemes: how callers authenticate. */
export type SecurityScheme =
  | { readonly type: 'http'; readonly scheme: string }
  | { readonly type: 'apiKey'; readonly in: 'header'; readonly name: string };

/** One feature of the host's HTTP interface: some routes, and their part of the OpenAPI document. */
export interface HttpPlugin {
  /** Names the feature in startup errors. */
  readonly name: string;
  /** Schemes that its routes use besides the operator's `token`. */
  readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>;
  /** Answers requests below a path whose own path cannot be read. @default as the server does */
  readonly unreadable?: {
    readonly prefix: string;
    answer(error: FastifyError, reply: FastifyReply): FastifyReply;
  };
  /** Adds the routes. Its hooks apply to its own routes only. */
  register(app: HttpApp, shared: HttpShared): void | Promise<void>;
}
