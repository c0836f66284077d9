import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { ListClustersCommand } from '@aws-sdk/client-ecs';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { ListRegionsCommand } from '@aws-sdk/client-account';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { SignatureCheck } from '../../src/sandbox/signature-check.ts';
import {
  ambientKeys,
  assume,
  clients,
  failureOf,
  memberOf,
  settings,
  smallSandbox,
} from './clients.ts';
import { signedRequest } from './signed-request.ts';

const MINUTE_MS = 60_000;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await smallSandbox();
});
afterAll(() => sandbox.close());

const IDENTITY = {
  method: 'POST',
  service: 'sts',
  region: 'us-east-1',
  body: 'Action=GetCallerIdentity&Version=2011-06-15',
} as const;

async function answerTo(path: string, options: Parameters<typeof signedRequest>[1]) {
  const url = `${sandbox.endpoint}${path}`;
  const response = await fetch(url, await signedRequest(url, options));
  return { status: response.status, text: await response.text() };
}

/** The request of AWS's own example: the signature was calculated by AWS. */
describe("AWS's example", () => {
  const now = Date.UTC(2015, 7, 30, 12, 36);
  const signature = '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7';
  const request = {
    method: 'GET',
    target: '/?Action=ListUsers&Version=2010-05-08',
    headers: {
      host: 'iam.amazonaws.com',
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'x-amz-date': '20150830T123600Z',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=${signature}`,
    },
    body: '',
  };
  const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
  const check = (change: object, at = now): void => {
    new SignatureCheck().check('iam', { ...request, ...change }, secret, at);
  };

  test('is accepted', () => {
    expect(() => {
      check({});
    }).not.toThrow();
  });

  test.each([
    ['another method', { method: 'POST' }],
    ['another path', { target: '/other?Action=ListUsers&Version=2010-05-08' }],
    ['another query', { target: '/?Action=ListRoles&Version=2010-05-08' }],
    ['another body', { body: 'x' }],
    ['another signed header', { headers: { ...request.headers, host: 'iam.example.com' } }],
    ['no date', { headers: { ...request.headers, 'x-amz-date': undefined } }],
    ['no signature', { headers: { ...request.headers, authorization: undefined } }],
  ])('with %s is refused', (_, change) => {
    expect(() => {
      check(change);
    }).toThrow('does not match the signature you provided');
  });

  test('is refused five minutes later, and five minutes earlier', () => {
    expect(() => {
      check({}, now + 5 * MINUTE_MS);
      check({}, now - 5 * MINUTE_MS);
    }).not.toThrow();
    expect(() => {
      check({}, now + 5 * MINUTE_MS + 1_000);
    }).toThrow(
      'Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 min.)',
    );
    expect(() => {
      check({}, now - 5 * MINUTE_MS - 1_000);
    }).toThrow('Signature not yet current');
  });
});

/** What each service answers: the code on the wire, where there is one, and the status. */
async function refusalsOf(keys: ReturnType<typeof ambientKeys>, clockOffsetMs = 0) {
  const all = clients(sandbox, 'us-east-1', keys);
  for (const client of Object.values(all)) client.config.systemClockOffset = clockOffsetMs;
  const { account, ec2, ecs, s3, sqs, sts } = all;
  const failures = [
    await failureOf(sts.send(new GetCallerIdentityCommand({}))),
    await failureOf(sqs.send(new ListQueuesCommand({}))),
    await failureOf(ecs.send(new ListClustersCommand({}))),
    await failureOf(ec2.send(new DescribeInstancesCommand({}))),
    await failureOf(s3.send(new ListBucketsCommand({}))),
    await failureOf(account.send(new ListRegionsCommand({}))),
  ];
  return failures.map(({ name, status }) => `${name} ${status ?? ''}`);
}

test('a wrong secret key is refused with the code of each service', async () => {
  const keys = { ...ambientKeys(sandbox), secretAccessKey: 'wrong' };

  expect(await refusalsOf(keys)).toEqual([
    'SignatureDoesNotMatch 403',
    'SignatureDoesNotMatch 403',
    'InvalidSignatureException 400',
    'AuthFailure 401',
    'SignatureDoesNotMatch 403',
    'InvalidSignatureException 403',
  ]);
});

test('a clock that is sixteen minutes slow is refused with the code of each service', async () => {
  expect(await refusalsOf(ambientKeys(sandbox), -16 * MINUTE_MS)).toEqual([
    'SignatureDoesNotMatch 403',
    'SignatureDoesNotMatch 403',
    'InvalidSignatureException 400',
    'RequestExpired 400',
    'RequestTimeTooSkewed 403',
    'InvalidSignatureException 403',
  ]);
});

test('S3 accepts a clock that is ten minutes off, other services do not', async () => {
  const signedAt = new Date(Date.now() - 10 * MINUTE_MS);
  const s3 = { method: 'GET', service: 's3', region: 'us-east-1', signedAt };

  expect(await answerTo('/', s3)).toMatchObject({ status: 200 });
  expect(await answerTo('/', { ...IDENTITY, signedAt })).toMatchObject({
    status: 403,
    text: expect.stringContaining('Signature expired'),
  });
});

test('S3 accepts a payload that is not signed, but not the hash of another', async () => {
  const s3 = { method: 'GET', service: 's3', region: 'us-east-1' };
  const unsigned = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
  const other = { 'x-amz-content-sha256': 'a'.repeat(64) };

  expect(await answerTo('/', { ...s3, headers: unsigned })).toMatchObject({ status: 200 });
  expect(await answerTo('/', { ...s3, headers: other })).toMatchObject({ status: 403 });
  expect(await answerTo('/', { ...IDENTITY, headers: unsigned })).toMatchObject({ status: 403 });
});

test('a request that was changed after it was signed is refused', async () => {
  const url = `${sandbox.endpoint}/`;
  const request = await signedRequest(url, IDENTITY);

  const same = await fetch(url, request);
  const changed = await fetch(url, { ...request, body: `${IDENTITY.body}&More=1` });

  expect([same.status, changed.status]).toEqual([200, 403]);
});

test('characters that paths and queries escape do not matter', async () => {
  const ses = { method: 'GET', service: 'ses', region: 'us-east-1' };
  const names = ["a b+c/d%e!'()*~", 'ä€😀', 'arn:aws:ses:x'];

  for (const name of names) {
    const answer = await answerTo(
      `/v2/email/identities/${encodeURIComponent(name)}?q=${encodeURIComponent(name)}`,
      ses,
    );
    expect(answer).toMatchObject({
      status: 404,
      text: expect.stringContaining('does not exist'),
    });
  }
});

test('temporary keys need their own session token', async () => {
  const [first, second] = [
    await assume(sandbox, memberOf(sandbox)),
    await assume(sandbox, sandbox.managementAccountId),
  ];
  const mixed = { ...first, sessionToken: second.sessionToken ?? '' };
  const send = (keys: typeof first): Promise<unknown> =>
    new SQSClient(settings(sandbox, 'us-east-1', keys)).send(new ListQueuesCommand({}));

  await send(first);
  expect(await failureOf(send(mixed))).toMatchObject({ code: 'InvalidClientTokenId' });
  expect(await failureOf(send({ ...first, secretAccessKey: 'wrong' }))).toMatchObject({
    name: 'SignatureDoesNotMatch',
  });
});
