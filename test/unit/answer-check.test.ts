import { DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient, ListServicesCommand } from '@aws-sdk/client-ecs';
import { EKSClient, ListClustersCommand } from '@aws-sdk/client-eks';
import {
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, test } from '@jest/globals';
import type { ScopeClients } from '../../src/aws/client-factory.ts';
import { classify } from '../../src/aws/errors.ts';
import { startAnsweringAws } from '../helpers/answering-aws.ts';

const REGION = 'eu-west-1';
type Headers = Readonly<Record<string, string>>;
type Call = (clients: ScopeClients) => Promise<unknown>;

/** The result of a call with this response: `answered`, or the class of the failure. */
async function resultOf(
  call: Call,
  status: number,
  body: string,
  headers: Headers = {},
): Promise<string> {
  using aws = await startAnsweringAws((_, response) => {
    response.writeHead(status, headers).end(body);
  }, 1);
  return await call(aws.clients).then(
    () => 'answered',
    (error: unknown) => classify(error).class,
  );
}

const CALLS = {
  'JSON: ECS': (clients) =>
    clients.of(ECSClient, REGION).send(new ListServicesCommand({ cluster: 'app' })),
  'REST and JSON: EKS': (clients) =>
    clients.of(EKSClient, REGION).send(new ListClustersCommand({})),
  'query: SNS': (clients) => clients.of(SNSClient, REGION).send(new ListTopicsCommand({})),
  'EC2’s query': (clients) =>
    clients.of(EC2Client, REGION).send(new DescribeVolumesCommand({ VolumeIds: ['vol-1'] })),
  'REST and XML: S3': (clients) =>
    clients.of(S3Client, REGION).send(new GetBucketTaggingCommand({ Bucket: 'acme' })),
} as const satisfies Readonly<Record<string, Call>>;
type Protocol = keyof typeof CALLS;

const ID = { 'x-amzn-requestid': '8c1f' };

/** The smallest responses from AWS, without a request ID in a header. */
const EMPTY: readonly (readonly [Protocol, string, boolean])[] = [
  ['JSON: ECS', '{}', false],
  ['JSON: ECS', ' {"serviceArns":[]}\n', false],
  ['JSON: ECS', '{"serviceArns":null}', false],
  ['REST and JSON: EKS', '{"clusters":[]}', false],
  ['query: SNS', '<ListTopicsResponse><ListTopicsResult/></ListTopicsResponse>', false],
  [
    'query: SNS',
    '<ListTopicsResponse><ListTopicsResult><Topics/></ListTopicsResult><ResponseMetadata><RequestId>8c1f</RequestId></ResponseMetadata></ListTopicsResponse>\n',
    true,
  ],
  [
    'EC2’s query',
    '<?xml version="1.0"?>\n<DescribeVolumesResponse xmlns="x"><requestId>8c1f</requestId><volumeSet/></DescribeVolumesResponse>',
    true,
  ],
  ['EC2’s query', '<DescribeVolumesResponse xmlns="x"/>', false],
  ['REST and XML: S3', '<Tagging xmlns="x"><TagSet/></Tagging>', false],
];

describe('a response in the operation’s format counts only with AWS’s request ID', () => {
  test.each(EMPTY)('%s: %s', async (name, body, hasOwnId) => {
    expect(await resultOf(CALLS[name], 200, body, ID)).toBe('answered');
    expect(await resultOf(CALLS[name], 200, body)).toBe(hasOwnId ? 'answered' : 'not-aws');
  });

  test('a value that is the root element itself', async () => {
    const call: Call = (clients) =>
      clients.of(S3Client, REGION).send(new GetBucketLocationCommand({ Bucket: 'acme' }));

    expect(await resultOf(call, 200, '<LocationConstraint xmlns="x"/>', ID)).toBe('answered');
    expect(await resultOf(call, 200, '<LocationConstraint xmlns="x"/>')).toBe('not-aws');
  });
});

describe('AWS’s request ID does not make another format valid', () => {
  test.each([
    ['JSON: ECS', '{"status":"ok"}'],
    ['JSON: ECS', '{"__type":"ServerException","serviceArns":[]}'],
    ['JSON: ECS', '{"serviceArns":["a"'],
    ['JSON: ECS', '{"serviceArns":["a"}'],
    ['REST and JSON: EKS', '{"message":"Missing Authentication Token"}'],
    ['query: SNS', '<ListTopicsResponse></ListTopicsResponse>'],
    ['query: SNS', '<ListTopicsResponse><ListTopicsResult><Topics>'],
    [
      'query: SNS',
      '<ListSubscriptionsResponse><ListSubscriptionsResult/></ListSubscriptionsResponse>',
    ],
    ['EC2’s query', '<DescribeVolumesResponse><volumeSet><item>'],
    ['EC2’s query', '<DescribeVolumesResponse><volumeSet/></DescribeVolumesResponse><x/>'],
    ['EC2’s query', '<Response><Errors><Error><Code>X</Code></Error></Errors></Response>'],
    ['REST and XML: S3', '<Error><Code>InternalError</Code></Error>'],
    ['REST and XML: S3', '<Tagging><TagSet>'],
  ] as const)('%s: %s', async (name, body) => {
    expect(await resultOf(CALLS[name], 200, body, ID)).toBe('not-aws');
  });

  test.each(Object.entries(CALLS))(
    '%s: another content type, or a compressed body',
    async (name, call) => {
      const [, body = ''] = EMPTY.find(([protocol]) => protocol === name) ?? [];

      for (const headers of [{ 'content-type': 'text/html' }, { 'content-encoding': 'gzip' }])
        expect(await resultOf(call, 200, body, { ...ID, ...headers })).toBe('not-aws');
    },
  );
});

describe.each(Object.entries(CALLS))(
  '%s: a 404 that names no error proves nothing gone',
  (_, call) => {
    test.each([
      ['nothing', ''],
      ['a page', '<html><body><h1>Not Found</h1></body></html>'],
      ['a gateway’s JSON', '{"message":"no Route matched with those values"}'],
      ['a status in JSON', '{"code":404,"message":"not found"}'],
    ])('%s', async (_name, body) => {
      expect(await resultOf(call, 404, body)).toBe('not-aws');
      expect(await resultOf(call, 404, body, ID)).toBe('not-aws');
    });
  },
);

describe('a 404 confirms a deletion only with AWS’s request ID', () => {
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
    expect(await resultOf(CALLS[name], 404, body, { ...headers, ...ID })).toBe('not-found');
    expect(await resultOf(CALLS[name], 404, body, headers)).toBe('not-aws');
  });

  test.each([
    [403, 'denied'],
    [404, 'not-found'],
  ])('a response to HEAD has no body: HTTP %d', async (status, expected) => {
    const call: Call = (clients) =>
      clients.of(S3Client, REGION).send(new HeadBucketCommand({ Bucket: 'acme' }));

    expect(await resultOf(call, status, '', { 'x-amz-request-id': '4442' })).toBe(expected);
    expect(await resultOf(call, status, '')).toBe('not-aws');
    expect(await resultOf(call, 200, '')).toBe('not-aws');
  });
});
