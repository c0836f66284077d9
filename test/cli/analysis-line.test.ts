import { expect, test } from '@jest/globals';
import { analysisText } from '../../src/cli/analysis-line.ts';

test('a notification that is given up is named, with where to read why', () => {
  const notified = { sent: 1, failed: 1, givenUp: 1, left: 0, problem: 'HTTP 422' };
  const analysis = { series: 0, replayed: 0, openAnomalies: 0, problem: undefined, notified };

  const text = analysisText(analysis).join(' ');

  expect(text).toContain('1 notification sent, 1 failed: HTTP 422.');
  expect(text).toContain('1 notification given up');
  expect(text).toContain("outcome = 'given-up'");
});
