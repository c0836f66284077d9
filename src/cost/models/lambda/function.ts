import { z } from 'zod';
import { decimal, dividedBy, times, type Decimal } from '../../money/decimal.ts';
import type { Component, UsageQuantity } from '../cost-model.ts';
import { computedUsage } from '../computed-usage.ts';
import { defineCostModel } from '../define-cost-model.ts';
import { LAMBDA_PRICES } from './lambda-prices.ts';

const MIB_PER_GIB = decimal(1_024);
const MS_PER_SECOND = decimal(1_000);
const SECONDS_PER_HOUR = decimal(3_600);
/** MiB of ephemeral storage that are included. */
const INCLUDED_STORAGE = 512;

const Properties = z.object({
  /** MiB. */
  MemorySize: z.number().optional(),
  Architectures: z.array(z.string()).optional(),
  Runtime: z.string().optional(),
  /** MiB. */
  EphemeralStorage: z.object({ Size: z.number().optional() }).optional(),
  SnapStart: z.object({ ApplyOn: z.string().optional() }).optional(),
  /** Of functions on managed instances. */
  CapacityProviderConfig: z.record(z.string(), z.unknown()).optional(),
  /** Known in plans alone: AWS tells it of a function's versions, not of the function. */
  ProvisionedConcurrentExecutions: z.number().optional(),
});

/** @see https://aws.amazon.com/lambda/pricing/ */
export const LambdaFunctionCost = defineCostModel({
  kind: 'AWS::Lambda::Function',
  pricing: 'https://aws.amazon.com/lambda/pricing/',
  properties: Properties,
  prices: LAMBDA_PRICES,
  usage: {
    monthly_requests: 'requests a month',
    request_duration_ms: 'average duration of a request in milliseconds',
    monthly_duration_hrs: 'hours a month with provisioned concurrency',
    memory_mb: 'MiB of memory, where a plan sets provisioned concurrency only',
    architecture: 'arm64 or x86_64, where a plan sets provisioned concurrency only',
  },
  plan: {
    terraform: ['aws_lambda_function', 'aws_lambda_provisioned_concurrency_config'],
    pulumi: [
      'aws:lambda/function:Function',
      'aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig',
    ],
    properties(values) {
      const provisioned = values.number('provisioned_concurrent_executions');
      if (provisioned !== undefined) return { ProvisionedConcurrentExecutions: provisioned };
      const architectures = values.value('architectures');
      return {
        MemorySize: values.number('memory_size') ?? 128,
        Architectures: Array.isArray(architectures) ? architectures : undefined,
        Runtime: values.text('runtime'),
        EphemeralStorage: { Size: values.block('ephemeral_storage')?.number('size') },
        SnapStart: { ApplyOn: values.block('snap_start')?.text('apply_on') },
      };
    },
  },
  components(lambda, { price, usage }) {
    const architecture = lambda.Architectures?.[0] ?? usage('architecture').measured;
    const platform = architecture === 'arm64' ? '-ARM' : '';
    const calls = usage('monthly_requests');
    const seconds = computedUsage(
      [calls, usage('request_duration_ms')],
      (count = decimal(0), ms = decimal(0)) => dividedBy(times(count, ms), MS_PER_SECOND),
    );
    const requests: Component = {
      name: 'requests',
      price: price('requests', `Request${platform}`),
      quantity: calls,
    };
    const { ProvisionedConcurrentExecutions: environments } = lambda;
    if (environments !== undefined) {
      const memory = usage('memory_mb');
      return [
        requests,
        {
          name: 'provisioned concurrency',
          price: price('concurrency', `Lambda-Provisioned-Concurrency${platform}`),
          quantity: computedUsage(
            [usage('monthly_duration_hrs'), memory],
            (hours = decimal(0), mib = decimal(0)) =>
              times(
                times(decimal(environments), times(hours, SECONDS_PER_HOUR)),
                dividedBy(mib, MIB_PER_GIB),
              ),
          ),
        },
        {
          name: 'duration',
          price: price('provisioned', `Lambda-Provisioned-GB-Second${platform}`),
          quantity: computedUsage([seconds, memory], (time = decimal(0), mib = decimal(0)) =>
            times(time, dividedBy(mib, MIB_PER_GIB)),
          ),
        },
      ];
    }
    if (lambda.CapacityProviderConfig !== undefined) {
      return [requests, unmodelled('managed instances', 'functions on managed instances')];
    }
    const furtherStorage = (lambda.EphemeralStorage?.Size ?? 0) - INCLUDED_STORAGE;
    const storage: Component = {
      name: 'ephemeral storage',
      price: price('storage', `Lambda-Storage-GB-Second${platform}`),
      quantity: gibSeconds(seconds, decimal(furtherStorage)),
    };
    return [
      requests,
      {
        name: 'duration',
        price: price('duration', `Lambda-GB-Second${platform}`),
        quantity:
          lambda.MemorySize === undefined
            ? undefined
            : gibSeconds(seconds, decimal(lambda.MemorySize)),
      },
      ...(furtherStorage > 0 ? [storage] : []),
      ...(isSnapStartCharged(lambda) ? [unmodelled('SnapStart', 'SnapStart')] : []),
    ];
  },
});

function gibSeconds(seconds: UsageQuantity, mib: Decimal): UsageQuantity {
  return computedUsage([seconds], (time = decimal(0)) => times(time, dividedBy(mib, MIB_PER_GIB)));
}

/** SnapStart is free for Java. */
function isSnapStartCharged({ SnapStart, Runtime }: z.output<typeof Properties>): boolean {
  return SnapStart?.ApplyOn === 'PublishedVersions' && Runtime?.startsWith('java') !== true;
}

function unmodelled(name: string, detail: string): Component {
  return { name, price: { reason: 'no-model', detail, unit: 'GB-Seconds' }, quantity: undefined };
}
