import { createServer } from 'node:http';
import { once } from 'node:events';
import { DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient, ListServicesCommand } from '@aws-sdk/client-ecs';
import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { GetBucketTaggingCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, test } from '@jest/globals';
import { AttemptGate } from '../../src/aws/attempt-path.ts';
import { ClientFactory, type ScopeClients } from '../../src/aws/client-factory.ts';
import { staticCredentials } from '../../src/aws/credentials.ts';
import { classify, type AwsFailure } from '../../src/aws/errors.ts';
import { RateLimiter } from '../../src/aws/rate-limiter.ts';
import { PatientRetryStrategy } from '../../src/aws/retry-strategy.ts';
import { systemClock } from '../../src/lib/clock.ts';

const REGION = 'eu-west-1';
type Headers = Readonly<Record<string, string>>;

/** What becomes of a call that is answered with 404 and this body. */
async function failureOf(
  call: (clients: ScopeClients) => Promise<unknown>,
  body: string,
  headers: Headers = {},
): Promise<AwsFailure> {
  const server = createServer((_, response) => {
    response.writeHead(404, headers).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const clock = systemClock;
  using clients = new ClientFactory({
    clock,
    gate: new AttemptGate({ clock, limiter: new RateLimiter(clock), concurrency: 1 }),
    retryStrategy: new PatientRetryStrategy(
      { maxAttempts: 1, maxElapsedMs: 1 },
      clock.now,
      () => 0,
    ),
    endpointOf: () => `http://127.0.0.1:${port}`,
  });
  const credentials = staticCredentials({ accessKeyId: 'AKIA', secretAccessKey: 'secret' });
  const scope = { signal: new AbortController().signal, observer: () => undefined };
  const opened = clients.open({ accountId: '111122223333', credentials }, scope);
  try {
    return await call(opened).then(() => {
      throw new Error('it was answered');
    }, classify);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const CALLS: Readonly<Record<string, (clients: ScopeClients) => Promise<unknown>>> = {
  'JSON: ECS': (clients) =>
    clients.of(ECSClient, REGION).send(new ListServicesCommand({ cluster: 'app' })),
  'REST and JSON: EKS': (clients) =>
    clients.of(EKSClient, REGION).send(new DescribeClusterCommand({ name: 'app' })),
  'query: SNS': (clients) =>
    clients
      .of(SNSClient, REGION)
      .send(new GetTopicAttributesCommand({ TopicArn: 'arn:aws:sns:x' })),
  'EC2’s query': (clients) =>
    clients.of(EC2Client, REGION).send(new DescribeVolumesCommand({ VolumeIds: ['vol-1'] })),
  'REST and XML: S3': (clients) =>
    clients.of(S3Client, REGION).send(new GetBucketTaggingCommand({ Bucket: 'acme' })),
};

describe.each(Object.entries(CALLS))(
  '%s: a 404 that names no error proves nothing gone',
  (_, call) => {
    test.each([
      ['nothing', ''],
      ['a page', '<html><body><h1>Not Found</h1></body></html>'],
      ['a gateway’s JSON', '{"message":"no Route matched with those values"}'],
      ['a status in JSON', '{"code":404,"message":"not found"}'],
    ])('%s', async (_name, body) => {
      expect(await failureOf(call, body)).toMatchObject({
        class: 'other',
        code: 'UnreadableAnswer',
        status: 404,
      });
    });
  },
);

describe('what AWS itself says is gone, is', () => {
  const xml = (code: string): string =>
    `<Error><Code>${code}</Code><Message>gone</Message></Error>`;

  test.each([
    ['JSON: ECS', '{"__type":"ClusterNotFoundException","message":"gone"}', {}],
    ['JSON: ECS', '{"__type":"com.amazonaws.ecs#ClusterNotFoundException"}', {}],
    [
      'REST and JSON: EKS',
      '{"message":"gone"}',
      { 'x-amzn-errortype': 'ResourceNotFoundException' },
    ],
    ['REST and JSON: EKS', '{"code":"ResourceNotFoundException","message":"gone"}', {}],
    ['query: SNS', `<ErrorResponse>${xml('NotFound')}</ErrorResponse>`, {}],
    ['EC2’s query', `<Response><Errors>${xml('InvalidVolume.NotFound')}</Errors></Response>`, {}],
    ['REST and XML: S3', xml('NoSuchBucket'), {}],
  ] as const)('%s: %s', async (name, body, headers: Headers) => {
    const call = CALLS[name];

    expect(call && (await failureOf(call, body, headers))).toMatchObject({ class: 'not-found' });
  });

  test.each([
    ['S3’s own', { 'x-amz-request-id': '4442587FB7D0A2F9' }, 'not-found'],
    ['a proxy’s', {}, 'other'],
  ])('to HEAD there is no body: %s 404', async (_, headers, expected) => {
    const failure = await failureOf(
      (clients) => clients.of(S3Client, REGION).send(new HeadBucketCommand({ Bucket: 'acme' })),
      '',
      headers,
    );

    expect(failure).toMatchObject({ class: expected, status: 404 });
  });
});
