import { expect, test } from '@jest/globals';
import {
  EndpointAbsentError,
  EndpointBreaker,
  EndpointSilentError,
} from '../../src/aws/endpoint-breaker.ts';
import { classify, isTimeout } from '../../src/aws/errors.ts';

/** As many unanswered calls as it takes to mark an endpoint as down. */
const SILENCES = 12;

function silenced(times: number): { breaker: EndpointBreaker; pass(milliseconds: number): void } {
  let now = 1_000;
  const clock = { now: () => now, sleep: () => Promise.resolve() };
  const breaker = new EndpointBreaker(clock);
  for (let count = 0; count < times; count += 1) breaker.timedOut('sqs', 'eu-west-1');
  return {
    breaker,
    pass: (milliseconds) => {
      now += milliseconds;
    },
  };
}

test('an endpoint is marked as down after twelve unanswered calls in a row; other endpoints are not affected', () => {
  const { breaker } = silenced(SILENCES - 1);
  const check = (): void => {
    breaker.check('sqs', 'eu-west-1');
  };

  expect(check).not.toThrow();
  breaker.timedOut('sqs', 'eu-west-1');
  expect(check).toThrow(EndpointSilentError);
  expect(() => {
    breaker.check('sqs', 'us-east-1');
    breaker.check('ec2', 'eu-west-1');
  }).not.toThrow();
});

test('a missing endpoint is detected once, and checked again after five minutes', () => {
  const { breaker, pass } = silenced(0);
  const check = (): void => {
    breaker.check('memorydb', 'ca-west-1');
  };

  breaker.absent('memorydb', 'ca-west-1');

  expect(check).toThrow(EndpointAbsentError);
  expect(() => {
    breaker.check('memorydb', 'us-east-1');
  }).not.toThrow();
  expect(classify(new EndpointAbsentError('none'))).toMatchObject({
    class: 'service-absent',
    code: 'ENOTFOUND',
  });
  pass(300_000);
  expect(check).not.toThrow();
});

test('one failed name lookup does not mark an endpoint that has answered as missing', () => {
  const { breaker } = silenced(0);
  breaker.answered('sqs', 'eu-west-1');

  breaker.absent('sqs', 'eu-west-1');

  expect(() => {
    breaker.check('sqs', 'eu-west-1');
  }).not.toThrow();
});

test('one answer resets the count', () => {
  const { breaker } = silenced(SILENCES - 1);

  breaker.answered('sqs', 'eu-west-1');
  breaker.timedOut('sqs', 'eu-west-1');

  expect(() => {
    breaker.check('sqs', 'eu-west-1');
  }).not.toThrow();
});

test('after a pause one call tries again; its answer opens the endpoint for all', () => {
  const { breaker, pass } = silenced(SILENCES);
  const check = (): void => {
    breaker.check('sqs', 'eu-west-1');
  };

  pass(29_999);
  expect(check).toThrow(EndpointSilentError);
  pass(1);
  expect(check).not.toThrow();
  expect(check).toThrow(EndpointSilentError);
  breaker.answered('sqs', 'eu-west-1');
  expect(check).not.toThrow();
});

test('a call that was not sent counts as transient, and as a timeout', () => {
  const failure = classify(new EndpointSilentError('sqs in eu-west-1 has stopped answering'));

  expect(failure).toMatchObject({ class: 'transient', code: 'TimeoutError' });
  expect(isTimeout(failure)).toBe(true);
});
