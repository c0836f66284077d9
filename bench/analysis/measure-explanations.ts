import type { Alert } from '../../src/cost/analysis/anomalies/alert.ts';
import { explainAlert, type SeriesPart } from '../../src/cost/analysis/anomalies/explain-alert.ts';
import { dayNumber } from '../../src/cost/analysis/calendar-day.ts';
import { at, median } from '../../src/cost/analysis/statistics.ts';
import type { Ledger, LedgerEvent } from './ledger.ts';
import { SeededRandom } from './seeded-random.ts';

const PARTS = { least: 3, most: 8 };
/** How much the share of a part varies from day to day. */
const PART_NOISE = 0.1;
/** Causes that had no cost before. */
const NEW_CAUSES = 0.3;
/** Of the change, the cause makes this share; another part the rest. */
const CAUSE_SHARE = { least: 0.75, most: 1 };
const COMPARED_WEEKS = 4;

/** Found events, and how many explanations named the injected cause first: the part, and its part in turn. */
export interface MeasuredExplanations {
  readonly explained: number;
  readonly right: number;
}

/** Splits each series with a found event into parts, puts the change into one of them, and asks for the explanation. */
export function measureExplanations(
  ledger: Ledger,
  alerts: readonly (readonly Alert[])[],
): MeasuredExplanations {
  const start = dayNumber(ledger.start);
  let [explained, right] = [0, 0];
  for (const [index, event] of ledger.events.entries()) {
    const alert = (alerts[event.series] ?? []).find(
      ({ detected, direction }) =>
        direction === (event.kind === 'drop' ? 'down' : 'up') &&
        detected - start >= event.from &&
        detected - start <= Math.max(event.to, event.from + 2),
    );
    const costs = ledger.usage[event.series] ?? [];
    if (alert === undefined || costs.length === 0) continue;
    const random = new SeededRandom(`${ledger.start}:${index}`);
    const { parts, cause } = split(costs, event, alert.end - start, start, random);
    const [first] = explainAlert(alert, parts);
    explained += 1;
    if (first?.name === cause && first.parts[0]?.name === cause) right += 1;
  }
  return { explained, right };
}

function split(
  costs: readonly number[],
  event: LedgerEvent,
  lastDay: number,
  start: number,
  random: SeededRandom,
): { readonly parts: readonly SeriesPart[]; readonly cause: string } {
  const weights = Array.from({ length: random.integer(PARTS.least, PARTS.most) }, () =>
    random.uniform(0.1, 1),
  );
  const largest = weights.indexOf(Math.max(...weights));
  const isNew = event.kind !== 'drop' && random.uniform() < NEW_CAUSES;
  // A drop needs a part that is large enough to make it.
  const cause = event.kind === 'drop' ? largest : random.integer(0, weights.length - 1);
  if (isNew) weights[cause] = 0;
  const share = random.uniform(CAUSE_SHARE.least, CAUSE_SHARE.most);
  const amounts = weights.map(() => new Float64Array(costs.length));
  for (const [day, cost] of costs.entries()) {
    const isEvent = day >= event.from && day <= Math.max(event.to, lastDay);
    const usual = isEvent ? usualCost(costs, day, event.from) : cost;
    const noisy = weights.map((weight) => weight * Math.exp(PART_NOISE * random.normal()));
    const total = noisy.reduce((sum, weight) => sum + weight, 0);
    const change = cost - usual;
    for (const [part, weight] of noisy.entries()) {
      const ownShare =
        part === cause ? share : part === (cause + 1) % weights.length ? 1 - share : 0;
      const list = amounts[part];
      if (list !== undefined) list[day] = (usual * weight) / total + change * ownShare;
    }
  }
  const parts = amounts.map((list, part) => {
    const name = `part ${part}`;
    const inner = { firstDay: start, amounts: list };
    const half = { firstDay: start, amounts: list.map((amount) => amount * 0.2) };
    const rest = { firstDay: start, amounts: list.map((amount) => amount * 0.8) };
    return {
      name,
      ...inner,
      parts: [
        { name: 'other', ...half },
        { name, ...rest },
      ],
    };
  });
  return { parts, cause: `part ${cause}` };
}

function usualCost(costs: readonly number[], day: number, from: number): number {
  const before: number[] = [];
  for (let past = day - 7; past >= 0 && before.length < COMPARED_WEEKS; past -= 7) {
    if (past < from) before.push(at(costs, past));
  }
  return before.length === 0 ? at(costs, from - 1) : median(before);
}
