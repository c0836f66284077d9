import { hash32 } from '../../../lib/random.ts';
import { dayOf, HOUR_MS, hoursOf, monthOf, startOf } from '../days.ts';
import { exactText } from '../exact.ts';
import type { MeteredResource, Meter } from '../metered-resource.ts';
import { runningHours, usageOf } from '../usage.ts';
import type { Sample } from './simulated-metric.ts';

/** One resource in so many does not send all its points. */
const GAPPY_ONE_IN = 17;
/** Of the hours of such a resource, one in so many is missing. */
const MISSING_ONE_IN = 3;
/** Most load in the afternoon, least at night: millionths of the day's average by hour. */
const DAY_CURVE = Array.from(
  { length: 24 },
  (_, hour) => 1 + 0.45 * Math.sin(((hour - 9) / 24) * 2 * Math.PI),
);
const OFFICE_OPENS = 7;
/** CloudWatch gets a value every five minutes. */
const PER_HOUR = 12;

/** Whether points of a resource are missing, although it runs. */
export function hasGaps({ draw }: MeteredResource): boolean {
  return hash32('gaps', draw) % GAPPY_ONE_IN === 0;
}

/** Whether a resource runs in the hour that begins then. */
export function runsAt(resource: MeteredResource, time: number): boolean {
  const day = dayOf(time);
  const hours = runningHours(resource, day, 24);
  return (
    hours > 0 &&
    time >= firstHour(resource, day) &&
    time < firstHour(resource, day) + hours * HOUR_MS
  );
}

/** Whether CloudWatch has a point of a resource for the hour that begins then. */
export function hasPoint(resource: MeteredResource, time: number): boolean {
  if (!runsAt(resource, time)) return false;
  return (
    !hasGaps(resource) || hash32(`gap/${time / HOUR_MS}`, resource.draw) % MISSING_ONE_IN !== 0
  );
}

/** A value between two numbers that follows the hours of the day, with noise; the same for the same question. */
export function level(
  resource: MeteredResource,
  what: string,
  time: number,
  [least, most]: readonly [number, number],
): number {
  const noise = (hash32(`${what}/${time / HOUR_MS}`, resource.draw) % 1_000) / 1_000;
  const curve = (DAY_CURVE[(time / HOUR_MS) % 24] ?? 1) - 0.55;
  return least + (most - least) * Math.min(1, 0.75 * (curve / 0.9) + 0.25 * noise);
}

/** Values around an average, as five-minute values spread. */
export function around(average: number, most = Number.POSITIVE_INFINITY): Sample {
  return {
    minimum: average * 0.8,
    average,
    maximum: Math.min(most, average * 1.2),
    count: PER_HOUR,
  };
}

/** What a meter counts in the hour that begins then: the hours of a day sum to what is billed. */
export function flowAt(resource: MeteredResource, meter: Meter, time: number): number {
  const day = dayOf(time);
  const hours = runningHours(resource, day, 24);
  const first = firstHour(resource, day);
  const place = (time - first) / HOUR_MS;
  if (hours === 0 || place < 0 || place >= hours) return 0;
  const total = Number(exactText(usageOf(resource, meter, day, 24)));
  const weights = DAY_CURVE.slice((first - startOf(day)) / HOUR_MS).slice(0, hours);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const upTo = (end: number): number =>
    weights.slice(0, end).reduce((all, weight) => all + weight, 0) / sum;
  const isCounted = Number.isInteger(total);
  const [before, after] = [
    total * upTo(place),
    total * (place + 1 === hours ? 1 : upTo(place + 1)),
  ];
  return isCounted ? Math.floor(after) - Math.floor(before) : after - before;
}

/** What a resource stores on a day, in the unit of the meter. */
export function storedAt(resource: MeteredResource, meter: Meter, time: number): number {
  const day = dayOf(time);
  const hours = runningHours({ ...resource, isOfficeHours: false }, day, 24);
  if (hours === 0) return 0;
  const used = Number(exactText(usageOf({ ...resource, isOfficeHours: false }, meter, day, 24)));
  return (used * hoursOf(monthOf(day))) / hours;
}

/** The first hour of a day in which a resource runs. */
function firstHour({ start, isOfficeHours }: MeteredResource, day: string): number {
  const midnight = startOf(day);
  const opens = midnight + (isOfficeHours ? OFFICE_OPENS : 0) * HOUR_MS;
  return Math.max(opens, Math.ceil(start / HOUR_MS) * HOUR_MS);
}

/** The part of an ARN after its last slash or colon. */
export function lastPart(arn: string): string {
  return arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1);
}
