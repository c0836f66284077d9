import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { ActionSummary, Kind } from '../../src/core/exporters/kind.ts';
import type { ObjectKind } from '../../src/core/exporters/object-kind.ts';
import { loadAllKinds, loadKind, OBJECT_KINDS } from '../../src/core/exporters/registry.ts';
import type { Resource } from '../../src/core/exporters/resource.ts';
import type { ScopeRecord } from '../../src/ledger/scope.ts';
import { ESTATE_KINDS } from '../../src/sandbox/estate/estate.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { canonical } from '../helpers/expected.ts';
import { hastyGate } from '../helpers/hasty-gate.ts';
import { itemsOf } from '../helpers/kind-world.ts';
import type { ReadResult } from '../helpers/read-aws.ts';
import { readEstate } from '../helpers/read-estate.ts';
import { operationsOf } from './harness.ts';
import { itemsOfEstate, simulationOf, unlistedIn } from './worked-example.ts';

/** Two accounts with resources of every kind in three regions; more services than one call describes. */
const ESTATE = {
  seed: 'every kind',
  accounts: 2,
  suspendedEvery: 0,
  regions: ['eu-west-1', 'us-east-1', 'eu-north-1'],
  usedRegions: 3,
  ...Object.fromEntries(ESTATE_KINDS.map((kind) => [kind, 12])),
  'AWS::CodeDeploy::DeploymentGroup': 2,
  'AWS::CodePipeline::PipelineExecution': 2,
};

let sandbox: Sandbox;
/** Every kind, read in parallel. */
let all: ReadResult;
/** Every kind, with many small faults: read in parallel, so that the waits of retries overlap. */
let disturbed: ReadResult;
/** Every kind, with the tagging API denied: tags then have their own calls and pages. */
let untagged: ReadResult;
/** Every kind with actions, with all calls of the actions denied, except the list calls. */
let denied: ReadResult;
/** The operations that list a kind. */
let listings: ReadonlySet<string | undefined>;

/** Whole estates are read: a loaded machine takes its time. */
const READING_MS = 240_000;

beforeAll(async () => {
  sandbox = await startSandbox({ estate: ESTATE });
  all = await read(OBJECT_KINDS);
  await using disturbing = await startSandbox({
    estate: ESTATE,
    maxPageSize: 3,
    emptyPages: 0.4,
    faults: [
      { type: 'throttle', probability: 0.02 },
      { type: 'server-error', probability: 0.1 },
      { type: 'reset', probability: 0.03 },
    ],
  });
  disturbed = await readEstate(disturbing, {
    kinds: OBJECT_KINDS,
    everything: true,
    retry: { maxAttempts: 12 },
    clients: { gate: hastyGate(64) },
  });
  await using untagging = await startSandbox({
    estate: ESTATE,
    maxPageSize: 1,
    faults: [{ type: 'deny', operation: 'GetResources' }],
  });
  untagged = await readEstate(untagging, {
    kinds: OBJECT_KINDS,
    everything: true,
    clients: { gate: hastyGate(64) },
  });
  const kinds = await loadAllKinds();
  listings = new Set(kinds.map(({ list }) => list.operation));
  const acting = kinds.filter((kind) => actionsOf(kind).length > 0);
  const operations = acting.flatMap(actionsOf).flatMap(operationsOf);
  denied = await readDenied(
    acting.map(({ kind }) => kind),
    operations.filter((operation) => !listings.has(operation)),
  );
}, READING_MS);

afterAll(() => sandbox.close());

async function read(
  kinds: readonly ObjectKind[],
  faults: readonly Fault[] = [],
): Promise<ReadResult> {
  sandbox.setFaults(faults);
  return readEstate(sandbox, {
    kinds,
    everything: true,
    retry: { maxAttempts: 12 },
    clients: { gate: hastyGate(64) },
  });
}

async function readDenied(
  kinds: readonly ObjectKind[],
  operations: readonly string[],
): Promise<ReadResult> {
  await using denying = await startSandbox({
    estate: ESTATE,
    maxPageSize: 3,
    faults: [...new Set(operations)].map((operation) => ({ type: 'deny', operation })),
  });
  return await readEstate(denying, {
    kinds,
    everything: true,
    clients: { gate: hastyGate(64) },
  });
}

