import { dayNumber, dayOfMonth } from '../../src/cost/analysis/calendar-day.ts';
import type { Ledger, LedgerEvent } from './ledger.ts';
import { SeededRandom } from './seeded-random.ts';

const START = '2025-01-01';
const DAYS = 400;
/** No event before a series has this history, and none so close to another or to the end. */
const FIRST_EVENT_DAY = 45;
const EVENT_DISTANCE = 45;
/** A level shift lasts so long; the days after its end are not judged. */
const SHIFT_DAYS = { least: 25, most: 40 };
const NEUTRAL_DAYS = 15;
/** A shared disturbance of a web series lasts into the next day. */
const CARRY = 0.3;

interface Kind {
  readonly name: string;
  readonly weight: number;
  /** Relative noise. */
  readonly noise: readonly [number, number];
  readonly weekend: readonly [number, number];
}

const KINDS: readonly Kind[] = [
  { name: 'web', weight: 0.45, noise: [0.05, 0.15], weekend: [0.4, 0.9] },
  { name: 'const', weight: 0.3, noise: [0.01, 0.05], weekend: [1, 1] },
  { name: 'batch', weight: 0.18, noise: [0.08, 0.2], weekend: [0.2, 1.5] },
  { name: 'sparse', weight: 0.07, noise: [0.2, 0.35], weekend: [1, 1] },
];

/** Daily costs with labelled anomalies, in the form of the shared ledgers: the same for the same seed. */
export function syntheticLedger(seed: string, seriesCount: number): Ledger {
  const random = new SeededRandom(seed);
  const events: LedgerEvent[] = [];
  const neutral: [number, number][] = [];
  const kinds = Array.from({ length: seriesCount }, () => pickKind(random));
  const usage = kinds.map((kind, series) => {
    const { costs, launch } = normalCosts(kind, random);
    for (let day = launch; day < launch + NEUTRAL_DAYS && launch > 0; day += 1) {
      neutral.push([series, day]);
    }
    let day = launch + FIRST_EVENT_DAY + random.integer(0, 150);
    while (day < DAYS - EVENT_DISTANCE) {
      const { event, end } = inject(costs, day, random);
      events.push({ ...event, series });
      for (let after = event.to + 1; after <= end; after += 1) neutral.push([series, after]);
      day = end + EVENT_DISTANCE + random.integer(0, 240);
    }
    return costs.map((cost) => Math.round(cost * 10_000) / 10_000);
  });
  return {
    start: START,
    kinds: kinds.map(({ name }) => name),
    usage,
    events,
    neutral,
    partialShareLastDay: kinds.map(() => random.uniform(0.35, 0.8)),
    partialShareDayBefore: kinds.map(() => random.uniform(0.9, 1)),
  };
}

function pickKind(random: SeededRandom): Kind {
  let rest = random.uniform();
  for (const kind of KINDS) {
    rest -= kind.weight;
    if (rest < 0) return kind;
  }
  return random.pick(KINDS);
}

function normalCosts(kind: Kind, random: SeededRandom) {
  const level = 10 ** random.uniform(0.3, 4);
  const noise = random.uniform(...kind.noise);
  const weekdays = Array.from({ length: 7 }, (_, weekday) =>
    weekday < 5 && kind.name !== 'batch' ? 1 : random.uniform(...kind.weekend),
  );
  const growth = random.uniform(-0.3, 0.8) / 365;
  const fee = random.uniform() < 0.3 ? level * random.uniform(0.5, 6) : 0;
  const feeDay = random.integer(1, 5); // most monthly fees fall at the turn of the month
  const launch = random.uniform() < 0.15 ? random.integer(40, 200) : 0;
  const start = dayNumber(START);
  let [carried, isIdle] = [0, false];
  const costs = Array.from({ length: DAYS }, (_, day) => {
    if (kind.name === 'sparse') isIdle = random.uniform() < (isIdle ? 0.75 : 0.2);
    carried = CARRY * carried + noise * random.normal();
    const isFee = dayOfMonth(start + day) === feeDay;
    const usual = isIdle ? 0 : level * (weekdays[day % 7] ?? 1) * (1 + growth * day);
    return day < launch ? 0 : usual * Math.exp(carried) + (isFee ? fee : 0);
  });
  return { costs, launch };
}

/** Changes the costs. @returns the label, and the last day that it touches */
function inject(costs: number[], from: number, random: SeededRandom) {
  const kind = random.pick(['spike', 'spike', 'spike', 'step', 'ramp', 'drop'] as const);
  const base = mean(costs.slice(from - 14, from));
  const ratio = kind === 'drop' ? random.uniform(-0.9, -0.5) : random.uniform(0.6, 5);
  const length = lengthOf(kind, random);
  let [usd, peak] = [0, 0];
  for (let day = from; day < Math.min(from + length, costs.length); day += 1) {
    const share = kind === 'ramp' ? (day - from + 1) / length : 1;
    const before = costs[day] ?? 0;
    const change = share * ratio * (kind === 'drop' ? before : base);
    costs[day] = before + change;
    usd += Math.abs(change);
    peak = Math.max(peak, Math.abs(change));
  }
  const isShift = kind === 'step' || kind === 'drop';
  const last = from + length - 1;
  const event = { from, to: isShift ? from : last, kind, usd, peak };
  return { event, end: isShift ? last + NEUTRAL_DAYS : last };
}

function lengthOf(kind: LedgerEvent['kind'], random: SeededRandom): number {
  if (kind === 'spike') return random.integer(1, 4);
  if (kind === 'ramp') return random.integer(8, 14);
  return random.integer(SHIFT_DAYS.least, SHIFT_DAYS.most);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
