import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadKind, OBJECT_KINDS } from '../../src/core/exporters/registry.ts';
import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import type { ScopeRecord } from '../../src/ledger/scope.ts';
import { SANDBOX_KEY } from '../../src/sandbox/credentials.ts';
import { ESTATE_KINDS } from '../../src/sandbox/estate/estate.ts';
import { SIMULATED_KINDS } from '../../src/sandbox/kinds/registry.generated.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { awsCallOf, type AwsCall } from '../helpers/aws-call.ts';
import { canonical } from '../helpers/expected.ts';
import {
  DAMAGES,
  endlessBody,
  FOREIGN_ANSWERS,
  REPLACED_BODIES,
  startFaultProxy,
  type Delivery,
  type FaultProxy,
  type ProxiedAnswer,
} from '../helpers/fault-proxy.ts';
import { readAws, type ReadResult } from '../helpers/read-aws.ts';

/**
 * Two accounts with three of everything, one per page. One account gets foreign responses, at one page of each
 * listing.
 */
const ESTATE = {
  seed: 'foreign answers',
  accounts: 2,
  suspendedEvery: 0,
  regions: ['eu-west-1'],
  usedRegions: 1,
  'AWS::ECS::Service': 3,
  ...Object.fromEntries(ESTATE_KINDS.map((kind) => [kind, 3])),
  'AWS::EC2::Instance': 6, // which come several to a reservation
};
/**
 * The page that is replaced. It depends on the listing and on the damage, so that every pair of the three is
 * tested.
 */
const POSITIONS = ['first', 'middle', 'last'] as const;
/** Much more than any response here. */
const LARGEST_BODY = 1_000_000;

type Damage = (answer: ProxiedAnswer) => Delivery;

let sandbox: Sandbox;
let proxy: FaultProxy;
let kinds: readonly ObjectKind[];
let listings: ReadonlySet<string>;
/** The number of pages of each listing in each account, over all parents. */
let calls: ReadonlyMap<string, number>;
let whole: ReadResult;
/** The account with foreign responses, and the one without. */
let harmed: string;
let unharmed: string;
/** The number of damages tested. */
let damages = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ estate: ESTATE, maxPageSize: 1 });
  proxy = await startFaultProxy(sandbox.endpoint);
  [harmed = '', unharmed = ''] = sandbox.estate.accountIds;
  const loaded = [];
  for (const name of OBJECT_KINDS) loaded.push(await loadKind(name)); // Jest's loader takes one at a time
  const read = loaded.filter(
    ({ list, reach }) => list.operation !== undefined && reach !== 'organization',
  );
  kinds = read.map(({ kind }) => kind);
  listings = new Set(read.map(({ list }) => list.operation ?? ''));
  const pages = new Map<string, Set<string>>();
  proxy.setHooks({
    async onRequest(request) {
      const call = await callOf(request);
      const page = `${request.target} ${request.body.toString()}`;
      if (isListing(call)) pages.set(keyOf(call), (pages.get(keyOf(call)) ?? new Set()).add(page));
      return undefined;
    },
  });
  whole = await readAll();
  calls = new Map([...pages].map(([listing, { size }]) => [listing, size]));
});

afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await sandbox.close();
});

function callOf(request: Parameters<typeof awsCallOf>[0]): Promise<AwsCall> {
  return awsCallOf(request, sandbox.managementAccountId);
}

function isListing({ operation }: AwsCall): boolean {
  return listings.has(operation);
}

/** Does AWS return the whole list in one response? */
function isWithoutPages(listing: string): boolean {
  return SIMULATED_KINDS.some(({ calls: rules }) =>
    Object.entries(rules).some(
      ([name, { most }]) => most === Number.POSITIVE_INFINITY && listing.endsWith(` ${name}`),
    ),
  );
}

function keyOf({ accountId, name }: AwsCall): string {
  return `${accountId} ${name}`;
}

