import { DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient, ListServicesCommand } from '@aws-sdk/client-ecs';
import { DescribeClusterCommand, EKSClient } from '@aws-sdk/client-eks';
import { GetBucketTaggingCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, test } from '@jest/globals';
import type { ScopeClients } from '../../src/aws/client-factory.ts';
import { classify, type AwsFailure } from '../../src/aws/errors.ts';
import { startAnsweringAws } from '../helpers/answering-aws.ts';

const REGION = 'eu-west-1';
type Headers = Readonly<Record<string, string>>;

/** What becomes of a call that is answered with 404 and this body. */
async function failureOf(
  call: (clients: ScopeClients) => Promise<unknown>,
  body: string,
  headers: Headers = {},
): Promise<AwsFailure> {
  using aws = await startAnsweringAws((_, response) => {
    response.writeHead(404, headers).end(body);
  }, 1);
  return await call(aws.clients).then(() => {
    throw new Error('it was answered');
  }, classify);
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
