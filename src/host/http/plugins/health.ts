import { z } from 'zod';
import type { HealthCheck } from '../../health-check.ts';
import type { HttpPlugin } from '../plugin.ts';

const Health = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    checks: z.array(
      z.object({
        name: z.string(),
        healthy: z.boolean(),
        isWell: z.boolean().meta({ deprecated: true, description: 'The former name of healthy' }),
        detail: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Health' });

/** For orchestrators: is the process alive, and can it do its work? */
export function healthPlugin(checksOf: () => readonly HealthCheck[]): HttpPlugin {
  return {
    name: 'health',
    register(app) {
      app.get(
        '/health/live',
        { schema: { summary: 'The process is alive', response: { 200: Health } } },
        () => ({ status: 'ok' as const, checks: [] }),
      );
      app.get(
        '/health/ready',
        {
          schema: {
            summary: 'Readiness: each check, and what is wrong',
            response: { 200: Health, 503: Health },
          },
        },
        async (_, reply) => {
          const checks = checksOf().map((check) => ({ ...check, isWell: check.healthy }));
          const isReady = checks.every(({ healthy }) => healthy);
          const status = isReady ? ('ok' as const) : ('unavailable' as const);
          return reply.code(isReady ? 200 : 503).send({ status, checks });
        },
      );
    },
  };
}
