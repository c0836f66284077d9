import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ResourceNotFoundError } from '../../src/core/exporters/exporter.ts';
import { EXAMPLE_ACCOUNT } from '../../src/core/exporters/kind-example.ts';
import { MskCluster } from '../../src/core/exporters/msk/cluster.ts';
import { example } from '../../src/core/exporters/msk/cluster.example.ts';
import { MskServerlessCluster } from '../../src/core/exporters/msk/serverless-cluster.ts';
import { example as serverlessExample } from '../../src/core/exporters/msk/serverless-cluster.example.ts';
import { kafkaCluster, kafkaClusterV2 } from '../../src/sandbox/estate/kafka-clusters.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { serve } from '../conformance/harness.ts';
import { canonical } from '../helpers/expected.ts';
import type { ReadResult } from '../helpers/read-aws.ts';
import { readEstate } from '../helpers/read-estate.ts';

const CLUSTER = 'AWS::MSK::Cluster';
const SERVERLESS = 'AWS::MSK::ServerlessCluster';
const region = 'eu-west-1';
const CLUSTERS = 250;

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({
    estate: {
      seed: 'kafka',
      accounts: 2,
      regions: [region],
      usedRegions: 1,
      mskClusters: CLUSTERS,
      serverlessClusters: CLUSTERS,
    },
  });
});
afterEach(() => sandbox.close());

function read(): Promise<ReadResult> {
  return readEstate(sandbox, { kinds: [CLUSTER, SERVERLESS], everything: true });
}

function expectedOf(
  Type: string,
  propertiesOf: (accountId: string, index: number) => object,
  accountIds = sandbox.estate.accountIds,
): readonly string[] {
  return accountIds
    .flatMap((AccountId) =>
      Array.from({ length: CLUSTERS }, (_, index) =>
        canonical({
          Type,
          Properties: propertiesOf(AccountId, index),
          __ExtraContext: { AccountId, Region: region },
        }),
      ),
    )
    .sort();
}

const provisioned = (accountId: string, index: number): object =>
  kafkaCluster(sandbox.estate, accountId, region, index);
const serverless = (accountId: string, index: number): object =>
  kafkaClusterV2(sandbox.estate, 'serverlessClusters', accountId, region, index);

test('every cluster comes out with its own attributes, for a call a page', async () => {
  const result = await read();

  expect(result.gaps).toEqual([]);
  expect(result.notComplete()).toEqual([]);
  expect(result.of(CLUSTER).map(canonical).sort()).toEqual(expectedOf(CLUSTER, provisioned));
  expect(result.of(SERVERLESS).map(canonical).sort()).toEqual(expectedOf(SERVERLESS, serverless));
  expect(sandbox.calls()).toMatchObject({ 'kafka:ListClusters': 6, 'kafka:ListClustersV2': 6 });
});

test('a denied listing costs its own account and kind alone, and is no empty scope', async () => {
  const [denied = '', other = ''] = sandbox.estate.accountIds;
  sandbox.setFaults([{ type: 'deny', operation: 'ListClusters', account: denied }]);

  const result = await read();

  expect(result.notComplete()).toMatchObject([
    { kind: CLUSTER, accountId: denied, outcome: 'denied' },
  ]);
  expect(result.of(CLUSTER).map(canonical).sort()).toEqual(
    expectedOf(CLUSTER, provisioned, [other]),
  );
  expect(result.of(SERVERLESS)).toHaveLength(2 * CLUSTERS);
});

test('a cluster that has vanished, or is of the other type, is not found', async () => {
  await using served = await serve(example);
  await using other = await serve({
    ...serverlessExample,
    replies: {
      'kafka:DescribeClusterV2': {
        ClusterInfo: { ClusterArn: example.identifiers[0], ClusterType: 'PROVISIONED' },
      },
    },
  });
  const find = () => MskCluster.exporter.getResource(example.identifiers, served.request([]));

  served.sandbox.setFaults([{ type: 'error', code: 'NotFoundException', status: 404 }]);
  await expect(find()).rejects.toThrow(ResourceNotFoundError);
  served.sandbox.setFaults([{ type: 'error', code: 'BadRequestException', status: 400 }]);
  await expect(find()).rejects.toThrow(ResourceNotFoundError);
  await expect(
    MskServerlessCluster.exporter.getResource(example.identifiers, other.request([])),
  ).rejects.toThrow(ResourceNotFoundError);
});

test('CloudTrail names clusters by ARN, encoded or not', () => {
  const [arn = ''] = example.identifiers;
  const call = {
    account: { id: EXAMPLE_ACCOUNT, name: 'example', partition: 'aws' as const },
    region,
    eventName: 'DeleteCluster',
    requestParameters: {},
    responseElements: {},
  };
  const named = (requestParameters: Record<string, unknown>) =>
    MskCluster.liveEvents?.resources({ ...call, requestParameters });

  expect(named({ clusterArn: arn })).toEqual([[arn]]);
  expect(named({ clusterArn: encodeURIComponent(arn) })).toEqual([[arn]]);
  expect(named({ resourceArn: arn.replace(':cluster/', ':configuration/') })).toEqual([]);
  expect(MskCluster.liveEvents?.stub([arn], call.account, region)).toEqual({
    properties: { ClusterArn: arn, ClusterName: 'orders' },
  });
});
