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
  /** Called when a request has ended. One that was not answered whole has the code 503 or 499. */
  answered?(answer: { readonly code: number; readonly method: string; readonly ms: number }): void;
}

/** For answers that were not sent whole. The first is that of Go's TimeoutHandler, the second that of nginx. */
const TIMED_OUT = 503;
const CLIENT_LEFT = 499;

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
        let isLate = false;
        let isSent = false;
        const cut = (): void => {
          isLate = true;
          raw.destroy();
        };
        const timer = timeoutMs === undefined ? undefined : setTimeout(cut, timeoutMs);
        raw.once('finish', () => {
          isSent = !isLate;
        });
        raw.once('close', () => {
          clearTimeout(timer);
          const unsent = isLate ? TIMED_OUT : CLIENT_LEFT;
          const code = isSent ? raw.statusCode : unsent;
          access.answered?.({ code, method: request.method, ms: performance.now() - startedAt });
        });
        const format = acceptedFormat(accept);
        const isPacked = acceptsGzip([encodings ?? ''].flat().join(','));
        const snapshot = access.snapshot?.();
        const current = await access.current();
        const page = isPacked
          ? await gzip.page(snapshot, current, format)
          : metricsPage(snapshot, current, format);
        void reply.hijack();
        raw.writeHead(200, {
          'content-type': METRICS_TYPES[format],
          'content-length': page.bytes,
          vary: 'accept, accept-encoding',
          ...(isPacked && { 'content-encoding': 'gzip' }),
        });
        // All at once: the buffers exist, and a stream would only take CPU.
        raw.cork();
        for (const chunk of page.chunks) raw.write(chunk);
        raw.end();
        raw.uncork();
      });
    },
  };
}
