import { expect, test } from '@jest/globals';
import { decimalText } from '../../../src/cost/money/decimal.ts';
import { EcsServiceCost } from '../../../src/cost/models/ecs/service.ts';
import { EksClusterCost } from '../../../src/cost/models/eks/cluster.ts';
import { estimate, type Estimate } from '../../../src/cost/models/estimate.ts';
import { EXAMPLES as LAMBDA } from '../../../src/cost/models/lambda/function.example.ts';
import { KmsKeyCost } from '../../../src/cost/models/kms/key.ts';
import { LambdaFunctionCost } from '../../../src/cost/models/lambda/function.ts';
import { plannedProperties } from '../../../src/cost/models/planned-properties.ts';
import { PlanValues } from '../../../src/cost/models/plan-values.ts';
import { SecretsManagerSecretCost } from '../../../src/cost/models/secretsmanager/secret.ts';
import { EXAMPLES as SQS } from '../../../src/cost/models/sqs/queue.example.ts';
import { SqsQueueCost } from '../../../src/cost/models/sqs/queue.ts';
import { selectedPrices } from './selected-prices.ts';

const PROVISIONED = { provisioned_concurrent_executions: 50, qualifier: 1 };

function provisioned(usage: Readonly<Record<string, string | number>>): Estimate {
  const rows = LAMBDA[0]?.rows ?? [];
  const region = 'us-east-1';
  const prices = selectedPrices(LambdaFunctionCost.kind, LambdaFunctionCost.prices, region, rows);
  const properties = plannedProperties(LambdaFunctionCost, PROVISIONED);
  return estimate(LambdaFunctionCost, properties, { region, prices, usage: (name) => usage[name] });
}

test('planned provisioned concurrency costs its time, and the requests in it', () => {
  const { priced, unpriced } = provisioned({
    monthly_duration_hrs: 100,
    request_duration_ms: 350,
    monthly_requests: 10_000_000,
    architecture: 'arm64',
    memory_mb: 512,
  });
  const found = priced.map(({ name, quantity, monthly }) => [
    name,
    decimalText(quantity),
    decimalText(monthly),
  ]);
  expect(found).toEqual([
    ['requests', '10000000', '2'],
    ['provisioned concurrency', '9000000', '30.0006'],
    ['duration', '1750000', '13.61115'],
  ]);
  expect(unpriced).toEqual([]);
});

test('what is missing of a computed quantity is named', () => {
  const { unpriced } = provisioned({ monthly_requests: 1, architecture: 'arm64' });
  expect(unpriced.map(({ name, reason, detail }) => [name, reason, detail])).toEqual([
    ['provisioned concurrency', 'usage', 'monthly_duration_hrs and memory_mb not measured'],
    ['duration', 'usage', 'request_duration_ms and memory_mb not measured'],
  ]);
});

test('the replicas of a planned secret are parts of it, in their own regions', () => {
  const inside = SecretsManagerSecretCost.plan.inside?.(
    PlanValues.of({ replica: [{ region: 'eu-central-1' }, { region: 'eu-west-1' }] }),
  );
  expect(inside?.map(({ name, region }) => [name, region])).toEqual([
    ['replica in eu-central-1', 'eu-central-1'],
    ['replica in eu-west-1', 'eu-west-1'],
  ]);
});

test('a service names its task definition', () => {
  const TaskDefinition = 'arn:aws:ecs:us-east-1:210000000000:task-definition/orders:3';
  expect(EcsServiceCost.related).toEqual({ definition: 'AWS::ECS::TaskDefinition' });
  expect(EcsServiceCost.relatedArns({ TaskDefinition })).toEqual({ definition: TaskDefinition });
});

test.each([
  [KmsKeyCost, { KeyId: 'k' }, ['key', 'requests']],
  [EcsServiceCost, { ServiceArn: 's' }, ['vCPU', 'memory']],
  [EksClusterCost, { Name: 'c' }, ['extended support']],
])(
  'a resource that AWS lists and does not describe is unpriced, not free: %#',
  (model, properties, names) => {
    const region = 'us-east-1';
    const prices = selectedPrices(model.kind, model.prices, region, []);
    const { unpriced } = estimate(model, properties, { region, prices });
    expect(unpriced.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  },
);

test('a call of 0 KB is one request, as one without a known size', () => {
  const rows = SQS[0]?.rows ?? [];
  const region = 'eu-west-1';
  const prices = selectedPrices(SqsQueueCost.kind, SqsQueueCost.prices, region, rows);
  const quantity = (size: number | undefined): readonly string[] =>
    estimate(
      SqsQueueCost,
      {},
      {
        region,
        prices,
        usage: (name) => (name === 'monthly_requests' ? 1_000 : size),
      },
    ).priced.map((component) => decimalText(component.quantity));
  expect([0, undefined, 1, 64, 65, 128.5].map(quantity)).toEqual(
    [1_000, 1_000, 1_000, 1_000, 2_000, 3_000].map((count) => [String(count)]),
  );
});

test('hostile properties make a resource unpriced, and never throw', () => {
  const inputs = { region: 'us-east-1', prices: undefined };
  const { priced, unpriced } = estimate(
    EksClusterCost,
    { Version: 131, UpgradePolicy: 'x' },
    inputs,
  );
  expect(priced).toEqual([]);
  expect(unpriced.map(({ name, reason }) => [name, reason])).toEqual([['resource', 'no-property']]);
});