/** The result of a run for one kind. */
function partOf(result: ReadResult, name: ObjectKind): Part {
  const isOfKind = ({ kind }: { readonly kind: string }): boolean => kind === name;
  return {
    resources: result.of(name),
    gaps: result.gaps.filter(isOfKind),
    // The rest is discovery, which every kind needs.
    notComplete: result
      .notComplete()
      .filter(({ kind }) => kind === name || !OBJECT_KINDS.some((known) => known === kind)),
  };
}

interface Part extends Pick<ReadResult, 'resources' | 'gaps'> {
  readonly notComplete: readonly ScopeRecord[];
}

const Owner = z.object({ AccountId: z.string(), Region: z.string().optional() });

/** AWS's name of a resource, and its place. */
function placeOf(
  kind: Kind,
  { Properties, __ExtraContext }: Resource,
): { readonly resource: string; readonly account?: string; readonly region?: string } {
  const properties: Readonly<Record<string, unknown>> = { ...Properties };
  const names = kind.reach === 'regional' ? ['Name', 'Id'] : ['Id'];
  const resource = [kind.identifiers.at(-1) ?? '', ...names]
    .map((property) => properties[property])
    .find((value) => typeof value === 'string');
  if (typeof resource !== 'string') throw new Error(`${kind.kind} has no name`);
  if (kind.reach !== 'regional') return { resource };
  const { AccountId: account, Region: region } = Owner.parse(__ExtraContext);
  return { resource, account, ...(region !== undefined && { region }) };
}

function actionsOf({ actions }: Kind): readonly ActionSummary[] {
  return [...actions.defaults, ...actions.options];
}

/** Is a resource a subset of the other? */
function isPartOf(part: Resource, whole: Resource): boolean {
  const properties: Readonly<Record<string, unknown>> = { ...whole.Properties };
  return (
    canonical(part.__ExtraContext) === canonical(whole.__ExtraContext) &&
    Object.entries(part.Properties).every(
      ([name, value]) => canonical(value) === canonical(properties[name]),
    )
  );
}

/** Does any of its actions call its service once per resource? A list call for the whole scope does not. */
function isAskedForEach(kind: Kind): boolean {
  return actionsOf(kind).some(
    ({ cost }) =>
      cost.operation !== 'GetResources' &&
      cost.onlyFor === undefined &&
      !isListing(kind, cost.operation),
  );
}

/** Does an operation list the children of all resources in a scope, whether or not they exist? */
function isListing({ kind }: Kind, operation: string): boolean {
  const simulated = simulationOf(kind);
  const { calls } = 'partOf' in simulated ? simulated.partOf : simulated;
  return Object.entries(calls).some(
    ([name, { most, of, handler }]) =>
      name.endsWith(`:${operation}`) &&
      most !== undefined &&
      of === undefined &&
      handler === undefined,
  );
}

