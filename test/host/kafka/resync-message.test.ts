import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  describeRequest,
  isResyncRequest,
  parseMessage,
  type ResyncMessageRules,
} from '../../../src/host/kafka/resync-message.ts';

const identifier = 'my-aws-v3-integration';
const requests: ResyncMessageRules = { identifier, topicKind: 'resync-requests' };
const changeLog: ResyncMessageRules = { identifier, topicKind: 'change-log' };

const forUs = { context: { integrationId: identifier } };
const after = { identifier, updatedAt: '2026-01-02T00:00:00Z' };
const change = { changelogDestination: { type: 'KAFKA' }, diff: { after } };
const stateAt = (updatedAt: unknown) => ({
  ...change,
  diff: { after: { ...after, resyncState: { updatedAt } } },
});

describe('on the topic of resync requests', () => {
  test.each([
    ['names our integration', forUs, true],
    ['names another one', { context: { integrationId: 'other' } }, false],
    ['names none', { context: {} }, false],
    ['has no context', { action: 'RESYNC' }, false],
    ['has another action', { ...forUs, action: 'ABORT' }, true],
    ['is a change of our integration', change, false],
    ['has fields of another shape', { ...forUs, diff: 7, changelogDestination: null }, true],
  ])('a message that %s', (_, message, expected) => {
    expect(isResyncRequest(message, requests)).toBe(expected);
  });
});

describe('on the change log', () => {
  test.each([
    ['names our integration and says RESYNC', { ...forUs, action: 'RESYNC' }, true],
    ['names our integration alone', forUs, false],
    ['names our integration and says UPDATE', { ...forUs, action: 'UPDATE' }, false],
    ['names another and says RESYNC', { context: { integrationId: 'x' }, action: 'RESYNC' }, false],
    ['changes our integration, which never ran', change, true],
    ['changes our integration after its last resync', stateAt('2026-01-01T00:00:00Z'), true],
    ['changes the state of our resync only', stateAt(after.updatedAt), false],
    ['has a state without a time', stateAt(null), true],
    ['has no times at all', { ...change, diff: { after: { identifier } } }, false],
    ['changes another', { ...change, diff: { after: { ...after, identifier: 'other' } } }, false],
    ['is for a webhook', { ...change, changelogDestination: { type: 'WEBHOOK' } }, false],
    ['has no recipient', { diff: { after } }, false],
    ['deletes our integration', { ...change, diff: { before: after, after: null } }, false],
    ['says RESYNC and has a broken change', { ...forUs, action: 'RESYNC', diff: null }, true],
    ['changes ours and has a broken context', { ...change, context: null }, true],
  ])('a message that %s', (_, message, expected) => {
    expect(isResyncRequest(message, changeLog)).toBe(expected);
  });
});

describe('any message', () => {
  test.each([[undefined], [null], [''], [0], [true], [[]], [[forUs]]])(
    'that is %p asks for nothing',
    (message) => {
      expect(isResyncRequest(message, requests)).toBe(false);
      expect(isResyncRequest(message, changeLog)).toBe(false);
    },
  );

  test('never throws, and asks only where it names us', () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom(identifier, 'KAFKA', 'RESYNC', null));
    const part = fc.oneof(value, fc.dictionary(fc.constantFrom(...KEYS), value));
    const message = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom(...KEYS), fc.oneof(part, fc.record({ after: part }))),
    );

    fc.assert(
      fc.property(message, fc.constantFrom(requests, changeLog), (json, rules) => {
        const asks = isResyncRequest(json, rules);

        expect(describeRequest(json)).toBeInstanceOf(Object);
        if (asks) expect(JSON.stringify(json)).toContain(identifier);
      }),
      { numRuns: 2_000 },
    );
  });

  test('is read from any bytes without a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const message = parseMessage(Buffer.from(bytes));

        expect(message === undefined || typeof message === 'object').toBe(true);
      }),
    );
  });
});

test.each(['', 'no', '{', '[]', 'null', '"text"', '7'])('%p is not a message', (text) => {
  expect(parseMessage(Buffer.from(text))).toBeUndefined();
});

test('a request is described by its id and the time of the change', () => {
  expect(describeRequest({ id: 'request-1', ...forUs })).toEqual({ id: 'request-1' });
  expect(describeRequest(change)).toEqual({ at: after.updatedAt });
  expect(describeRequest({ id: 7, diff: 'none' })).toEqual({});
});

const KEYS = [
  'context',
  'integrationId',
  'action',
  'changelogDestination',
  'type',
  'diff',
  'after',
  'identifier',
  'updatedAt',
  'resyncState',
  'id',
];
