import type { HttpPlugin } from '../plugin.ts';

/** Metrics in Prometheus' text format. */
export function metricsPlugin(read: () => Promise<string>): HttpPlugin {
  return {
    name: 'metrics',
    register(app) {
      app.get('/metrics', { schema: { summary: 'Metrics for Prometheus' } }, async (_, reply) =>
        reply.type('text/plain; version=0.0.4; charset=utf-8').send(await read()),
      );
    },
  };
}
