import { expect, test } from '@jest/globals';
import { groupCauses } from '../../src/ledger/cause-groups.ts';
import { Ledger, type CauseCount } from '../../src/ledger/ledger.ts';
import { NO_STORE } from '../../src/ledger/report.ts';
import type { ScopeRecord } from '../../src/ledger/scope.ts';

const SERVICES = ['sqs:ListQueues', 's3:ListAllMyBuckets', 'ec2:DescribeInstances'];
const CODES = ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'];

function denied(index: number, account = '111122223333'): CauseCount {
  const action = SERVICES[index % SERVICES.length] ?? '';
  const user = `arn:aws:sts::${account}:assumed-role/Reader/session`;
  return {
    kind: `AWS::Service${index}::Thing`,
    outcome: 'denied',
    code: CODES[index % CODES.length] ?? '',
    message: `User: ${user} is not authorized to perform: ${action} on resource: arn:aws:x:eu-west-1:${account}:* because no identity-based policy allows the ${action} action`,
    remedy: `allow ${action} for the role that reads this account`,
    scopes: 17,
    resources: 0,
    places: [`${account} eu-west-1`, `${account} us-east-1`],
  };
}

test('one account that denies 54 kinds is one group, which names every action', () => {
  const groups = groupCauses(Array.from({ length: 54 }, (_, index) => denied(index)));

  expect(groups).toHaveLength(1);
  expect(groups[0]).toMatchObject({
    outcome: 'denied',
    scopes: 54 * 17,
    remedy: `allow ${[...SERVICES].sort().join(', ')} for the role that reads this account`,
  });
  expect(groups[0]?.kinds).toHaveLength(54);
});

test('places of several accounts show each account first', () => {
  const [group] = groupCauses([denied(0), denied(0, '444455556666')]);

  expect(group?.places.slice(0, 2)).toEqual(['111122223333 eu-west-1', '444455556666 eu-west-1']);
});

test('a service control policy has another fix than a missing permission', () => {
  const cause = denied(0);
  const byPolicy = {
    ...cause,
    message: cause.message.replace(
      /because.*/,
      'with an explicit deny in a service control policy',
    ),
  };

  expect(groupCauses([cause, byPolicy])).toHaveLength(2);
});

test('throttling, and failures with other messages, stay apart', () => {
  const throttled = {
    ...denied(0),
    outcome: 'throttled',
    code: 'Throttling',
    message: 'Rate exceeded',
  } as const;
  const failed = {
    ...denied(1),
    outcome: 'failed',
    code: 'InternalError',
    message: 'one',
  } as const;

  expect(groupCauses([throttled, failed, { ...failed, message: 'two' }])).toHaveLength(3);
});

test('causes beyond those that are kept are counted, each once', async () => {
  const ledger = new Ledger(new Date(), NO_STORE);
  for (let index = 0; index < 1_000; index += 1)
    for (const region of ['eu-west-1', 'us-east-1'])
      await ledger.record(failedScope(index, region));

  expect(ledger.causes).toHaveLength(200);
  expect(ledger.causesOmitted).toBe(800);
});

function failedScope(index: number, region: string): ScopeRecord {
  return {
    kind: 'AWS::SQS::Queue',
    accountId: '111122223333',
    region,
    outcome: 'failed',
    resources: 0,
    incompleteResources: 0,
    pages: 0,
    calls: 1,
    retries: 0,
    throttles: 0,
    durationMs: 1,
    error: { code: `Error${index}`, message: 'failed', remedy: 'run again' },
    gaps: [],
  };
}
