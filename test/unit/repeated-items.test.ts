import { expect, test } from '@jest/globals';
import { SeenItems } from '../../src/core/exporters/seen-items.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { readEstate } from '../helpers/read-estate.ts';

const QUEUES = ['a', 'b', 'c', 'd'].map(
  (name) => `https://sqs.eu-west-1.amazonaws.com/210000000000/${name}`,
);

test('a queue that two pages list is emitted and counted once', async () => {
  const pages = [
    QUEUES.slice(0, 2),
    [...QUEUES.slice(1, 3), ...QUEUES.slice(1, 2)],
    QUEUES.slice(3),
  ];
  await using sandbox = await startSandbox({
    estate: { seed: 'repeated', accounts: 1, regions: ['eu-west-1'], usedRegions: 1 },
    replies: {
      'sqs:ListQueues': ({ NextToken }) => {
        const number = typeof NextToken === 'string' ? Number(NextToken) : 0;
        const next = number + 1;
        return {
          QueueUrls: pages[number],
          ...(next < pages.length && { NextToken: String(next) }),
        };
      },
      'sqs:GetQueueAttributes': () => ({ Attributes: {} }),
    },
  });

  const result = await readEstate(sandbox, { kinds: ['AWS::SQS::Queue'] });

  const urls = result.resources.map(({ Properties }) => ({ ...Properties })['QueueUrl']);
  const [record] = result.records.filter(({ kind }) => kind === 'AWS::SQS::Queue');
  expect(urls).toEqual(QUEUES);
  expect(record).toMatchObject({ outcome: 'complete', resources: 4, pages: 3 });
});

test('exactly the seen items are recognized, among many', () => {
  const seen = new SeenItems();
  const ids = Array.from({ length: 20_000 }, (_, index) => `i-${index}`);

  const first = ids.map((id) => seen.add(id));
  const second = ids.map((id) => seen.add(id));

  expect(first.every(Boolean)).toBe(true);
  expect(second.some(Boolean)).toBe(false);
});
