import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { loadKind, OBJECT_KINDS } from '../../src/core/exporters/registry.ts';
import { openAws, readAws, type OpenedAws, type ReadResult } from '../helpers/read-aws.ts';
import {
  compare,
  describeMismatch,
  fieldsOf,
  plain,
  type Mismatch,
  type PlacedItem,
} from './compare.ts';
import { without, type KindContract } from './contract.ts';
import { DIFFERENCES, excuses, type Difference, type Reading } from './differences.ts';
import { CONTRACTS } from './kinds/index.ts';
import { startMoto, type MotoServer } from './moto-server.ts';
import { makeAndLook, observe, READ_OPTIONS, taggedByPages, type Observation } from './observe.ts';
import { foundOrganization, roleArn, ROOT_KEY } from './place.ts';
import { SingleFetch } from './single-fetch.ts';

/** The number of compared resources and fields of each kind, for the docs. */
const COMPARED = fileURLToPath(new URL('compared.json', import.meta.url));
const Compared = z.record(z.string(), z.object({ resources: z.number(), fields: z.number() }));

/** Mismatches shown per kind: the others are usually similar. */
const SHOWN = 20;

/** Resources to close, in reverse order. */
const closing: (() => PromiseLike<void> | void)[] = [];
let moto: MotoServer;
let observation: Observation;
let opened: OpenedAws;

beforeAll(async () => {
  moto = await startMoto();
  closing.unshift(() => moto[Symbol.asyncDispose]());
  observation = await observe(moto.endpoint, CONTRACTS);
  opened = openAws(observation.aws, READ_OPTIONS);
  closing.unshift(() => {
    opened[Symbol.dispose]();
  });
});

afterAll(async () => {
  for (const close of closing) await close();
});

describe.each(CONTRACTS)('$kind', (contract) => {
  test('Longshore’s items equal the responses to plain AWS calls, field by field', () => {
    const items = expectedOf(contract);

    expect(items.length).toBeGreaterThan(0);
    expectNoMismatch(contract, 'listing', mismatches(contract, observation.read));
  });

  test('only data that moto does not have is missing', () => {
    const gaps = [...observation.read.gaps, ...observation.oneByOne.gaps]
      .filter(({ kind }) => kind === contract.kind)
      .map(({ action }) => action);
    const known = differencesOf(contract, 'missing call').flatMap(({ action }) => action ?? []);

    expect([...new Set(gaps)].sort()).toEqual([...known].sort());
  });

  test('a resource fetched alone equals the listed one', async () => {
    const { resource, expected } = richest(contract);
    const { accountId, region } = expected;
    const place = observation.organization.placeOf(accountId, region);

    const fetched = await new SingleFetch(opened).get(
      await loadKind(contract.kind),
      contract.identifiers(expected),
      contract.fetchedIn?.(expected) ?? accountId,
      region,
    );

    const described = await contract.described?.(place, expected);
    const { listedOnly = [] } = contract;
    const { properties, context } = described ?? {
      properties: without(resource.Properties, ...listedOnly),
      context: resource.__ExtraContext,
    };
    const wanted = { accountId, region, properties, context };
    const found = compare(contract, [wanted], fetched === undefined ? [] : [fetched]);
    expectNoMismatch(contract, 'single fetch', found);
  });

  test('a missing resource is not found', async () => {
    const { accountId, region } = richest(contract).expected;
    const place = observation.organization.placeOf(accountId, region);
    const kind = await loadKind(contract.kind);

    const fetched = new SingleFetch(opened)
      .get(kind, contract.missing(place), accountId, region)
      .then((resource) => (resource === undefined ? 'not found' : 'found'))
      .catch((error: unknown) => String(error));

    const isWrong = differencesOf(contract, 'wrong absence').length > 0;
    if (isWrong) expect(await fetched).not.toBe('not found');
    else expect(await fetched).toBe('not found');
  });
});

