import { describe, expect, test } from '@jest/globals';
import { SECRET, UNKNOWN } from '../../../src/cost/models/unknown-value.ts';
import { planOf, preview, resourceOf, step, urn, volume, VOLUME } from './plan-documents.ts';

const SMALL = volume({ size: 10 });
const LARGE = volume({ size: 20 });

describe('a preview of Pulumi', () => {
  test('each step says what exists before and after', async () => {
    const sides = async (op: string, more: object): Promise<readonly unknown[]> => {
      const { before, after } = await resourceOf(preview([step(op, more)]));
      const size = (side: typeof before): unknown =>
        typeof side === 'string' ? side : side.properties['size'];
      return [size(before), size(after)];
    };
    const both = { oldState: SMALL, newState: LARGE };

    expect(await sides('same', both)).toEqual([20, 20]);
    expect(await sides('create', { newState: LARGE })).toEqual(['none', 20]);
    expect(await sides('import', { newState: LARGE })).toEqual(['none', 20]);
    expect(await sides('update', both)).toEqual([10, 20]);
    expect(await sides('replace', both)).toEqual([10, 20]);
    expect(await sides('create-replacement', both)).toEqual(['none', 20]);
    expect(await sides('delete-replaced', { oldState: SMALL })).toEqual([10, 'none']);
    expect(await sides('delete', { oldState: SMALL })).toEqual([10, 'none']);
    expect(await sides('read', { newState: LARGE })).toEqual([20, 20]);
    expect(await sides('refresh', both)).toEqual([10, 20]);
    expect(await sides('discard', { oldState: SMALL })).toEqual(['none', 'none']);
    expect(await sides('remove-pending-replace', { oldState: SMALL })).toEqual(['none', 'none']);
  });

  test('type, inputs and outputs may stand in the step itself', async () => {
    const inline = await resourceOf(
      preview([step('create', { type: VOLUME, inputs: { size: 5 }, outputs: { arn: 'arn:x' } })]),
    );
    const withoutType = await resourceOf(preview([step('create', { inputs: { size: 5 } })]));
    const updated = await resourceOf(preview([step('update', { inputs: { size: 5 } })]));

    expect(inline).toMatchObject({
      type: VOLUME,
      after: { properties: { size: 5 }, arn: 'arn:x' },
    });
    expect(withoutType.type).toBe(VOLUME);
    expect(updated).toMatchObject({ before: 'unknown', after: { properties: { size: 5 } } });
  });

  test('a replacement counts once in both of its forms', async () => {
    const one = await planOf(preview([step('replace', { oldState: SMALL, newState: LARGE })]));
    const two = await planOf(
      preview([
        step('create-replacement', { oldState: SMALL, newState: LARGE }),
        step('delete-replaced', { oldState: SMALL }),
      ]),
    );
    const three = await planOf(
      preview([
        step('create-replacement', { oldState: SMALL, newState: LARGE }),
        step('replace', { oldState: SMALL, newState: LARGE }),
        step('delete-replaced', { oldState: SMALL }),
      ]),
    );

    for (const { resources } of [one, two, three]) {
      expect(resources).toHaveLength(1);
      expect(resources).toMatchObject([
        {
          operation: 'replace',
          before: { properties: { size: 10 } },
          after: { properties: { size: 20 } },
        },
      ]);
    }
  });

  test('an old copy that waits for its deletion is not the replacement', async () => {
    const { resources } = await planOf(
      preview([
        step('same', { oldState: LARGE, newState: LARGE }),
        step('delete', { oldState: volume({ size: 10 }, { id: 'vol-old', delete: true }) }),
      ]),
    );

    expect(resources.map(({ operation }) => operation)).toEqual(['same', 'delete']);
  });

  test('unknown and secret values are marked at any depth, and never resolved', async () => {
    const { after } = await resourceOf(
      preview([
        step('create', {
          newState: volume({
            size: '3eeb2bf0-c639-47a8-9e75-3b44932eb421',
            type: '04da6b54-80e4-46f7-96ec-b56ff0331ba9',
            tags: { owner: '[secret]', list: ['dd056dcd-154b-4c76-9bd3-c8f88648b5ff'] },
            kmsKeyId: {
              '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270',
              plaintext: '"hunter2"',
            },
            __defaults: ['type'],
          }),
        }),
      ]),
    );

    expect(after).toMatchObject({
      properties: { size: UNKNOWN, type: UNKNOWN, kmsKeyId: SECRET },
    });
    expect(after).toHaveProperty('properties.tags', { owner: SECRET, list: [UNKNOWN] });
    expect(after).not.toHaveProperty('properties.__defaults');
  });

  test('unchanged resources that are not listed are noticed', async () => {
    const steps = [step('create', { newState: LARGE })];
    const without = await planOf(preview(steps, { changeSummary: { create: 1, same: 7 } }));
    const complete = await planOf(
      preview([step('same', { oldState: LARGE, newState: LARGE })], { changeSummary: { same: 1 } }),
    );

    expect(without.notes.map(({ code }) => code)).toEqual(['missing-sames']);
    expect(without.notes[0]?.message).toContain('--show-sames');
    expect(complete.notes).toEqual([]);
  });

  test('the stack, providers and components are no resources; what is read is not owned', async () => {
    const component = urn('shop:index:Site', 'site');
    const { resources, others } = await planOf(
      preview([
        { op: 'same', urn: urn('pulumi:pulumi:Stack', 'dev'), newState: { custom: false } },
        { op: 'same', urn: urn('pulumi:providers:aws', 'west'), newState: { custom: true } },
        { op: 'create', urn: component, newState: { custom: false, type: 'shop:index:Site' } },
        {
          op: 'read',
          urn: urn(VOLUME, 'theirs', 'shop:index:Site$'),
          newState: { custom: true, external: true, parent: component },
        },
      ]),
    );

    expect(others).toBe(3);
    expect(resources).toMatchObject([
      { type: VOLUME, name: 'theirs', isExternal: true, parent: component },
    ]);
  });

  test('the region is that of the resource, its zone, its ARN, its provider, the stack', async () => {
    const west = urn('pulumi:providers:aws', 'west');
    const provider = { op: 'same', urn: west, newState: { inputs: { region: 'us-west-2' } } };
    const regionOf = async (inputs: object, more: object = {}): Promise<unknown> => {
      const steps = [step('create', { newState: volume(inputs, more) }), provider];
      const { resources } = await planOf(preview(steps));
      return resources[0]?.after;
    };
    const reference = { provider: `${west}::04da6b54-80e4-46f7-96ec-b56ff0331ba9` };
    const zone = { availabilityZone: 'eu-north-1b', arn: 'arn:aws:ec2:sa-east-1:1:volume/x' };

    expect(await regionOf({ region: 'eu-south-1', ...zone })).toMatchObject({
      region: 'eu-south-1',
    });
    expect(await regionOf(zone)).toMatchObject({ region: 'eu-north-1' });
    expect(await regionOf({ arn: zone.arn }, reference)).toMatchObject({ region: 'sa-east-1' });
    expect(await regionOf({}, reference)).toMatchObject({ region: 'us-west-2' });
    expect(await regionOf({})).toMatchObject({ region: 'eu-west-1' });
    expect(await regionOf({ availabilityZone: 'us-east-1-bos-1a' })).toMatchObject({
      region: 'us-east-1',
    });
  });

  test('the short form of a type is the long one', async () => {
    const { type } = await resourceOf(
      preview([{ op: 'create', urn: urn('aws:ec2:Instance', 'web'), inputs: {} }]),
    );

    expect(type).toBe('aws:ec2/instance:Instance');
  });

  test('an error of the program is a note: the plan may lack resources', async () => {
    const { notes } = await planOf(preview([], { diagnostics: [{ severity: 'error' }] }));

    expect(notes.map(({ code }) => code)).toEqual(['failed']);
  });
});

