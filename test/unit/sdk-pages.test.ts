import { describe, expect, test } from '@jest/globals';
import { paginateListQueues, SQSClient, type ListQueuesResult } from '@aws-sdk/client-sqs';
import { EndlessListError, PageGuard } from '../../src/aws/page-guard.ts';
import { collect } from '../../src/core/actions/parents.ts';
import { sdkPages, tokenPages } from '../../src/core/actions/sdk-pages.ts';

/** A real client whose requests never leave the process. */
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
  test('continues after an empty page with a next token', async () => {
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

  test('leaves the caller’s input unchanged, although the SDK writes its token into it', async () => {
    const { client } = clientWith((call) => (call < 3 ? { NextToken: String(call) } : {}));
    const input = { MaxResults: 2 };

    await read(client, input);

    expect(input).toEqual({ MaxResults: 2 });
  });

  test('a repeated token is an error: the list would never end, or would look complete', async () => {
    const { client, asked } = clientWith(() => ({ QueueUrls: ['a'], NextToken: 'again' }));

    await expect(read(client)).rejects.toThrow(EndlessListError);
    expect(asked.length).toBeLessThanOrEqual(2);
  });

  test('cyclic tokens are an error', async () => {
    const { client, asked } = clientWith((call) => ({
      QueueUrls: [`q${call}`],
      NextToken: ['a', 'b', 'c'][call % 3] ?? '',
    }));

    await expect(read(client)).rejects.toMatchObject({ failure: { class: 'other' } });
    expect(asked.length).toBeLessThanOrEqual(5);
  });

  test.each([
    ['empty', {}],
    ['the same', { QueueUrls: ['a', 'b'] }],
  ])('endless new tokens, with pages that are %s, are an error', async (_, page) => {
    const { client, asked } = clientWith((call) => ({ ...page, NextToken: String(call) }));

    await expect(read(client)).rejects.toThrow('consecutive pages were empty or repeated');
    expect(asked.length).toBeLessThan(1_100);
  });

  test('cyclic pages are an error, even with different tokens', async () => {
    const { client } = clientWith((call) => ({
      QueueUrls: [`q${call % 5}`],
      NextToken: String(call),
    }));

    await expect(read(client)).rejects.toThrow(EndlessListError);
  });

  test('a long list with empty and repeated pages is read completely', async () => {
    const last = 5_000;
    const { client } = clientWith((call) => ({
      ...(call % 3 !== 0 && { QueueUrls: [`q${call - (call % 2)}`] }),
      ...(call < last && { NextToken: String(call) }),
    }));

    expect(await read(client)).toHaveLength(last);
  });

  test('a list has a maximum number of pages', () => {
    const guard = new PageGuard({ mostPages: 3 });
    const askFor = (page: number): void => {
      guard.asks({ page });
      guard.came({ QueueUrls: [String(page)] });
    };
    for (const page of [1, 2, 3]) askFor(page);

    expect(() => {
      askFor(4);
    }).toThrow('more than 3 pages');
  });
});

describe('tokenPages', () => {
  test('reads until a page has no token, and uses no token twice', async () => {
    const pages = tokenPages(
      (token) =>
        Promise.resolve({
          items: [token ?? 'first'],
          next: { first: 'a', a: 'b' }[token ?? 'first'],
        }),
      ({ next }) => next,
    );
    const endless = tokenPages(
      (token) => Promise.resolve({ items: [token] }),
      () => 'again',
    );

    expect(await collect(pages, (page) => page.items)).toHaveLength(3);
    await expect(collect(endless, (page) => page.items)).rejects.toThrow(EndlessListError);
  });
});