const tagged = await taggedByPages(CONTRACTS.map(({ kind }) => kind));
const taggedContracts = CONTRACTS.filter(({ kind }) => tagged.includes(kind));

test.each(taggedContracts)('$kind is the same where tags are read one by one', (contract) => {
  const found = mismatches(contract, observation.oneByOne);

  expectNoMismatch(contract, 'listing, tags one by one', found);
});

describe('queues are the same with other account settings', () => {
  const queues = CONTRACTS.filter(({ kind }) => kind === 'AWS::SQS::Queue');

  test.each(queues)('a list of roles', async (contract) => {
    const { endpoint } = observation.aws;
    const accountRoleArns = observation.organization.accountIds.map(roleArn);
    const aws = { endpoint, accounts: { accountRoleArns, staticCredentials: ROOT_KEY } };

    const read = await readAws(aws, { ...READ_OPTIONS, kinds: [contract.kind] });

    expectNoMismatch(contract, 'listing', mismatches(contract, read));
  });

  test.each(queues)('the caller’s own account', async (contract) => {
    const { endpoint } = observation.aws;
    const aws = { endpoint, accounts: { staticCredentials: ROOT_KEY } };
    const [own] = observation.organization.accountIds;

    const read = await readAws(aws, { ...READ_OPTIONS, kinds: [contract.kind] });

    const expected = expectedOf(contract).filter(({ accountId }) => accountId === own);
    const found = compare(contract, expected, read.of(contract.kind));
    expectNoMismatch(contract, 'listing', found);
  });
});

test('every scope was read completely', () => {
  expect(observation.read.notComplete()).toEqual([]);
  expect(observation.oneByOne.notComplete()).toEqual([]);
});

describe('every kind is compared, or known to be missing in moto', () => {
  const compared = CONTRACTS.map(({ kind }) => kind);
  const missing = DIFFERENCES.flatMap((difference) =>
    difference.type === 'missing call' && difference.fields === undefined ? difference.kind : [],
  ).filter((kind) => kind.startsWith('AWS::'));
  const known = new Set<string>([...compared, ...missing]);

  test('no kind is in both lists, and every entry is a kind', () => {
    expect(known.size).toBe(compared.length + missing.length);
    expect(OBJECT_KINDS.filter((kind) => known.has(kind))).toHaveLength(known.size);
  });

  // A new kind does not fail here; the run reports it as not compared.
  for (const kind of OBJECT_KINDS.filter((name) => !known.has(name))) {
    test.skip(`${kind}: not compared yet, say what it should be in test/moto/kinds`, () =>
      undefined);
  }
});

describe('the table of differences is correct', () => {
  const calls = DIFFERENCES.filter((difference) => difference.type === 'missing call');
  test.each(calls)('moto does not have $call', async ({ make }) => {
    const [place] = observation.organization.places;
    if (place === undefined) throw new Error('no such place');

    const answer = make(place).then(
      () => ({ status: 'answered' }),
      (error: unknown) => ({ status: statusOf(error) }),
    );

    // Without the API there is no path; without the operation, moto fails.
    expect([404, 500, 501]).toContain((await answer).status);
  });

  const corrections = DIFFERENCES.filter((difference) => difference.type === 'correction');
  test.each(corrections)('$kind cannot be read without its correction', async ({ kind }) => {
    await using uncorrected = await startMoto('--uncorrected');
    const { places } = await foundOrganization(uncorrected.endpoint);
    const [place] = places;
    if (place === undefined) throw new Error('no such place');
    const contracts = CONTRACTS.filter((contract) => contract.kind.startsWith(serviceOf(kind)));

    await expect(
      makeAndLook(
        place,
        contracts.filter((contract) => contract.kind <= kind),
      ),
    ).rejects.toThrow(/Invalid RFC-3339|Expected real number/);
  });
});