describe('a stack of Pulumi', () => {
  test('its resources stay as they are, with their IDs, ARNs and times', async () => {
    const { source, resources, notes } = await planOf({
      version: 3,
      deployment: {
        manifest: { time: '2026-01-01T00:00:00Z' },
        resources: [
          volume(
            { size: 10 },
            {
              id: 'vol-1',
              outputs: { arn: 'arn:aws:ec2:eu-west-1:1:volume/vol-1', size: 9 },
              created: '2026-02-01T00:00:00Z',
              sourcePosition: 'new key',
            },
          ),
          volume({ size: 10 }, { id: 'vol-0', delete: true, created: '0001-01-01T00:00:00Z' }),
        ],
      },
    });

    expect(source).toBe('pulumi-stack');
    expect(resources).toMatchObject([
      {
        operation: 'same',
        after: {
          properties: { size: 10 },
          cloudId: 'vol-1',
          arn: 'arn:aws:ec2:eu-west-1:1:volume/vol-1',
          created: '2026-02-01T00:00:00Z',
        },
      },
      { operation: 'same', after: { cloudId: 'vol-0', created: undefined } },
    ]);
    expect(notes.map(({ code }) => code)).toEqual(['pending-deletion']);
  });
});

describe('a stream of events', () => {
  const event = (op: string, old: object | null, next: object | null): string =>
    JSON.stringify({
      sequence: 1,
      resourcePreEvent: { metadata: { op, urn: urn(VOLUME, 'data'), old, new: next } },
    });
  const summary = JSON.stringify({
    sequence: 2,
    summaryEvent: { resourceChanges: { replace: 1 } },
  });

  test('its steps are those of a preview', async () => {
    const lines = [
      event('create-replacement', SMALL, LARGE),
      event('replace', SMALL, LARGE),
      event('delete-replaced', SMALL, null),
      summary,
    ];
    const { source, resources, notes } = await planOf(lines.join('\n'));

    expect(source).toBe('pulumi-events');
    expect(resources).toMatchObject([{ operation: 'replace' }]);
    expect(notes).toEqual([]);
  });

  test('a stream without its end is noticed', async () => {
    const { notes } = await planOf(event('create', null, LARGE));

    expect(notes.map(({ code }) => code)).toEqual(['unfinished']);
  });
});
