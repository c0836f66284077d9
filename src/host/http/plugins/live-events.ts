import { z } from 'zod';
import type { LiveEvents } from '../../live-events/live-events.ts';
import { isSameSecret } from '../../port/port-signature.ts';
import { Problem, UNAUTHORIZED } from '../access.ts';
import type { HttpApp, HttpPlugin, HttpShared } from '../plugin.ts';

/** The header in which EventBridge sends the key of live events. */
const API_KEY_HEADER = 'x-port-aws-ocean-api-key';

/** Access to the live events endpoint, and the queue behind it. */
export interface LiveEventsAccess {
  readonly handler: Pick<LiveEvents, 'receive'>;
  readonly apiKey: string;
  /** The status of live events, without secrets. */
  status(): z.output<typeof LiveEventsStatus>;
}

const LiveEventsStatus = z
  .object({
    waiting: z.number().describe('resources that wait'),
    problem: z.string().optional().describe('why events are refused at the moment'),
    lost: z.number().nullable().optional().describe('resources lost to a damaged queue'),
    hasMapping: z.boolean().describe('false while everything waits for a mapping'),
    counts: z.record(z.string(), z.number()),
    faults: z.object({
      counts: z.record(z.string(), z.number()).describe('by reason'),
      last: z
        .array(
          z.object({
            at: z.string(),
            reason: z.string(),
            place: z.string(),
            kind: z.string(),
            expression: z.string(),
            message: z.string(),
            item: z.string(),
          }),
        )
        .readonly(),
    }),
  })
  .meta({ id: 'LiveEventsStatus' });

const LIVE_EVENTS_OFF = { error: 'live events are off: set liveEventsApiKey' };

/**
 * Receives CloudTrail events from EventBridge, and shows their status.
 *
 * @param liveEvents undefined when they are off: the routes then report that
 */
export function liveEventsPlugin(liveEvents: LiveEventsAccess | undefined): HttpPlugin {
  return {
    name: 'live-events',
    securitySchemes: { liveEventsKey: { type: 'apiKey', in: 'header', name: API_KEY_HEADER } },
    register(app, shared) {
      // Ocean uses the path below /integration; the shorter path is for new rules.
      addWebhook(app, '/integration/webhook', liveEvents);
      addWebhook(app, '/webhook', liveEvents);
      addStatus(app, shared, liveEvents);
    },
  };
}

function addWebhook(app: HttpApp, path: string, liveEvents: LiveEventsAccess | undefined): void {
  app.post(
    path,
    {
      schema: {
        summary: 'Live events: CloudTrail through EventBridge',
        security: [{ liveEventsKey: [] }],
        response: {
          202: z.object({ resources: z.number() }),
          400: Problem,
          401: Problem,
          404: Problem,
          503: Problem,
        },
      },
      // Before the body is read, so that a request without the key costs nothing.
      onRequest: async (request, reply) => {
        if (liveEvents === undefined) {
          return reply.code(404).send(LIVE_EVENTS_OFF);
        }
        const key = request.headers[API_KEY_HEADER];
        const isKnown = typeof key === 'string' && isSameSecret(key, liveEvents.apiKey);
        return isKnown ? undefined : reply.code(401).send(UNAUTHORIZED);
      },
    },
    async (request, reply) => {
      if (liveEvents === undefined) return reply.code(404).send(LIVE_EVENTS_OFF);
      const reception = await liveEvents.handler.receive(request.body);
      switch (reception.status) {
        case 202:
          return reply.code(202).send({ resources: reception.resources });
        case 400:
          return reply.code(400).send({ error: reception.problem });
        case 503:
          return reply.code(503).header('retry-after', '30').send({ error: reception.problem });
      }
    },
  );
}

/** The status of live events, for callers with a token. */
function addStatus(
  app: HttpApp,
  { hasToken }: HttpShared,
  liveEvents: LiveEventsAccess | undefined,
): void {
  app.get(
    '/live-events',
    {
      schema: {
        summary: 'Status of live events: the queue, results, and mapping faults',
        security: [{ token: [] }],
        response: { 200: LiveEventsStatus, 401: Problem, 404: Problem },
      },
    },
    async (request, reply) => {
      if (!hasToken(request)) return reply.code(401).send(UNAUTHORIZED);
      if (liveEvents === undefined) return reply.code(404).send(LIVE_EVENTS_OFF);
      return reply.send(liveEvents.status());
    },
  );
}