describe.each(OBJECT_KINDS)('%s, over an estate', (name) => {
  let kind: Kind;
  let whole: Part;
  let items: readonly string[];

  beforeAll(async () => {
    kind = await loadKind(name);
    whole = partOf(all, name);
    items = itemsOf(whole);
  });

  test('equals its simulated resources', () => {
    expect(items).toEqual(itemsOfEstate(simulationOf(name), sandbox.estate));
  });

  test('is read completely, each resource once', () => {
    expect(whole.notComplete).toEqual([]);
    expect(whole.gaps).toEqual([]);
    expect(items.length).toBeGreaterThan(1);
    expect(new Set(items).size).toBe(items.length);
  });

  test('small pages, empty pages, throttling, errors and broken connections make no difference', () => {
    const result = partOf(disturbed, name);

    expect(result.notComplete).toEqual([]);
    expect(result.gaps).toEqual([]);
    expect(itemsOf(result)).toEqual(items);
  });

  test('they are the same with one per page, and without the tagging API', () => {
    const result = partOf(untagged, name);

    expect(result.notComplete).toEqual([]);
    expect(result.gaps).toEqual([]);
    expect(itemsOf(result)).toEqual(items);
  });

  test('a resource deleted after the list call is dropped alone', async () => {
    // Never the first in its place: another kind's call may need it.
    const lost = whole.resources.at(-2);
    if (lost === undefined) throw new Error('nothing to lose');

    const result = await read([name], [{ type: 'gone', ...placeOf(kind, lost) }]);

    const namesakes = new Set(namesakesOf(lost));
    const others = items.filter((item) => !namesakes.has(item));
    expect(result.gaps).toEqual([]); // otherwise the kind's `errors.notFound` does not contain AWS's code
    expect(result.notComplete()).toEqual([]);
    expect(itemsOf(result)).toEqual(isAskedForEach(kind) ? others : items);
  });

  test('a resource deleted before its tags are read is dropped alone', async () => {
    const asksForOwn = actionsOf(kind).some(
      ({ cost, fallbackPermissions }) =>
        cost.operation === 'GetResources' && fallbackPermissions.length > 0,
    );
    if (!asksForOwn) return; // no call returns the tags of one resource
    const lost = whole.resources.at(-2);
    if (lost === undefined) throw new Error('nothing to lose');

    const result = await read(
      [name],
      [
        { type: 'deny', operation: 'GetResources' },
        { type: 'gone', ...placeOf(kind, lost) },
      ],
    );

    const namesakes = new Set(namesakesOf(lost));
    expect(result.gaps).toEqual([]);
    expect(result.notComplete()).toEqual([]);
    expect(itemsOf(result)).toEqual(items.filter((item) => !namesakes.has(item)));
  });

  // Two of one batch: the last of a batch would hide a join by position.
  test.each([0, 1])(
    'a resource that is left out of a batch answer takes nothing from its neighbours: number %d',
    async (position) => {
      const lost = whole.resources[position];
      if (lost === undefined) throw new Error('nothing to lose');

      const result = await read([name], [{ type: 'omit', ...placeOf(kind, lost) }]);

      const seen = new Set(itemsOf(result));
      const missing = whole.resources.filter((resource) => !seen.has(canonical(resource)));
      const left = result.resources.filter((resource) => !items.includes(canonical(resource)));
      expect(result.resources).toHaveLength(items.length);
      expect(missing).toHaveLength(result.gaps.length);
      expect(left).toHaveLength(missing.length);
      expect(namesakesOf(lost)).toEqual(expect.arrayContaining(missing.map(canonical)));
      for (const resource of left)
        expect(missing.some((one) => isPartOf(resource, one))).toBe(true);
    },
  );

  test('loses no resource when its actions are denied, and names each missing permission', async () => {
    const actions = actionsOf(kind);
    if (actions.length === 0) return; // no calls to deny
    const operations = actions.flatMap(operationsOf);
    // An action may call another kind's list operation: if denied, that kind would fail.
    const isAlone = operations.some((operation) => listings.has(operation));
    const result = isAlone ? await readDenied([name], operations) : denied;
    const { resources, gaps, notComplete } = partOf(result, name);

    expect(notComplete).toEqual([]); // otherwise an operation of an action also lists the kind
    expect(resources).toHaveLength(items.length);
    for (const { cost, permissions, ...action } of actions) {
      const own = gaps.filter((gap) => gap.action === action.name);
      const asked =
        cost.onlyFor === undefined
          ? items.length
          : unlistedIn(simulationOf(name), cost.operation, sandbox.estate);
      const concerned = own.map(({ accountId, region, identifier }) =>
        [accountId, region, identifier].join(),
      );
      expect(new Set(concerned).size).toBe(asked);
      expect(own).toHaveLength(asked);
      for (const { failure, permissions: named } of own) {
        expect(failure.class).toBe('denied');
        expect(named).toEqual(permissions);
      }
    }
    // Unknown values are not replaced.
    const left = [...whole.resources];
    const strangers: Resource[] = [];
    for (const resource of resources) {
      const index = left.findIndex((one) => isPartOf(resource, one));
      if (index < 0) strangers.push(resource);
      else left.splice(index, 1);
    }
    expect(strangers).toEqual([]);
  });

  /** Identifies resources with the same name and place: clusters have services of the same name. */
  function namesakesOf(lost: Resource): readonly string[] {
    const place = canonical(placeOf(kind, lost));
    return whole.resources
      .filter((resource) => canonical(placeOf(kind, resource)) === place)
      .map(canonical);
  }
});
