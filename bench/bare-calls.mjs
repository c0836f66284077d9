// The minimum cost of a call: GetQueueAttributes with a plain SDK client, or as a signed HTTP request.
import { request as httpRequest, Agent } from 'node:http';
import { createHash, createHmac } from 'node:crypto';
import { Buffer } from 'node:buffer';
import { URL } from 'node:url';
import { performance } from 'node:perf_hooks';
import { SignatureV4 } from '@smithy/signature-v4';
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';

const [way, countText] = process.argv.slice(2);
const calls = Number(countText);
const IN_FLIGHT = 64;
const endpoint = new URL(process.env.AWS_ENDPOINT_URL);
const credentials = {
  accessKeyId: process.env.AWS_ACCESS_KEY_ID,
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
};
const QueueUrl = await anyQueue();

async function anyQueue() {
  const client = new SQSClient({ region: 'us-east-1', credentials });
  const { QueueUrls } = await client.send(new ListQueuesCommand({ MaxResults: 1 }));
  return QueueUrls[0];
}

/** The hash that the signer requires. */
class Sha256 {
  constructor(secret) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }
  update(data) {
    this.hash.update(data);
  }
  digest() {
    return Promise.resolve(this.hash.digest());
  }
}

function sdk() {
  const client = new SQSClient({ region: 'us-east-1', credentials, useQueueUrlAsEndpoint: false });
  return () => client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
}

function signed() {
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT });
  const signer = new SignatureV4({
    service: 'sqs',
    region: 'us-east-1',
    credentials,
    sha256: Sha256,
  });
  const body = JSON.stringify({ QueueUrl, AttributeNames: ['All'] });
  return async () => {
    const { headers } = await signer.sign({
      method: 'POST',
      protocol: 'http:',
      hostname: endpoint.hostname,
      port: Number(endpoint.port),
      path: '/',
      query: {},
      headers: {
        host: endpoint.host,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.GetQueueAttributes',
        'content-length': String(Buffer.byteLength(body)),
      },
      body,
    });
    await new Promise((resolve, reject) => {
      const request = httpRequest({
        agent,
        host: endpoint.hostname,
        port: endpoint.port,
        method: 'POST',
        headers,
      });
      request.once('error', reject);
      request.once('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part) => (text += part));
        response.once('end', () => resolve(JSON.parse(text)));
      });
      request.end(body);
    });
  };
}

const call = way === 'sdk' ? sdk() : signed();
async function work(share) {
  for (let index = 0; index < share; index += 1) await call();
}
const many = (total) =>
  Promise.all(Array.from({ length: IN_FLIGHT }, () => work(Math.ceil(total / IN_FLIGHT))));
await many(Math.min(calls, 1_000)); // warm up
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
await many(calls);
const { user, system } = process.cpuUsage(cpuBefore);
const usage = {
  cpuMs: (user + system) / 1_000,
  wallMs: performance.now() - startedAt,
  peakMb: process.resourceUsage().maxRSS / 1_024,
};
process.stdout.write(`${JSON.stringify(usage)}\n`, () => process.exit(0));
