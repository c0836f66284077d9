import type { PriceRow } from '../price-row.ts';
import { afterFree, plainRows, type PlainRow, type RowDetails } from './plain-rows.ts';

const SECOND = 'Lambda-GB-Second';
const X86_SECONDS: PriceRow['price'] = [
  ['0', '0.0000166667'],
  ['6000000000', '0.000015'],
  ['15000000000', '0.0000133334'],
];
const ARM_SECONDS: PriceRow['price'] = [
  ['0', '0.0000133334'],
  ['7500000000', '0.0000120001'],
  ['18750000000', '0.0000106667'],
];

/** @see https://aws.amazon.com/lambda/pricing/ */
export function lambdaRows(): readonly PriceRow[] {
  const row = (
    usage: string,
    unit: string,
    price: PriceRow['price'],
    group: string,
    groupDescription: string,
  ): PlainRow => ['Serverless', usage, unit, price, { attributes: { group, groupDescription } }];
  return plainRows(
    ['', '-ARM'].flatMap((cpu) => {
      const isArm = cpu !== '';
      return [
        row(`Request${cpu}`, 'Requests', '0.0000002', `AWS-Lambda-Requests${cpu}`, 'Invocation call for a Lambda function'),
        row(`${SECOND}${cpu}`, SECOND, isArm ? ARM_SECONDS : X86_SECONDS, `AWS-Lambda-Duration${cpu}`, 'Invocation duration weighted by memory assigned to function'),
        row(`Lambda-Storage-GB-Second${cpu}`, 'GB-Seconds', '0.0000000309', `AWS-Lambda-Storage-Duration${cpu}`, 'Ephemeral storage'),
        row(`Lambda-Provisioned-Concurrency${cpu}`, SECOND, isArm ? '0.0000033334' : '0.0000041667', `AWS-Lambda-Provisioned-Concurrency${cpu}`, 'Concurrency weighted by memory assigned to function'),
        row(`Lambda-Provisioned-GB-Second${cpu}`, SECOND, isArm ? '0.0000077778' : '0.0000097222', `AWS-Lambda-Duration-Provisioned${cpu}`, 'Invocation duration with provisioned concurrency'),
      ];
    }),
  ); // prettier-ignore
}

/** @see https://aws.amazon.com/fargate/pricing/ */
export function ecsRows(): readonly PriceRow[] {
  return plainRows(
    [
      ['Compute', 'Fargate-vCPU-Hours:perCPU', 'hours', '0.04048', cpu('Linux')],
      ['Compute', 'Fargate-GB-Hours', 'hours', '0.004445', memory('Linux')],
      ['Compute', 'Fargate-ARM-vCPU-Hours:perCPU', 'hours', '0.03238', cpu('Linux')],
      ['Compute', 'Fargate-ARM-GB-Hours', 'hours', '0.00356', memory('Linux')],
      ['Compute', 'Fargate-Windows-vCPU-Hours:perCPU', 'hours', '0.046552', cpu('Windows')],
      ['Compute', 'Fargate-Windows-GB-Hours', 'hours', '0.00511175', memory('Windows')],
      ['Compute', 'Fargate-Windows-OS-Hours:perCPU', 'hours', '0.046', cpu('Windows')],
      ['Compute', 'Fargate-EphemeralStorage-GB-Hours', 'GB-Hours', '0.000111'],
      ['Compute', 'ECS-EC2-vCPU-Hours', 'vCPU-Hours', '0'],
    ],
    { prefix: 'named' },
  );
}

function cpu(operatingSystem: string): RowDetails {
  return { attributes: { tenancy: 'Shared', cputype: 'perCPU', operatingSystem } };
}

function memory(operatingSystem: string): RowDetails {
  return { attributes: { tenancy: 'Shared', memorytype: 'perGB', operatingSystem } };
}

/** Extended support is charged besides the hours of a cluster. @see https://aws.amazon.com/eks/pricing/ */
export function eksRows(): readonly PriceRow[] {
  return plainRows(
    [
      ['Compute', 'AmazonEKS-Hours:perCluster', 'Hours', '0.10', { operation: 'CreateOperation' }],
      ['Compute', 'AmazonEKS-Hours:extendedSupport', 'Hours', '0.50', { operation: 'ExtendedSupport' }],
    ],
    { prefix: 'named', isFlat: true },
  ); // prettier-ignore
}

/** @see https://aws.amazon.com/ecr/pricing/ */
export function ecrRows(): readonly PriceRow[] {
  return plainRows([['EC2 Container Registry', 'TimedStorage-ByteHrs', 'GB-Mo', '0.10']], {
    isFlat: true,
  });
}

const STANDARD_REQUESTS: PriceRow['price'] = [
  ['0', '0.0000004'],
  ['100000000000', '0.0000003'],
  ['200000000000', '0.00000024'],
];
const FIFO_REQUESTS: PriceRow['price'] = [
  ['0', '0.0000005'],
  ['100000000000', '0.0000004'],
  ['200000000000', '0.00000035'],
];

/** @see https://aws.amazon.com/sqs/pricing/ */
export function sqsRows(): readonly PriceRow[] {
  const queue = (queueType: string): RowDetails => ({ attributes: { queueType } });
  return plainRows(
    [
      ['API Request', 'Requests-Tier1', 'Requests', STANDARD_REQUESTS, queue('Standard')],
      ['API Request', 'Requests-FIFO-Tier1', 'Requests', FIFO_REQUESTS, queue('FIFO (first-in, first-out)')],
      ['API Request', 'Requests-Fair', 'Requests', '0.0000001', queue('Fair')],
    ],
    { isFlat: true },
  ); // prettier-ignore
}

/** @see https://aws.amazon.com/sns/pricing/ */
export function snsRows(): readonly PriceRow[] {
  const delivery = 'Message Delivery';
  return plainRows(
    [
      ['API Request', 'Requests-Tier1', 'Requests', afterFree('1000000', '0.0000005')],
      [delivery, 'DeliveryAttempts-HTTP', 'Notifications', afterFree('100000', '0.0000006')],
      [delivery, 'DeliveryAttempts-SMTP', 'Notifications', afterFree('1000', '0.00002')],
      [delivery, 'DeliveryAttempts-FIREHOSE', 'Notifications', '0.00000019'],
      [delivery, 'DeliveryAttempts-APNS', 'Notifications', afterFree('1000000', '0.0000005')],
      [delivery, 'DeliveryAttempts-MACOS', 'Notifications', '0.0000005'],
      [delivery, 'DeliveryAttempts-SQS', 'Notifications', '0'],
      ['', 'F-Request-Tier1', 'Requests', '0.0000003'],
      ['', 'F-Ingress-Tier1', 'GB', '0.017'],
      ['', 'F-DA-SQS', 'Notifications', '0.00000001'],
      ['', 'F-Egress-SQS', 'GB', '0.001'],
    ],
    { isFlat: true },
  );
}
