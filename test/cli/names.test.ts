import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { regionsOf } from '../../src/cli/names.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { configurationError } from '../config/errors.ts';
import { lookupOf } from '../helpers/name-world.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({
    estate: { seed: 'names', accounts: 2, regions: ['us-east-1', 'eu-west-1'], usedRegions: 1 },
  });
});

afterAll(() => sandbox.close());

test.each([
  ['eu-wst-1', '--regions: unknown region "eu-wst-1"; did you mean eu-west-1?'],
  ['us-east-1,EU-WEST-1', '--regions: unknown region "EU-WEST-1"; did you mean eu-west-1?'],
  ['eu-west-8', '--regions: unknown region "eu-west-8"; did you mean eu-west-1?'],
])('--regions %s', async (text, expected) => {
  const { message } = await configurationError(() => regionsOf(text, lookupOf(sandbox)));

  expect(message).toBe(expected);
});
