import type { Lie } from './chaos-estate.ts';
import { REGIONS } from './chaos-estate.ts';
import { churn, pickHarm, pickLie, type Harm } from './aws-harm.ts';
import type { Chance } from './chance.ts';
import { BLUEPRINTS, type ChaosMapping } from './mapping.ts';
import { snapshotOf } from './model.ts';
import { pickPortHarm, tamper, type PortHarm } from './port-harm.ts';
import type { SyncOptions } from './run-sync.ts';
import { damageState } from './state-damage.ts';
import type { ChaosWorld, Reach } from './world.ts';

/** When a run is stopped: at this request. */
export interface Stop {
  readonly way: 'abort' | 'SIGKILL' | 'SIGTERM';
  readonly at: 'aws' | 'port';
  readonly request: number;
}

/** The faults of one step, and how it runs. Changes before the run have already been made. */
export interface Step {
  /** There are no faults. */
  readonly isQuiet: boolean;
  /** The faults, as text. */
  readonly names: readonly string[];
  readonly lies: readonly Lie[];
  readonly harms: readonly Harm[];
  readonly portHarms: readonly PortHarm[];
  readonly mapping: ChaosMapping;
  readonly reach: Reach;
  readonly acceptsRemovals: boolean;
  readonly comparesWithPort: boolean;
  readonly flags: NonNullable<SyncOptions['flags']>;
  /** How wrong the clock is, in milliseconds. */
  readonly clockOffsetMs: number;
  readonly stop: Stop | undefined;
  /** The recorded accounts can be wrong: a user has to accept removals. */
  readonly confusesMemory: boolean;
}

const DAY_MS = 86_400_000;
/** About the number of requests in a run. */
const REQUESTS = { aws: 300, port: 25 } as const;
/** A complete list of the organization is trusted: there is no other source for its accounts. */
const ACCOUNT_LIST = 'organizations:ListAccounts';

export interface DrawOptions {
  /** Can the process be killed? */
  readonly mayKill: boolean;
  /** Is the origin of some entities unknown? Then AWS cannot be asked for their resources. */
  readonly isConfused: boolean;
}

/** Draws a step, and changes the organization, Port and the state accordingly. */
export async function drawStep(
  chance: Chance,
  world: ChaosWorld,
  { mayKill, isConfused }: DrawOptions,
): Promise<Step> {
  const names: string[] = [];
  const { estate, mappings, port } = world;
  if (chance.happens(0.4)) names.push(`estate: ${churn(chance, estate)}`);
  if (chance.happens(0.15)) {
    names.push(`port: ${tamper(chance, port.catalog, snapshotOf(port.catalog.all()))}`);
  }
  const isDamaged = chance.happens(0.2);
  if (isDamaged) {
    const { stateFolder: state, copyFolder: copy } = world;
    names.push(`state: ${await damageState(chance, { state, copy })}`);
  }
  const stop = chance.happens(0.15) ? drawStop(chance, mayKill) : undefined;
  const isProcess = stop !== undefined && stop.way !== 'abort'; // it waits longer than the steps
  const acceptsRemovals = !isProcess && chance.happens(0.08);
  const reach = chance.happens(0.1) ? 'fewer' : 'all';
  // Listings are the only source for entities of unknown origin, and for users who accept removals.
  const mayLie = !isConfused && !isDamaged && !acceptsRemovals;
  const lies = drawn(chance, 0.3, () => pickLie(chance, estate)).filter(
    ({ operation }) => mayLie && operation !== ACCOUNT_LIST,
  );
  const harms = isProcess ? [] : drawn(chance, 0.45, () => pickHarm(chance, estate.accountIds));
  const portHarms = isProcess ? [] : drawn(chance, 0.25, () => pickPortHarm(chance));
  const mapping = chance.happens(0.2) ? mappings.edited(chance) : mappings.whole;
  const flags = !isProcess && chance.happens(0.12) ? drawFlags(chance, estate.accountIds) : {};
  const comparesWithPort = chance.happens(0.15);
  const clockOffsetMs = chance.happens(0.07) ? chance.pick([-400, -3, 3, 400]) * DAY_MS : 0;
  for (const { operation, way, account } of lies)
    names.push(`lie: ${operation} ${account ?? ''} ${way}`);
  for (const { name } of harms) names.push(`aws: ${name}`);
  for (const { name } of portHarms) names.push(`port: ${name}`);
  if (mapping.name !== 'whole') names.push(`mapping: ${mapping.name}`);
  if (reach === 'fewer') names.push('settings: fewer accounts');
  if (acceptsRemovals) names.push('accept removals');
  if (Object.keys(flags).length > 0) names.push(`only ${Object.values(flags).join(' ')}`);
  if (comparesWithPort) names.push('compare');
  if (clockOffsetMs !== 0) names.push(`clock ${clockOffsetMs / DAY_MS} days off`);
  if (stop !== undefined) names.push(`${stop.way} at ${stop.at} request ${stop.request}`);
  return {
    ...{ names, lies, harms, portHarms, mapping, reach, acceptsRemovals, comparesWithPort },
    ...{ flags, clockOffsetMs, stop },
    isQuiet: false,
    confusesMemory: isDamaged || portHarms.length > 0 || reach === 'fewer' || acceptsRemovals,
  };
}

/** A step without faults. */
export function quietStep(world: ChaosWorld, options: Partial<Step> = {}): Step {
  return {
    isQuiet: true,
    names: [],
    lies: [],
    harms: [],
    portHarms: [],
    mapping: world.mappings.whole,
    reach: 'all',
    acceptsRemovals: false,
    comparesWithPort: false,
    flags: {},
    clockOffsetMs: 0,
    stop: undefined,
    confusesMemory: false,
    ...options,
  };
}

function drawn<Thing>(chance: Chance, share: number, draw: () => Thing): readonly Thing[] {
  if (!chance.happens(share)) return [];
  return Array.from({ length: 1 + chance.below(3) }, draw);
}

function drawStop(chance: Chance, mayKill: boolean): Stop {
  const at = chance.pick(['aws', 'port'] as const);
  const request = 1 + chance.below(REQUESTS[at]);
  const way = mayKill ? chance.pick(['abort', 'SIGKILL', 'SIGKILL', 'SIGTERM'] as const) : 'abort';
  return { way, at, request };
}

function drawFlags(chance: Chance, accounts: readonly string[]): Step['flags'] {
  const kinds = Object.keys(BLUEPRINTS);
  switch (chance.pick(['kinds', 'accounts', 'regions'] as const)) {
    case 'kinds':
      return { kinds: [chance.pick(kinds), chance.pick(kinds)].join(',') };
    case 'accounts':
      return { accounts: chance.pick(accounts) };
    case 'regions':
      return { regions: chance.pick(REGIONS) };
  }
}
