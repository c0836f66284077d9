import { Estate } from '../../src/sandbox/estate/estate.ts';
import {
  contextOf,
  itemsIn,
  type SimulatedKind,
  type SimulatedPart,
} from '../../src/sandbox/simulation/simulated-kind.ts';

const REGION = 'eu-west-1';
const SHOWN = 3;
/** The page with a kind's items: `docs/items/AWS-SQS-Queue.json`. */
export function itemsFileOf(kind: string): string {
  return `docs/items/${kind.replaceAll('::', '-')}.json`;
}

/**
 * The raw items of the first resources of every simulated kind, with every optional action, by file. They are
 * examples for users who write a mapping, and show the effect of a code change on the items.
 */
export function kindItems(
  kinds: readonly (SimulatedKind | SimulatedPart)[],
): ReadonlyMap<string, string> {
  const estate = new Estate({
    seed: 'items',
    accounts: SHOWN,
    suspendedEvery: 0,
    regions: [REGION],
    usedRegions: 1,
    today: new Date('2026-01-01'), // the same items on every day
    ...Object.fromEntries(kinds.map(({ kind }) => [kind, SHOWN])),
  });
  return new Map(
    kinds.map((kind) => [
      itemsFileOf(kind.kind),
      JSON.stringify(firstItems(kind, estate), inItemForm),
    ]),
  );
}

function firstItems(kind: SimulatedKind | SimulatedPart, estate: Estate): readonly object[] {
  const accountId = estate.managementAccountId;
  return [...itemsIn(kind, { estate, accountId, region: REGION })]
    .slice(0, SHOWN)
    .map(({ item }) => {
      const context = contextOf(item, accountId, REGION);
      return {
        Type: kind.kind,
        Properties: item.properties,
        ...(context !== null && { __ExtraContext: context }),
      };
    });
}

/** Times in the formats of raw items: without a fraction, or with six digits. */
function inItemForm(this: unknown, key: string, value: unknown): unknown {
  const original: unknown = Reflect.get(Object(this), key);
  if (!(original instanceof Date)) return value;
  const iso = original.toISOString();
  return iso.endsWith('.000Z') ? iso.replace('.000Z', 'Z') : iso.replace('Z', '000Z');
}
