import type { MetricsModule } from '../../../cost/metrics/metrics-module.ts';
import { METRICS_MODULES } from '../../../cost/metrics/metrics-modules.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import { nearest } from '../../../lib/nearest.ts';

const ALL = 'all';

/**
 * The modules of these services, in the order of the page. Case does not matter.
 *
 * @param names of services, or `all`
 * @param origin what names them, for the message: `-aws.services`
 * @throws {ConfigurationError} for an unknown name, with the nearest
 */
export function metricsModules(names: readonly string[], origin: string): readonly MetricsModule[] {
  const wanted = new Set(names.map((name) => name.toUpperCase()));
  if (wanted.has(ALL.toUpperCase())) return METRICS_MODULES;
  const known = METRICS_MODULES.map(({ flag }) => flag);
  const unknown = [...wanted].find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const near = nearest(unknown, known);
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    throw new ConfigurationError(`${origin}: there is no service ${unknown}${hint}`, {
      remedy: `use ${known.join(', ')}, or ${ALL}`,
    });
  }
  return METRICS_MODULES.filter(({ flag }) => wanted.has(flag));
}
