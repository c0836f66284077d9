// The sandbox's cost per call: CPU time to decode it, answer it and encode the response.
import { Buffer } from 'node:buffer';
import { performance } from 'node:perf_hooks';
import { DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeServicesCommand, ECSClient, ListServicesCommand } from '@aws-sdk/client-ecs';
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SANDBOX_KEY } from '../dist/sandbox/credentials.js';
import { EmbeddedAws } from '../dist/sandbox/embedded-aws.js';
import { Estate } from '../dist/sandbox/estate/estate.js';

const REGION = 'eu-west-1';
const SECONDS = 2;
const WARM_UP_CALLS = 500;
/** Resources that calls use in turn, so that no response repeats consecutively. */
const IN_TURN = 100;

/** Stores the response. */
class Keeper {
  constructor(kept) {
    this.kept = kept;
  }

  handle({ method, path, headers, body }) {
    const text = body instanceof Uint8Array ? Buffer.from(body).toString() : String(body);
    this.kept.push({ method, target: path, headers, body: text });
    return Promise.reject(new Error('kept'));
  }
}

const began = performance.now();
const estate = new Estate({
  seed: 'bench',
  accounts: 1,
  regions: [REGION],
  usedRegions: 1,
  'AWS::SQS::Queue': 1_000,
  'AWS::ECS::Cluster': IN_TURN,
  'AWS::ECS::Service': 100,
  'AWS::EC2::Volume': 1_000,
});
const aws = new EmbeddedAws(estate, { estate });
const micros = {};
for (const [name, requests] of await requestsOf(estate)) micros[name] = await cost(aws, requests);
const { user, system } = process.cpuUsage();
const cpuMs = (user + system) / 1_000;
const peakMb = process.resourceUsage().maxRSS / 1_024;
process.stdout.write(
  `${JSON.stringify({ cpuMs, wallMs: performance.now() - began, peakMb, micros })}\n`,
);

/** Requests in the SDK's format, by operation. */
async function requestsOf(estate) {
  const [account = ''] = estate.accountIds;
  const numbers = Array.from({ length: IN_TURN }, (_, n) => n);
  const kept = [];
  const settings = {
    region: REGION,
    credentials: SANDBOX_KEY,
    maxAttempts: 1,
    requestHandler: new Keeper(kept),
  };
  const [sqs, ecs, ec2] = [
    new SQSClient(settings),
    new ECSClient(settings),
    new EC2Client(settings),
  ];
  const found = new Map();
  const add = async (name, calls) => {
    for (const call of calls) await call().catch(() => undefined); // no response
    found.set(name, kept.splice(0));
  };
  // Every ninth queue has another name; looking for a missing one costs the same.
  const urls = numbers.map((n) => `https://sqs.${REGION}.amazonaws.com/${account}/orders-${n}`);
  const services = numbers.slice(0, 10).map((n) => `service-${n}`);
  await add(
    'GetQueueAttributes',
    urls.map((QueueUrl) => () => {
      const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
      return sqs.send(command);
    }),
  );
  await add(
    'ListServices',
    numbers.map((n) => () => {
      const command = new ListServicesCommand({ cluster: `cluster-${n}`, maxResults: 100 });
      return ecs.send(command);
    }),
  );
  await add(
    'DescribeServices of ten',
    numbers.map((n) => () => {
      const command = new DescribeServicesCommand({ cluster: `cluster-${n}`, services });
      return ecs.send(command);
    }),
  );
  await add('ListQueues of a thousand (kept)', [
    () => sqs.send(new ListQueuesCommand({ MaxResults: 1_000 })),
  ]);
  await add('DescribeVolumes of a thousand (kept)', [
    () => ec2.send(new DescribeVolumesCommand({ MaxResults: 1_000 })),
  ]);
  return found;
}

/** CPU time per call, in microseconds. */
async function cost(aws, requests) {
  const [first] = requests;
  if (first === undefined) throw new Error('no request was kept');
  await aws.ready(first);
  let calls = 0;
  const call = () => {
    const request = requests[calls % requests.length] ?? first;
    calls += 1;
    aws.answer(request);
  };
  while (calls < WARM_UP_CALLS) call();
  calls = 0;
  const start = process.cpuUsage();
  const end = performance.now() + SECONDS * 1_000;
  while (performance.now() < end) call();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / calls;
}
