import { expect, test } from '@jest/globals';
import { Estate } from '../../../src/sandbox/estate/estate.ts';
import { findPlace } from '../../../src/sandbox/simulation/find-place.ts';
import type { SimulatedKind } from '../../../src/sandbox/simulation/simulated-kind.ts';

const estate = new Estate({ seed: 'find', usedRegions: 1, 'AWS::SNS::Topic': 30 });
const [region = ''] = estate.regions;
const search = { estate, accountId: estate.managementAccountId, region, forms: ['name'] };

/** Named by the letters of the alphabet: no name holds a number. */
const lettered: SimulatedKind = {
  kind: 'AWS::SNS::Topic',
  client: () => Promise.resolve({}),
  gone: 'NotFound',
  numberIn: (name) => (name.length === 1 ? name.charCodeAt(0) - 97 : Number.NaN),
  calls: {},
  at: ({ n }) => ({ names: { name: String.fromCharCode(97 + n) }, replies: {}, items: () => [] }),
};

test('a kind can say itself which number a name stands for', () => {
  const isGone = (name: string) => name === 'c';

  expect(findPlace(lettered, 'd', { ...search, isGone })?.n).toBe(3);
  expect(findPlace(lettered, 'c', { ...search, isGone })).toBeUndefined();
  expect(findPlace(lettered, 'other', { ...search, isGone })).toBeUndefined();
});
