import type { Account } from '../../src/aws/account.ts';
import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import { Estate, ESTATE_KINDS } from '../../src/sandbox/estate/estate.ts';
import { isActive, organizationAccount } from '../../src/sandbox/estate/organization.ts';
import { SIMULATED_KINDS, SIMULATED_PARTS } from '../../src/sandbox/kinds/registry.generated.ts';
import {
  contextOf,
  itemsIn,
  placesIn,
  type SimulatedLimit,
  type SimulatedItem,
  type SimulatedKind,
  type SimulatedPart,
  type SimulatedTrail,
} from '../../src/sandbox/simulation/simulated-kind.ts';
import type { Place } from '../../src/sandbox/simulation/place.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { asRaw, canonical } from '../helpers/expected.ts';
import { openScopes, type ServedExample } from './harness.ts';

/** One resource of a kind, and its expected item. */
export interface WorkedExample {
  readonly identifiers: readonly string[];
  readonly properties: object;
  readonly extraContext: object | null;
  /** The properties that a single fetch returns. */
  readonly fetched: object;
  /** Every form in which CloudTrail names it. */
  readonly trails: readonly SimulatedTrail[];
  /** Its account. */
  readonly account: Account;
  readonly region: string;
  /** The limits that the sandbox enforces, by `service:Operation`. */
  readonly limits: ReadonlyMap<string, SimulatedLimit | undefined>;
  /** The operations that return it. */
  readonly operations: readonly string[];
  /** Serves it alone over HTTP; `replies` replace the sandbox's own. */
  serve(replies?: SandboxOptions['replies']): Promise<ServedExample>;
}

const REGION = 'eu-west-1';
/** The region in which global kinds are read. */
export const HOME_REGION = 'us-east-1';

/** One resource of each kind, in one account and region: number 0, which has every property. */
const ONE_OF_EACH = {
  seed: 'conformance',
  accounts: 1,
  regions: [REGION],
  usedRegions: 1,
  ...Object.fromEntries(ESTATE_KINDS.map((kind) => [kind, 1])),
};

/** The simulated counterpart of a kind. */
export function simulationOf(kind: ObjectKind): SimulatedKind | SimulatedPart {
  const found = [...SIMULATED_KINDS, ...SIMULATED_PARTS].find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`the sandbox does not simulate ${kind}`);
  return found;
}

/** The first resource of a kind that the sandbox simulates. */
export function exampleOf(kind: ObjectKind): WorkedExample {
  return workedExample(simulationOf(kind));
}

/** The limits that the sandbox enforces; kinds of one service can share a bucket. */
const LIMITS: WorkedExample['limits'] = new Map(
  SIMULATED_KINDS.flatMap(({ calls }) =>
    Object.entries(calls).flatMap(
      ([name, { limit }]) =>
        limit === undefined ? [] : [[name.replace(/@[^:]*/, ''), limit] as const], // no version: see `SERVICES`
    ),
  ),
);

/** The first resource of a simulated kind. */
export function workedExample(simulated: SimulatedKind | SimulatedPart): WorkedExample {
  const whole = 'partOf' in simulated ? simulated.partOf : simulated;
  const estate = new Estate(ONE_OF_EACH);
  const accountId = estate.managementAccountId;
  const [first] = itemsIn(simulated, { estate, accountId, region: REGION });
  if (first === undefined)
    throw new Error(`the items of ${simulated.kind} are not written yet: see src/sandbox/kinds`);
  const account = discoveredAccount(estate, accountId);
  return {
    identifiers: first.item.identifiers,
    properties: asRaw(first.item.properties),
    extraContext: contextOf(first.item, accountId, REGION),
    fetched: fetchedProperties(first.item),
    trails: first.item.trails ?? [],
    account,
    region: REGION,
    limits: LIMITS,
    operations: operationsOf(whole),
    async serve(replies = {}) {
      const sandbox = await startSandbox({ estate: ONE_OF_EACH, replies });
      const scopes = openScopes(sandbox, { accountId, region: REGION, account });
      return {
        sandbox,
        request: (include, signal) => scopes.request(include, signal),
        async [Symbol.asyncDispose]() {
          scopes[Symbol.dispose]();
          await sandbox.close();
        },
      };
    },
  };
}

/** An account as found by discovery in the organization. */
export function discoveredAccount(estate: Estate, accountId: string): Account {
  const {
    Name: name = '',
    Email: email = '',
    Arn: arn = '',
  } = organizationAccount(estate, accountId);
  return { id: accountId, name, email, arn, partition: 'aws' };
}

/** The expected properties of a single fetch: all except those that only the list call returns. */
export function fetchedProperties({
  properties,
  onlyFetched = {},
  onlyListed = [],
}: SimulatedItem): object {
  const fetched = Object.entries({ ...properties, ...onlyFetched }).filter(
    ([property]) => !onlyListed.includes(property),
  );
  return asRaw(Object.fromEntries(fetched));
}

function operationsOf({ calls, parent }: SimulatedKind): readonly string[] {
  const own = Object.keys(calls).map((name) => name.slice(name.indexOf(':') + 1));
  return parent === undefined ? own : [...own, ...operationsOf(parent)];
}

/** The region of the endpoint for a kind: a kind that is listed by account has one for all regions. */
function endpointOf(
  { listedBy }: SimulatedKind,
  { regions }: Estate,
  region: string,
  home: string | undefined,
): string {
  if (listedBy !== 'account') return region;
  if (home !== undefined) return home;
  return regions.includes(HOME_REGION) ? HOME_REGION : ([...regions].sort()[0] ?? region);
}

/**
 * Every expected item of a kind's resources, as sorted text.
 *
 * @param home the region in which a run lists kinds by account. A run without regional kinds needs no regions, and
 * uses the home region
 */
export function itemsOfEstate(
  simulated: SimulatedKind | SimulatedPart,
  estate: Estate,
  isThere: (place: Place) => boolean = () => true,
  home?: string,
): readonly string[] {
  const whole = 'partOf' in simulated ? simulated.partOf : simulated;
  const items: string[] = [];
  for (const accountId of estate.accountIds) {
    if (!isActive(estate, accountId)) continue;
    for (const region of estate.regions) {
      for (const { place, item } of itemsIn(simulated, { estate, accountId, region })) {
        if (!isThere(place)) continue;
        // The region of a type that is global in Cloud Control is the requested one; a bucket has its own.
        const read = item.model === undefined ? region : endpointOf(whole, estate, region, home);
        const context = contextOf(item, accountId, read);
        items.push(
          canonical({
            Type: simulated.kind,
            Properties: item.properties,
            ...(context !== null && { __ExtraContext: context }),
          }),
        );
      }
    }
  }
  return items.sort();
}

/**
 * The number of resources of a kind that an operation must read one by one, because the list call does not return
 * the data.
 */
export function unlistedIn(
  simulated: SimulatedKind | SimulatedPart,
  operation: string,
  estate: Estate,
): number {
  if ('partOf' in simulated) return 0; // returned by another kind's operations
  let count = 0;
  for (const accountId of estate.accountIds) {
    for (const region of estate.regions) {
      for (const place of placesIn(simulated, { estate, accountId, region })) {
        const { unlisted = [] } = simulated.at(place);
        if (unlisted.some((name) => name.endsWith(`:${operation}`))) count += 1;
      }
    }
  }
  return count;
}
