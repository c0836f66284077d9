import type { DescribeInstancesResult, DescribeInstanceStatusResult } from '@aws-sdk/client-ec2';
import { EXAMPLE_ACCOUNT, type KindExample } from '../kind-example.ts';

const InstanceId = 'i-0123456789abcdef0';

export const example = {
  identifiers: [InstanceId],
  replies: {
    'ec2:DescribeInstances': {
      Reservations: [
        {
          ReservationId: 'r-0a1b2c3d4e5f60718',
          OwnerId: EXAMPLE_ACCOUNT,
          Groups: [],
          Instances: [
            {
              InstanceId,
              InstanceType: 't3.micro',
              State: { Code: 16, Name: 'running' },
              LaunchTime: new Date('2024-01-02T03:04:05.123Z'),
              Tags: [{ Key: 'Name', Value: 'web <1>' }],
            },
          ],
        },
      ],
    } satisfies DescribeInstancesResult,
    'ec2:DescribeInstanceStatus': {
      InstanceStatuses: [
        { InstanceId, InstanceStatus: { Status: 'ok' }, SystemStatus: { Status: 'ok' } },
      ],
    } satisfies DescribeInstanceStatusResult,
  },
  properties: {
    InstanceId,
    InstanceType: 't3.micro',
    State: { Code: 16, Name: 'running' },
    LaunchTime: '2024-01-02T03:04:05.123000Z',
    Tags: [{ Key: 'Name', Value: 'web <1>' }],
    InstanceStatus: { Status: 'ok' },
    SystemStatus: { Status: 'ok' },
  },
  extraContext: {
    AccountId: EXAMPLE_ACCOUNT,
    Region: 'eu-west-1',
    ReservationId: 'r-0a1b2c3d4e5f60718',
    OwnerId: EXAMPLE_ACCOUNT,
    Groups: [],
  },
} satisfies KindExample;
