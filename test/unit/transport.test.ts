import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { classify } from '../../src/aws/errors.ts';
import { startAnsweringAws } from '../helpers/answering-aws.ts';

const REGION = 'eu-west-1';
const HOUR_MS = 3_600_000;

test('a clock that is wrong by an hour is corrected with AWS’s time, with one retry', async () => {
  const signedAt: string[] = [];
  using aws = await startAnsweringAws((request, response) => {
    const stamp = String(request.headers['x-amz-date']);
    signedAt.push(stamp);
    const theirs = new Date(Date.now() + HOUR_MS);
    const isGood = stamp.slice(0, 11) === theirs.toISOString().replaceAll(/[-:]/g, '').slice(0, 11);
    response.writeHead(isGood ? 200 : 403, {
      date: theirs.toUTCString(),
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-requestid': 'b2c1',
    });
    response.end(isGood ? '{"QueueUrls":["https://q"]}' : '{"__type":"InvalidSignatureException"}');
  }, 1);
  const client = aws.clients.of(SQSClient, REGION);

  const first = await client.send(new ListQueuesCommand({}));
  await client.send(new ListQueuesCommand({}));

  expect(first.QueueUrls).toEqual(['https://q']);
  expect(signedAt).toHaveLength(3);
});

const PAGE = '<!doctype html><html><head><title>Bad Gateway</title><br></head></html>';

test('a load balancer’s error page is a transient failure, and is retried', async () => {
  let calls = 0;
  using aws = await startAnsweringAws((_, response) => {
    calls += 1;
    if (calls === 1) response.writeHead(502, { 'content-type': 'text/html' });
    else response.writeHead(200, { 'x-amzn-requestid': 'b2c1' });
    response.end(calls === 1 ? PAGE : '{"QueueUrls":["https://q"]}');
  }, 2);

  const { QueueUrls } = await aws.clients.of(SQSClient, REGION).send(new ListQueuesCommand({}));

  expect(QueueUrls).toEqual(['https://q']);
  expect(calls).toBe(2);
});

test.each([200, 302, 403, 404, 429, 503])(
  'a page with HTTP %d is not AWS’s word for anything, whatever the protocol',
  async (status) => {
    using aws = await startAnsweringAws((_, response) => {
      response.writeHead(status, { 'content-type': 'text/html' });
      response.end(PAGE);
    }, 2);

    const errors = await Promise.all([
      aws.clients.of(SQSClient, REGION).send(new ListQueuesCommand({})).catch(classify),
      aws.clients.of(S3Client, REGION).send(new ListBucketsCommand({})).catch(classify),
    ]);

    for (const error of errors) expect(error).toMatchObject({ class: 'not-aws', status });
  },
);

test('the message names the call, and the problem with the response', async () => {
  using aws = await startAnsweringAws((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html', 'x-amzn-requestid': 'b2c1' }).end(PAGE);
  }, 1);

  const sent = aws.clients.of(SQSClient, REGION).send(new ListQueuesCommand({}));

  await expect(sent).rejects.toThrow(
    'the response to ListQueues of SQS in eu-west-1 (HTTP 200) is not from AWS: its content type is text/html',
  );
});
