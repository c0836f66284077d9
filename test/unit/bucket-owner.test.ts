import { once } from 'node:events';
import { createServer } from 'node:http';
import { S3Client } from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import { ResourceNotReadError } from '../../src/core/exporters/exporter.ts';
import { S3Bucket } from '../../src/core/exporters/s3/bucket.ts';

const OWNER = '111122223333';
const CALLER = '444455556666';
const LIST = '<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>';

/** An S3 with one public bucket, which checks the expected owner as S3 does. */
async function openBucket(): Promise<{ readonly endpoint: string } & AsyncDisposable> {
  const server = createServer(({ method, headers }, response) => {
    if (method !== 'HEAD') return response.writeHead(200).end(LIST);
    const expected = headers['x-amz-expected-bucket-owner'] ?? OWNER;
    return response
      .writeHead(expected === OWNER ? 200 : 403, { 'x-amz-bucket-region': 'eu-west-1' })
      .end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null)
    throw new Error('the server does not listen');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('another account’s public bucket is not treated as one’s own', async () => {
  await using s3 = await openBucket();
  using client = {
    s3: new S3Client({
      endpoint: s3.endpoint,
      region: 'eu-west-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret' },
    }),
    [Symbol.dispose]() {
      this.s3.destroy();
    },
  };

  const reading = S3Bucket.exporter.getResource(['shared'], {
    account: { id: CALLER, name: 'caller', partition: 'aws' },
    region: 'eu-west-1',
    include: [],
    clients: { of: () => client.s3 as never },
    signal: new AbortController().signal,
  });

  await expect(reading).rejects.toBeInstanceOf(ResourceNotReadError);
});
