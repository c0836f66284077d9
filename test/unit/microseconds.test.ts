import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { describe, expect, test } from '@jest/globals';
import { withMicroseconds } from '../../src/aws/microseconds.ts';
import { toItem } from '../../src/core/exporters/to-item.ts';
import { startAnsweringAws } from '../helpers/answering-aws.ts';

/** The times of a response as a raw item has them, read by the SDK from the text. */
function shown(text: string, ...times: readonly Date[]): unknown {
  return toItem(withMicroseconds({ Nested: [{ times: [...times] }] }, Buffer.from(text)));
}

const item = (...times: readonly string[]): object => ({ Nested: [{ times }] });

describe("a response's times", () => {
  test.each([
    ['<t>2024-01-02T03:04:05.123456Z</t>', 1_704_164_645_123, '2024-01-02T03:04:05.123456Z'],
    ['<t>2024-01-02T03:04:05.123456789Z</t>', 1_704_164_645_123, '2024-01-02T03:04:05.123456Z'],
    ['<t>2024-01-02T05:04:05.123656+02:00</t>', 1_704_164_645_124, '2024-01-02T03:04:05.123656Z'],
    ['{"at":1704164645.123456}', 1_704_164_645_123, '2024-01-02T03:04:05.123456Z'],
    ['{"at":1.704164645999999E9}', 1_704_164_646_000, '2024-01-02T03:04:05.999999Z'],
    ['{"at":1704164645.123}', 1_704_164_645_123, '2024-01-02T03:04:05.123000Z'],
    ['<t>2024-01-02T03:04:05.000Z</t>', 1_704_164_645_000, '2024-01-02T03:04:05Z'],
  ])('keep their microseconds: %s', (text, milliseconds, expected) => {
    expect(shown(text, new Date(milliseconds))).toEqual(item(expected));
  });

  test('keep their milliseconds if they cannot be matched', () => {
    const text = '{"a":1704164645.123456,"b":1704164645.123,"c":1704164646.000001}';
    const times = [1_704_164_645_123, 1_704_164_645_123, 1_704_164_646_000];

    expect(shown(text, ...times.map((time) => new Date(time)))).toEqual(
      item(
        '2024-01-02T03:04:05.123000Z',
        '2024-01-02T03:04:05.123000Z',
        '2024-01-02T03:04:06.000001Z',
      ),
    );
  });

  test('are kept in responses of every protocol', async () => {
    const time = '2024-01-02T03:04:05.123456Z';
    using aws = await startAnsweringAws((request, response) => {
      const target = String(request.headers['x-amz-target']);
      response.setHeader('x-amzn-requestid', 'request-1');
      if (target.endsWith('DescribeServices')) {
        response.setHeader('content-type', 'application/x-amz-json-1.1');
        response.end('{"services":[{"createdAt":1704164645.123456}],"failures":[]}');
        return;
      }
      const isEc2 = String(request.headers.authorization).includes('/ec2/');
      response.setHeader('content-type', 'text/xml');
      response.end(
        isEc2
          ? `<DescribeVolumesResponse><volumeSet><item><createTime>${time}</createTime></item></volumeSet></DescribeVolumesResponse>`
          : '<DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances><DBInstance>' +
              `<InstanceCreateTime>${time}</InstanceCreateTime>` +
              '</DBInstance></DBInstances></DescribeDBInstancesResult></DescribeDBInstancesResponse>',
      );
    }, 1);
    const region = 'eu-west-1';

    const [volumes, instances, services] = await Promise.all([
      aws.clients.of(EC2Client, region).send(new DescribeVolumesCommand({})),
      aws.clients.of(RDSClient, region).send(new DescribeDBInstancesCommand({})),
      aws.clients.of(ECSClient, region).send(new DescribeServicesCommand({ services: ['web'] })),
    ]);

    expect(toItem(volumes.Volumes)).toEqual([{ CreateTime: time }]);
    expect(toItem(instances.DBInstances)).toEqual([{ InstanceCreateTime: time }]);
    expect(toItem(services.services)).toEqual([{ createdAt: time }]);
  });
});