test('the docs list what is compared', async () => {
  const compared = Object.fromEntries(
    CONTRACTS.map((contract) => {
      const items = expectedOf(contract);
      const unread = differencesOf(contract, 'missing call').flatMap(({ fields = [] }) => fields);
      const fields = new Set(
        items
          .flatMap(({ properties }) => fieldsOf(plain(properties)))
          .filter((field) => !excuses(unread, field)),
      );
      return [contract.kind, { resources: items.length, fields: fields.size }];
    }),
  );
  if (process.env['LONGSHORE_UPDATE'] === '1') {
    await writeFile(COMPARED, `${JSON.stringify(compared, null, 2)}\n`);
  }

  // If not: LONGSHORE_UPDATE=1 npm run test:conformance && npm run generate
  expect(Compared.parse(JSON.parse(await readFile(COMPARED, 'utf8')))).toEqual(compared);
});

function expectedOf({ kind }: KindContract): readonly PlacedItem[] {
  return observation.expected.get(kind) ?? [];
}

function mismatches(contract: KindContract, read: ReadResult): readonly Mismatch[] {
  return compare(contract, expectedOf(contract), read.of(contract.kind));
}

function differencesOf<Type extends Difference['type']>(
  { kind }: KindContract,
  type: Type,
): readonly Extract<Difference, { readonly type: Type }>[] {
  return DIFFERENCES.filter(
    (difference): difference is Extract<Difference, { readonly type: Type }> =>
      difference.type === type && difference.kind === kind,
  );
}

/** Every mismatch is in the table, and every entry of the table occurs. */
function expectNoMismatch(
  contract: KindContract,
  reading: Reading,
  found: readonly Mismatch[],
): void {
  const entries = differencesOf(contract, 'wrong fields').filter(({ readings }) =>
    readings.includes(reading),
  );
  const wrong = entries.flatMap(({ fields }) => fields);
  const known = [
    ...wrong,
    ...entries.flatMap(({ sometimes = [] }) => sometimes),
    ...differencesOf(contract, 'missing call').flatMap(({ fields = [] }) => fields),
  ];
  const unknown = found.filter(({ field }) => !excuses(known, field));
  if (unknown.length > 0) {
    const shown = unknown.slice(0, SHOWN).map(describeMismatch).join('\n');
    throw new Error(`${unknown.length} fields differ from AWS (${reading}):\n${shown}`);
  }
  const gone = wrong.filter((name) => !found.some(({ field }) => excuses([name], field)));
  if (gone.length > 0) {
    throw new Error(
      `${contract.kind} (${reading}): moto is correct now; remove from differences.ts: ${gone.join(', ')}`,
    );
  }
}

/** The resource with the most fields, as expected and as listed by Longshore. */
function richest(contract: KindContract): {
  readonly expected: PlacedItem;
  readonly resource: ReadResult['resources'][number];
} {
  const size = ({ properties }: PlacedItem): number => fieldsOf(plain(properties)).length;
  // Of these, the last one: its account and region differ from the first ones.
  const [expected] = [...expectedOf(contract)]
    .reverse()
    .sort((one, other) => size(other) - size(one));
  const resource = observation.read
    .of(contract.kind)
    .find(
      ({ Properties, __ExtraContext }) =>
        expected !== undefined &&
        contract.key.every((name) => Properties[name] === expected.properties[name]) &&
        (expected.context === undefined || __ExtraContext?.['AccountId'] === expected.accountId) &&
        (contract.reach !== 'region' || __ExtraContext?.['Region'] === expected.region),
    );
  if (expected === undefined || resource === undefined) throw new Error('nothing was listed');
  return { expected, resource };
}

function statusOf(error: unknown): number | undefined {
  const Shape = z.object({ $metadata: z.object({ httpStatusCode: z.number() }) });
  return Shape.safeParse(error).data?.$metadata.httpStatusCode;
}

/** `AWS::MSK::` from `AWS::MSK::Cluster`. */
function serviceOf(kind: string): string {
  return kind.slice(0, kind.lastIndexOf('::') + 2);
}
