import { describe, expect, test } from '@jest/globals';
import { paginateListQueues, SQSClient, type ListQueuesResult } from '@aws-sdk/client-sqs';
import { sdkPages } from '../../src/core/actions/sdk-pages.ts';

/** A real client whose answers never leave the process. */
function clientWith(answer: (call: number) => ListQueuesResult): {
  readonly client: SQSClient;
  readonly asked: object[];
} {
  const asked: object[] = [];
  const client = new SQSClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  client.middlewareStack.add(
    () => (args) => {
      asked.push({ ...args.input });
      return Promise.resolve({
        output: { $metadata: {}, ...answer(asked.length) },
        response: undefined,
      });
    },
    { step: 'initialize', name: 'answer', priority: 'low' },
  );
  return { client, asked };
}

async function read(
  client: SQSClient,
  input: object = { MaxResults: 2 },
): Promise<(string[] | undefined)[]> {
  const { signal } = new AbortController();
  const pages: (string[] | undefined)[] = [];
  for await (const page of sdkPages(paginateListQueues, { client, signal }, input))
    pages.push(page.QueueUrls);
  return pages;
}

describe('sdkPages', () => {
  test('reads on past an empty page that has a next token', async () => {
    const answers: ListQueuesResult[] = [
      { QueueUrls: ['a'], NextToken: '1' },
      { NextToken: '2' },
      { QueueUrls: ['b'] },
    ];
    const { client, asked } = clientWith((call) => answers[call - 1] ?? {});

    expect(await read(client)).toEqual([['a'], undefined, ['b']]);
    expect(asked).toEqual([
      { MaxResults: 2 },
      { MaxResults: 2, NextToken: '1' },
      { MaxResults: 2, NextToken: '2' },
    ]);
  });

  test('leaves the caller’s input as it was: the SDK writes its token into it', async () => {
    const { client } = clientWith((call) => (call < 3 ? { NextToken: String(call) } : {}));
    const input = { MaxResults: 2 };

    await read(client, input);

    expect(input).toEqual({ MaxResults: 2 });
  });

  test('a token that repeats is an error: the list would never end, or look whole', async () => {
    const { client, asked } = clientWith(() => ({ QueueUrls: ['a'], NextToken: 'again' }));

    await expect(read(client)).rejects.toMatchObject({ name: 'RepeatedPageToken' });
    expect(asked.length).toBeLessThanOrEqual(2);
  });
});
