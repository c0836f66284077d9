import { expect, test } from '@jest/globals';
import { loadService } from '../../../src/sandbox/clients.ts';
import { Estate } from '../../../src/sandbox/estate/estate.ts';
import { Pager } from '../../../src/sandbox/pages.ts';
import type { HandlerContext } from '../../../src/sandbox/services/handler.ts';
import { simulatedHandlers } from '../../../src/sandbox/simulation/handlers.ts';
import type { UncountedKind } from '../../../src/sandbox/simulation/simulated-kind.ts';

const REGION = 'eu-west-1';

/** As many queues as the estate has accounts; a request without a prefix gets all of them. */
const queue: UncountedKind = {
  kind: 'Test::Queue',
  client: () => import('@aws-sdk/client-sqs'),
  gone: 'QueueDoesNotExist',
  count: ({ estate }) => estate.accountIds.length,
  calls: {
    'sqs:ListQueues': {
      most: 1_000,
      takes: { QueueNamePrefix: [] },
      whole: ({ QueueNamePrefix }) => QueueNamePrefix === undefined,
      shape: (output, _, { accountId, region }) => ({ ...output, caller: [accountId, region] }),
    },
  },
  at: ({ n }) => ({
    names: { QueueUrl: `queue-${n}` },
    replies: { 'sqs:ListQueues': () => ({ QueueUrls: [`queue-${n}`] }) },
    items: () => [],
  }),
};

test('a request may be answered whole, though the server’s pages are small; the answer knows the caller', async () => {
  await loadService('sqs');
  const estate = new Estate({ seed: 'whole', accounts: 4, regions: [REGION] });
  const accountId = estate.managementAccountId;
  const context: HandlerContext = {
    estate,
    accountId,
    callerArn: '',
    region: REGION,
    pager: new Pager({ maxPageSize: 3, emptyPages: 0 }, undefined),
    isGone: () => false,
    isOmitted: () => false,
    issueCredentials: () => {
      throw new Error('no credentials here');
    },
  };
  const list = simulatedHandlers([queue])['sqs:ListQueues'];

  const whole = list?.({}, context);
  const paged = list?.({ QueueNamePrefix: 'queue', MaxResults: 10 }, context);

  expect(whole).toEqual({
    QueueUrls: ['queue-0', 'queue-1', 'queue-2', 'queue-3'],
    caller: [accountId, REGION],
  });
  expect(paged).toMatchObject({
    QueueUrls: ['queue-0', 'queue-1', 'queue-2'],
    NextToken: expect.any(String) as unknown,
  });
});
