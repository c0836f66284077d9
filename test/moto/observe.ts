import pLimit from 'p-limit';
import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import { loadKind } from '../../src/core/exporters/registry.ts';
import { readAws, type ReadOptions, type ReadResult, type ServedAws } from '../helpers/read-aws.ts';
import type { PlacedItem } from './compare.ts';
import type { Expected, KindContract } from './contract.ts';
import { denyEverything } from './denied-tagging.ts';
import { foundOrganization, REGIONS, ROOT_KEY, type Organization, type Place } from './place.ts';

/** moto uses one core: more concurrent requests would only wait. */
const AT_ONCE = 4;

/** moto's content types for XML and JSON, where it does not set AWS's: its HTTP server sets them. */
const MOTO_TYPES = ['text', 'text/html'];

/** The settings with which Longshore reads moto. A second attempt at a missing call cannot succeed. */
export const READ_OPTIONS: ReadOptions = {
  everything: true,
  regions: REGIONS,
  concurrency: 16,
  retry: { maxAttempts: 1 },
  clients: { furtherTypes: MOTO_TYPES },
};

/** A simulated organization in moto, the responses to plain AWS calls, and what Longshore reads. */
export interface Observation {
  readonly aws: ServedAws;
  readonly organization: Organization;
  readonly expected: ReadonlyMap<string, readonly PlacedItem[]>;
  readonly read: ReadResult;
  /** The kinds whose tags come from the tagging API, read with that API denied. */
  readonly oneByOne: ReadResult;
}

/** Creates resources of these kinds in an empty moto, and reads them both ways. */
export async function observe(
  endpoint: string,
  contracts: readonly KindContract[],
): Promise<Observation> {
  const organization = await foundOrganization(endpoint);
  const seeding = pLimit(AT_ONCE);
  await Promise.all(organization.places.map((place) => seeding(() => makeAll(place, contracts))));
  const looking = pLimit(AT_ONCE);
  const expected = new Map<string, PlacedItem[]>();
  await Promise.all(
    contracts.flatMap((contract) => {
      const items: PlacedItem[] = [];
      expected.set(contract.kind, items);
      return scopesOf(contract, organization).map((place) =>
        looking(async () => {
          for await (const item of contract.expected(place)) {
            items.push({ ...item, accountId: place.accountId, region: place.region });
          }
        }),
      );
    }),
  );
  const { roleArn: accountRoleArn } = organization;
  const aws = { endpoint, accounts: { accountRoleArn, staticCredentials: ROOT_KEY } };
  const kinds = contracts.map(({ kind }) => kind);
  const read = await readAws(aws, { ...READ_OPTIONS, kinds });
  await using denied = await denyEverything();
  const oneByOne = await readAws(aws, {
    ...READ_OPTIONS,
    kinds: await taggedByPages(kinds),
    clients: {
      ...READ_OPTIONS.clients,
      endpointOf: (client) =>
        client === 'ResourceGroupsTaggingAPIClient' ? denied.endpoint : endpoint,
    },
  });
  return { aws, organization, expected, read, oneByOne };
}

/** The kinds whose tags are read from the tagging API, and one by one if that is denied. */
export async function taggedByPages(kinds: readonly ObjectKind[]): Promise<readonly ObjectKind[]> {
  const tagged: ObjectKind[] = [];
  for (const name of kinds) {
    const { defaults, options } = (await loadKind(name)).actions;
    const hasFallback = [...defaults, ...options].some(
      ({ fallbackPermissions }) => fallbackPermissions.length > 0,
    );
    if (hasFallback) tagged.push(name);
  }
  return tagged;
}

/** Creates these kinds in one place, and reads each of them. */
export async function makeAndLook(
  place: Place,
  contracts: readonly KindContract[],
): Promise<readonly Expected[]> {
  await makeAll(place, contracts);
  const found: Expected[] = [];
  for (const { expected } of contracts) {
    for await (const item of expected(place)) found.push(item);
  }
  return found;
}

async function makeAll(place: Place, contracts: readonly KindContract[]): Promise<void> {
  for (const { kind, seed } of contracts) {
    await seed?.(place).catch((error: unknown) => {
      const where = `${place.accountId} ${place.region}`;
      throw new Error(`${kind} could not be created in ${where}: ${String(error)}`, {
        cause: error,
      });
    });
  }
}

/** The places where a kind is read. */
function scopesOf({ reach }: KindContract, { places }: Organization): readonly Place[] {
  if (reach === 'region') return places;
  const home = places.filter(({ region }) => region === REGIONS[0]);
  return reach === 'account' ? home : home.slice(0, 1);
}
