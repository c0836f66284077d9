import { hash32 } from '../../lib/random.ts';
import { anomalyFactor } from './usage-anomalies.ts';
import { DAY_MS, HOUR_MS, hoursOf, monthOf, startOf, weekday } from './days.ts';
import { ONE, share, times, whole, type Exact } from './exact.ts';
import type { MeteredResource, Meter } from './metered-resource.ts';

const MILLION = 1_000_000n;
/** Daily traffic from Sunday to Saturday, in millionths of the average. */
const WEEK = [760_000, 1_080_000, 1_120_000, 1_130_000, 1_110_000, 1_060_000, 740_000] as const;
/** Random variation of a day: at most 5 %, in millionths. */
const NOISE = 50_000;
/** Units without fractions. */
const COUNTED = /Request|Notifications/;
const OFFICE_HOURS = 12;
/** When a working day begins. Hours. */
const OFFICE_OPENS = 7;
/** Usage grows from then on. */
export const GROWS_FROM = Date.parse('2025-01-01');

/** The hours that a resource runs on a day, of those before an hour: 0 to 24. */
export function runningHours(resource: MeteredResource, day: string, until: number): number {
  const midnight = startOf(day);
  let from = Math.max(0, Math.ceil((resource.start - midnight) / HOUR_MS));
  let to = Math.min(until, Math.floor((resource.end - midnight) / HOUR_MS));
  if (resource.isOfficeHours) {
    if (weekday(day) % 6 === 0) return 0;
    from = Math.max(from, OFFICE_OPENS);
    to = Math.min(to, OFFICE_OPENS + OFFICE_HOURS);
  }
  return Math.max(0, to - from);
}

/**
 * What a resource uses on a day: the same for the same question.
 *
 * @param until hours of the day that count, 24 for a whole day
 */
export function usageOf(
  resource: MeteredResource,
  meter: Meter,
  day: string,
  until: number,
): Exact {
  const hours = runningHours(resource, day, until);
  if (hours === 0) return 0n;
  switch (meter.pattern) {
    case 'hours':
      return times(meter.amount, whole(hours));
    case 'stored': {
      const month = BigInt(hoursOf(monthOf(day)));
      return share(grown(meter.amount, resource, day), BigInt(hours), month);
    }
    case 'flow': {
      const flow = share(flowOf(resource, meter, day), BigInt(hours), 24n);
      return COUNTED.test(meter.product.unit) ? flow - (flow % ONE) : flow;
    }
  }
}

function flowOf(resource: MeteredResource, meter: Meter, day: string): Exact {
  const noise = (hash32(`${meter.product.usageType}/${day}`, resource.draw) % (2 * NOISE)) - NOISE;
  const level = BigInt((WEEK[weekday(day)] ?? 0) + noise);
  const factor = BigInt(anomalyFactor(resource, meter, day));
  return share(grown(meter.amount, resource, day) * factor, level, MILLION);
}

function grown(amount: Exact, { growth, start }: MeteredResource, day: string): Exact {
  const days = Math.max(0, (startOf(day) - Math.max(start, GROWS_FROM)) / DAY_MS);
  return share(amount, MILLION + BigInt(Math.floor(days) * growth), MILLION);
}