function readAll(
  names: readonly ObjectKind[] = kinds,
  accountIds: readonly string[] = sandbox.estate.accountIds,
): Promise<ReadResult> {
  const accounts = {
    accountRoleArn: sandbox.roleArn(sandbox.managementAccountId),
    staticCredentials: SANDBOX_KEY,
  };
  return readAws(
    { endpoint: proxy.endpoint, accounts },
    {
      kinds: names,
      accountIds,
      retry: { maxAttempts: 1 },
      clients: { largestBody: LARGEST_BODY },
    },
  );
}

/** Replaces one page of each listing of one account. */
function harmOnce(damage: Damage): void {
  const made = new Map<string, string[]>();
  const order = [...listings];
  damages += 1;
  const turn = damages;
  proxy.setHooks({
    async onResponse(request, answer) {
      const call = await callOf(request);
      if (!isListing(call) || call.accountId !== harmed) return undefined;
      const position =
        POSITIONS[(order.indexOf(call.operation) + turn) % POSITIONS.length] ?? 'first';
      // A repeated request gets the same response: kinds that share a listing request it one after the other.
      const asked = made.get(keyOf(call)) ?? [];
      const page = `${request.target} ${request.body.toString()}`;
      if (!asked.includes(page)) asked.push(page);
      made.set(keyOf(call), asked);
      const isHarmed = asked.indexOf(page) === pageOf(position, calls.get(keyOf(call)) ?? 1);
      return isHarmed ? damage(answer) : undefined;
    },
  });
}

function pageOf(position: (typeof POSITIONS)[number], pages: number): number {
  switch (position) {
    case 'first':
      return 0;
    case 'middle':
      return Math.floor((pages - 1) / 2);
    case 'last':
      return pages - 1;
  }
}

function outcomes(records: readonly ScopeRecord[], accountId: string): Record<string, string> {
  const own = records.filter(
    (record) => record.accountId === accountId && kinds.some((kind) => kind === record.kind),
  );
  return Object.fromEntries(own.map(({ kind, region, outcome }) => [`${kind} ${region}`, outcome]));
}

/** The outcomes of an account in which every scope ended like this. */
function allEnded(accountId: string, outcome: string): Record<string, string> {
  const places = Object.keys(outcomes(whole.records, accountId));
  return Object.fromEntries(places.map((place) => [place, outcome]));
}

function itemsOf({ resources }: ReadResult, accountId: string): readonly string[] {
  return resources
    .filter(({ __ExtraContext }) => Object.values(__ExtraContext ?? {}).includes(accountId))
    .map(canonical)
    .sort();
}

async function expectNothingConcluded(damage: Damage, outcome: string): Promise<void> {
  harmOnce(damage);

  const { records } = await readAll(kinds, [harmed]);

  expect(outcomes(records, harmed)).toEqual(allEnded(harmed, outcome));
}

test('without damage every listing has a first, a middle and a last page, and is complete', () => {
  expect(whole.notComplete()).toEqual([]);
  const short = [...calls].filter(([, pages]) => pages < POSITIONS.length);
  expect(short.filter(([listing]) => !isWithoutPages(listing))).toEqual([]);
});

test('the rest is read completely', async () => {
  harmOnce(FOREIGN_ANSWERS['an HTML page']);

  const result = await readAll();

  expect(outcomes(result.records, unharmed)).toEqual(allEnded(unharmed, 'complete'));
  expect(itemsOf(result, unharmed)).toEqual(itemsOf(whole, unharmed));
});

describe('instead of any page of any kind, without AWS’s headers', () => {
  test.each(Object.entries(FOREIGN_ANSWERS))('%s proves nothing', async (_, damage) => {
    await expectNothingConcluded(damage, 'not-aws');
  });
});

describe('in the body of any page of any kind, with AWS’s headers', () => {
  test.each(Object.entries(REPLACED_BODIES))('%s proves nothing', async (_, damage) => {
    await expectNothingConcluded(damage, 'not-aws');
  });
});

