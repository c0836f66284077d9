import { hash32 } from '../../lib/random.ts';
import { DAY_MS, dayOf, monthOf, startOf } from './days.ts';
import type { Meter, MeteredResource, Runaway } from './metered-resource.ts';

/** One resource and month in so many has an anomaly. */
const ONE_IN = 60;
/** How many times the ordinary usage. */
const FACTORS = [3, 4, 6, 8] as const;
const LONGEST_DAYS = 4;

/** Unusual traffic of one resource: what analyses of cost should find. */
export interface UsageAnomaly extends Runaway {
  readonly resource: MeteredResource;
}

/** The anomaly of a resource in a month. */
export function anomalyIn(resource: MeteredResource, month: string): UsageAnomaly | undefined {
  const { runaway } = resource;
  if (runaway !== undefined && monthOf(runaway.firstDay) === month) return { resource, ...runaway };
  const draw = hash32(`anomaly/${month}`, resource.draw);
  if (draw % ONE_IN !== 0) return undefined;
  const start = startOf(month) + ((draw >>> 8) % 24) * DAY_MS;
  return {
    resource,
    firstDay: dayOf(start),
    endDay: dayOf(start + (1 + ((draw >>> 14) % LONGEST_DAYS)) * DAY_MS),
    factor: FACTORS[(draw >>> 18) % FACTORS.length] ?? 3,
  };
}

/** How many times its ordinary usage a meter shows on a day. */
export function anomalyFactor(resource: MeteredResource, meter: Meter, day: string): number {
  if (meter.pattern !== 'flow') return 1;
  const anomaly = anomalyIn(resource, monthOf(day));
  return anomaly !== undefined && day >= anomaly.firstDay && day < anomaly.endDay
    ? anomaly.factor
    : 1;
}
