import type { HealthCheck } from '../health-check.ts';
import type { HttpPlugin } from './plugin.ts';
import { docsPlugin } from './plugins/docs.ts';
import { healthPlugin } from './plugins/health.ts';
import { liveEventsPlugin, type LiveEventsAccess } from './plugins/live-events.ts';
import { metricsPlugin, type MetricsAccess } from './plugins/metrics.ts';
import { queryPlugin, type QueryAccess } from './plugins/query.ts';
import { runsPlugin, type RunsOptions } from './plugins/runs.ts';

/** State and functions of the host for its HTTP features. */
export interface HostPluginOptions extends RunsOptions {
  health(): readonly HealthCheck[];
  readonly metrics: MetricsAccess;
  /** Undefined disables the webhook. */
  readonly liveEvents: LiveEventsAccess | undefined;
  /** Undefined when there is no store. */
  readonly query: QueryAccess | undefined;
  /** Features that are loaded when they are used. @default none */
  readonly further?: readonly HttpPlugin[];
}

/** Everything that the host serves. To add a feature, add a file in `plugins/` and an entry here. */
export function hostPlugins(options: HostPluginOptions): readonly HttpPlugin[] {
  return [
    docsPlugin(),
    healthPlugin(() => options.health()),
    metricsPlugin(options.metrics),
    runsPlugin(options),
    liveEventsPlugin(options.liveEvents),
    queryPlugin(options.query),
    ...(options.further ?? []),
  ];
}
