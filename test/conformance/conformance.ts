import { expect, test } from '@jest/globals';
import { classify } from '../../src/aws/errors.ts';
import { ResourceNotFoundError, ResourceNotReadError } from '../../src/core/exporters/exporter.ts';
import type { Kind } from '../../src/core/exporters/kind.ts';
import type { CloudTrailCall } from '../../src/core/exporters/live-event.ts';
import type { SimulatedTrail } from '../../src/sandbox/simulation/simulated-kind.ts';
import { asRaw, canonical } from '../helpers/expected.ts';
import { operationsOf, optionsOf, readAll } from './harness.ts';
import type { WorkedExample } from './worked-example.ts';

interface Subject {
  readonly kind: Kind;
  readonly example: WorkedExample;
}

/** The requirements for every kind, tested with one of its resources. */
export function describeConformance(load: () => Promise<Subject>): void {
  test('the example equals its contract, with every option', async () => {
    const { kind, example } = await load();
    await using served = await example.serve();

    const { resources, gaps } = await readAll(kind, served.request(optionsOf(kind)));

    const item = {
      Type: kind.kind,
      Properties: example.properties,
      ...(example.extraContext !== null && { __ExtraContext: example.extraContext }),
    };
    expect(gaps).toEqual([]);
    expect(resources.map(canonical)).toEqual([canonical(item)]);
    expect(Object.keys(resources[0] ?? {})).toEqual(Object.keys(item));
  });

  test('a single fetch gives the same resource', async () => {
    const { kind, example } = await load();
    await using served = await example.serve();
    const include = optionsOf(kind);

    const listed = await readAll(kind, served.request(include));
    const { resources, gaps } = await kind.exporter.getResource(
      example.identifiers,
      served.request(include),
    );

    expect(gaps).toEqual([]);
    expect(resources.map(({ Properties }) => asRaw(Properties))).toEqual([example.fetched]);
    expect(resources[0]?.__ExtraContext).toEqual(listed.resources[0]?.__ExtraContext);
  });

  test('without options, their calls are not made', async () => {
    const { kind, example } = await load();
    await using served = await example.serve();

    await readAll(kind, served.request([]));

    const called = Object.keys(served.sandbox.calls()).map((name) => name.split(':')[1]);
    const defaults = kind.actions.defaults.map(({ cost }) => cost.operation);
    const optional = kind.actions.options.map(({ cost }) => cost.operation);
    const onlyOptional = optional.filter((operation) => !defaults.includes(operation));
    for (const operation of onlyOptional) expect(called).not.toContain(operation);
  });

  test('a denied action leaves a gap that names its permission, and the resource is emitted', async () => {
    const { kind, example } = await load();
    const actions = [...kind.actions.defaults, ...kind.actions.options];
    for (const action of actions) {
      await using served = await example.serve();
      served.sandbox.setFaults(
        operationsOf(action).map((operation) => ({ type: 'deny', operation })),
      );

      const { resources, gaps } = await readAll(kind, served.request(optionsOf(kind)));

      expect(resources).toHaveLength(1);
      const denied = actions.filter(({ cost }) => cost.operation === action.cost.operation);
      expect(gaps).toHaveLength(denied.length);
      for (const { name, permissions } of denied) {
        expect(gaps).toContainEqual(
          expect.objectContaining({
            action: name,
            permissions,
            failure: expect.objectContaining({ class: 'denied' }) as unknown,
          }),
        );
      }
      // Unknown values are not replaced.
      expect(example.properties).toMatchObject(resources[0]?.Properties ?? {});
    }
  });

  test('a listing that fails is an error, never an empty scope', async () => {
    const { kind, example } = await load();
    const { operation } = kind.list;
    if (operation === undefined) return; // a kind without calls cannot fail
    await using served = await example.serve();
    served.sandbox.setFaults([{ type: 'deny', operation }]);

    await expect(readAll(kind, served.request([]))).rejects.toThrow();
  });

  test('an aborted signal stops it', async () => {
    const { kind, example } = await load();
    if (kind.list.operation === undefined) return; // nothing to wait for
    await using served = await example.serve();
    const signal = AbortSignal.abort(new DOMException('stopped', 'AbortError'));

    await expect(readAll(kind, served.request([], signal))).rejects.toThrow('stopped');
  });

  test('a missing resource is not found, never a stub', async () => {
    const { kind, example } = await load();
    await using served = await example.serve();
    const { operation } = kind.actions.defaults[0]?.cost ?? {
      operation: kind.list.operation ?? '',
    };
    served.sandbox.setFaults(
      [operation, ...example.operations].map((name) => ({
        type: 'error',
        operation: name,
        code: 'ResourceNotFoundException',
        status: 404,
      })),
    );
    const identifiers = kind.list.operation === undefined ? ['000000000000'] : example.identifiers;

    await expect(kind.exporter.getResource(identifiers, served.request([]))).rejects.toThrow(
      ResourceNotFoundError,
    );
  });

  test('denied access to a resource is an access error, never a stub', async () => {
    const { kind, example } = await load();
    if (kind.list.operation === undefined) return; // a kind without calls is never denied
    await using served = await example.serve();
    served.sandbox.setFaults([{ type: 'deny' }]);

    const fetched = kind.exporter.getResource(example.identifiers, served.request([]));

    await expect(fetched).rejects.toThrow(ResourceNotReadError);
    await expect(fetched).rejects.toMatchObject({
      failure: { class: 'denied' },
      remedy: expect.stringMatching(/^allow [a-z0-9-]+:/) as unknown,
    });
  });

  test('its declared error codes are classified as declared', async () => {
    const { kind } = await load();
    for (const [meaning, texts = []] of [
      ['not-found', kind.errors.notFound],
      ['not-configured', kind.errors.notConfigured],
    ] as const) {
      const meanings = texts.map((text) => {
        const [name = '', ...words] = text.split(': ');
        const message = words.join(': ');
        return classify(Object.assign(new Error(message), { name })).class;
      });
      expect(meanings).toEqual(texts.map(() => meaning));
    }
  });

  test('every form in which CloudTrail names it identifies it, and an empty record identifies nothing', async () => {
    const { kind, example } = await load();
    const { liveEvents } = kind;
    if (liveEvents === undefined) {
      expect(example.trails).toEqual([]);
      return;
    }
    if (example.trails.length === 0)
      throw new Error(
        `add trails to the simulated kind of ${kind.kind}: the forms in which CloudTrail names it`,
      );
    const stubOf = (names: readonly string[]) =>
      canonical(liveEvents.stub(names, example.account, example.region));
    await using served = await example.serve();

    for (const trail of example.trails) {
      const found = liveEvents.resources(recordOf(trail, example));

      // If AWS accepts a name in several forms, each of them must work, for a stub and for a fetch.
      const stubs = [...new Set(found.map(stubOf))];
      expect({ trail, stubs }).toEqual({ trail, stubs: [stubOf(example.identifiers)] });
      for (const names of found) {
        const { resources } = await kind.exporter.getResource(names, served.request([]));
        expect(resources).toHaveLength(1);
        expect(example.fetched).toMatchObject(resources[0]?.Properties ?? {});
      }
    }
    expect(liveEvents.resources(recordOf({}, example))).toEqual([]);
  });

  test('its stub is correct, and sufficient for its default entity', async () => {
    const { kind, example } = await load();
    if (kind.liveEvents === undefined) return; // no live event needs a stub
    const { identifiers, account, region } = example;

    const stub = kind.liveEvents.stub(identifiers, account, region);

    const context = stub.extraContext ?? { AccountId: account.id, Region: region };
    const known = [
      ...Object.keys(stub.properties),
      ...Object.keys(context).map((key) => `__ExtraContext.${key}`),
    ];
    expect(example.properties).toMatchObject(stub.properties);
    expect(example.extraContext).toMatchObject(context);
    expect(known).toEqual(expect.arrayContaining([kind.entity?.identifier ?? []].flat()));
  });

  test('its declared limits equal those of the sandbox', async () => {
    const { kind, example } = await load();
    for (const { operations, burst, refillPerSecond } of kind.limits) {
      for (const operation of operations) {
        expect({ operation, ...example.limits.get(operation) }).toMatchObject({
          operation,
          burst,
          refillPerSecond,
        });
      }
    }
  });

  test('its properties and permissions are declared', async () => {
    const { kind, example } = await load();

    const declared = new Set(Object.keys(kind.schema.shape));
    expect(Object.keys(example.properties).filter((field) => !declared.has(field))).toEqual([]);
    expect(example.identifiers).toHaveLength(kind.identifiers.length);
    const shown = [kind.entity?.identifier, kind.entity?.title].flat();
    const fields = shown.filter((field) => typeof field === 'string' && declared.has(field));
    expect(Object.keys(example.properties)).toEqual(expect.arrayContaining(fields));
    if (kind.list.operation !== undefined) expect(kind.list.permissions).not.toEqual([]);
  });
}

/** A trail in the form that the host passes to a kind. */
function recordOf(
  { requestParameters = {}, responseElements = {} }: SimulatedTrail,
  { account, region }: WorkedExample,
): CloudTrailCall {
  return { account, region, eventName: 'any', requestParameters, responseElements };
}
