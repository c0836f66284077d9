import type {
  FastifyBaseLogger,
  FastifyInstance,
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

/** What every feature may use. */
export interface HttpShared {
  /** Did the caller send the operator's token? */
  hasToken(request: FastifyRequest): boolean;
  /** The JSON body as it was sent, before it was parsed: signatures are made over it. Empty for none. */
  bodyOf(request: FastifyRequest): string;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** How callers prove who they are, in the words of OpenAPI. */
export type SecurityScheme =
  | { readonly type: 'http'; readonly scheme: string }
  | { readonly type: 'apiKey'; readonly in: 'header'; readonly name: string };

/** One feature of the host's HTTP interface: a few routes, and what stands in the OpenAPI document for them. */
export interface HttpPlugin {
  /** Names it in errors of the start. */
  readonly name: string;
  /** Schemes that its routes name beside the operator's `token`. */
  readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>;
  /** Adds the routes. Hooks that it adds are for its own routes only. */
  register(app: HttpApp, shared: HttpShared): void | Promise<void>;
}
