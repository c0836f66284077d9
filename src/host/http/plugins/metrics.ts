import { Readable } from 'node:stream';
import type { HttpPlugin } from '../plugin.ts';
import { acceptedFormat, acceptsGzip, METRICS_TYPES } from '../metrics-format.ts';
import { GzipPages, metricsPage, type RenderedMetrics } from '../metrics-page.ts';

/** What the metrics' page shows. */
export interface MetricsAccess {
  /** @default '/metrics' */
  readonly path?: string;
  /** The metrics of this moment, in Prometheus' text format. */
  current(): Promise<string>;
  /** Metrics that were rendered before. A request sends one snapshot, even when a new one appears meanwhile. */
  snapshot?(): RenderedMetrics | undefined;
  /** The longest time for an answer, in milliseconds: then its connection is closed. @default the server's limits */
  readonly timeoutMs?: number;
  /** Called when a request has ended. */
  answered?(answer: { readonly code: number; readonly method: string; readonly ms: number }): void;
}

/** Metrics for Prometheus: classic text, or OpenMetrics when it is asked for; with gzip when it is accepted. */
export function metricsPlugin(access: MetricsAccess): HttpPlugin {
  const { path = '/metrics', timeoutMs } = access;
  const gzip = new GzipPages();
  return {
    name: 'metrics',
    register(app) {
      app.get(path, { schema: { summary: 'Metrics for Prometheus' } }, async (request, reply) => {
        const { accept, 'accept-encoding': encodings } = request.headers;
        const { raw } = reply;
        const startedAt = performance.now();
        const timer =
          timeoutMs === undefined ? undefined : setTimeout(() => raw.destroy(), timeoutMs);
        raw.once('close', () => {
          clearTimeout(timer);
          const { statusCode: code } = raw;
          access.answered?.({ code, method: request.method, ms: performance.now() - startedAt });
        });
        const format = acceptedFormat(accept);
        const isPacked = acceptsGzip([encodings ?? ''].flat().join(','));
        const snapshot = access.snapshot?.();
        const current = await access.current();
        const page = isPacked
          ? await gzip.page(snapshot, current, format)
          : metricsPage(snapshot, current, format);
        if (isPacked) void reply.header('content-encoding', 'gzip');
        return reply
          .type(METRICS_TYPES[format])
          .header('content-length', page.bytes)
          .header('vary', 'accept, accept-encoding')
          .send(Readable.from(page.chunks, { objectMode: false }));
      });
    },
  };
}
