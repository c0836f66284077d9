import { expect, test } from '@jest/globals';
import { explorerWaitMinutes } from '../../../src/cost/explorer/explorer-calls.ts';

test.each([
  [0, 0],
  [200, 0],
  [201, 1],
  [400, 60],
  [600, 120],
])('%d requests wait at least %d minutes for the pace of Cost Explorer', (requests, minutes) => {
  expect(explorerWaitMinutes(requests)).toBe(minutes);
});