describe('of any page of any kind', () => {
  test.each([
    ['truncated', 'failed'],
    ['a Content-Length that is too small', 'not-aws'],
    ['a Content-Length that is too large', 'failed'],
    ['a reset', 'failed'],
  ] as const)('%s proves nothing', async (name, outcome) => {
    await expectNothingConcluded(DAMAGES[name], outcome);
  });

  test('an endless body proves nothing', async () => {
    await expectNothingConcluded(endlessBody, 'not-aws');
  });
});

describe('a resource is not treated as one without the data of an action', () => {
  test.each(['an HTML page', 'a 204', '{}'] as const)('%s leaves a gap', async (name) => {
    const damage = FOREIGN_ANSWERS[name];
    proxy.setHooks({
      async onResponse(request, answer) {
        const call = await callOf(request);
        const isDiscovery = /^(?:sts|account|organizations):/.test(call.name);
        return isListing(call) || isDiscovery ? undefined : damage(answer);
      },
    });

    const result = await readAll(kinds, [harmed]);

    const classes = new Set(result.gaps.map(({ failure }) => failure.class));
    const ended = new Set(result.records.map(({ outcome }) => outcome));
    expect([...classes]).toEqual(['not-aws']);
    expect([...ended].filter((outcome) => !['complete', 'not-aws'].includes(outcome))).toEqual([]);
    expect(result.gaps.length).toBeGreaterThan(0);
    for (const name of kinds) {
      const { actions } = await loadKind(name);
      const isAsked = actions.defaults.some(({ cost }) => !listings.has(cost.operation));
      const hasGap = result.gaps.some(({ kind }) => kind === name);
      const isWhole = !hasGap && result.notComplete().every(({ kind }) => kind !== name);
      if (isAsked && result.of(name).length > 0) expect([name, isWhole]).toEqual([name, false]);
    }
  });
});

describe('discovery', () => {
  const STEPS = [
    { step: 'accounts', operations: ['organizations:ListAccounts'] },
    { step: 'credentials', operations: ['sts:AssumeRole'] },
    { step: 'regions', operations: ['account:ListRegions', 'ec2:DescribeRegions'] },
  ] as const;

  test.each(
    STEPS.flatMap(({ step, operations }) =>
      Object.entries(FOREIGN_ANSWERS).map(([name, damage]) => ({ step, operations, name, damage })),
    ),
  )('$name is no list of $step', async ({ step, operations, damage }) => {
    // The organization is read first, with the management account's role.
    let isOpened = step !== 'credentials';
    proxy.setHooks({
      async onResponse(request, answer) {
        const { name } = await callOf(request);
        if (!operations.some((operation) => operation === name)) return undefined;
        if (isOpened) return damage(answer);
        isOpened = true;
        return undefined;
      },
    });

    const { records } = await readAll(['AWS::SQS::Queue', 'AWS::Organizations::Account']);

    const ended = records.filter(({ kind }) => kind === step).map(({ outcome }) => outcome);
    const isOfAll = step === 'accounts';
    expect(ended).toContain('not-aws');
    if (isOfAll) expect(records.map(({ outcome }) => outcome)).not.toContain('complete');
    if (step === 'regions')
      expect(records.filter(({ kind }) => kind === 'AWS::SQS::Queue')).toEqual([]);
  });

  test('regions come from EC2, with a verified response, when the Account API’s response is foreign', async () => {
    proxy.setHooks({
      async onResponse(request, answer) {
        const { name } = await callOf(request);
        return name === 'account:ListRegions' ? FOREIGN_ANSWERS['{}'](answer) : undefined;
      },
    });

    const result = await readAll(['AWS::SQS::Queue']);

    expect(result.notComplete()).toEqual([]);
    expect(result.resources).toHaveLength(whole.of('AWS::SQS::Queue').length);
  });
});
