import { expect, test } from '@jest/globals';
import { serviceCode } from '../../../src/cost/billing/service-codes.ts';
import { usageComponent } from '../../../src/cost/billing/usage-components.ts';

test.each([
  ['EC2 - Other', 'AmazonEC2'],
  ['Amazon Elastic Compute Cloud - Compute', 'AmazonEC2'],
  ['Amazon Elastic Compute Cloud', 'AmazonEC2'],
  ['AmazonEC2', 'AmazonEC2'],
  ['ec2', 'AmazonEC2'],
  ['Amazon Simple Storage Service', 'AmazonS3'],
  ['S3', 'AmazonS3'],
  ['Amazon Relational Database Service', 'AmazonRDS'],
  ['rds', 'AmazonRDS'],
  ['AWS Lambda', 'AWSLambda'],
  ['lambda', 'AWSLambda'],
  ['AmazonCloudWatch', 'AmazonCloudWatch'],
  ['Amazon EC2 Container Registry (ECR)', 'AmazonECR'],
  ['AWS Key Management Service', 'awskms'],
  ['Amazon Simple Queue Service', 'AWSQueueService'],
  ['Amazon Elastic Load Balancing', 'AWSELB'],
  ['AWS Support (Business)', 'AWSSupportBusiness'],
  ['EC2 - Other', 'AmazonEC2'],
  ['A Service of Tomorrow', undefined],
  ['', undefined],
  ['constructor', undefined],
  ['toString', undefined],
])('the code of "%s" is %s', (name, code) => {
  expect(serviceCode(name)).toBe(code);
});

test.each([
  ['EUW1-BoxUsage:m5.large', 'instance'],
  ['SpotUsage:c5.xlarge', 'instance'],
  ['EU-EBS:VolumeUsage.gp3', 'volume_storage'],
  ['EBS:VolumeP-IOPS.io2', 'volume_iops'],
  ['EBS:VolumeP-Throughput.gp3', 'volume_throughput'],
  ['EBS:SnapshotUsage', 'snapshot'],
  ['EBS:directAPI.snapshot.List', 'other'],
  ['EUW1-NatGateway-Hours', 'nat_gateway_hours'],
  ['EUW1-NatGateway-Bytes', 'nat_gateway_data'],
  ['EUW1-CPUCredits:t3', 'cpu_credits'],
  ['EUW1-PublicIPv4:InUseAddress', 'public_ipv4'],
  ['EUW1-InstanceUsage:db.m5.large', 'instance'],
  ['Multi-AZUsage:db.r5.large', 'instance'],
  ['RDS:GP3-Storage', 'storage'],
  ['RDS:Multi-AZ-PIOPS-Storage', 'storage'],
  ['RDS:Multi-AZ-PIOPS', 'iops'],
  ['RDS:ChargedBackupUsage', 'backup'],
  ['EUW1-Lambda-GB-Second-ARM', 'duration'],
  ['Lambda-Provisioned-GB-Second', 'provisioned_concurrency'],
  ['EUW1-Request', 'requests'],
  ['TimedStorage-ByteHrs', 'storage'],
  ['EUW1-Requests-Tier1', 'requests'],
  ['EUW1-USE1-AWS-Out-Bytes', 'data_transfer'],
  ['DataTransfer-Out-Bytes', 'data_transfer'],
  ['Retrieval-SIA', 'retrieval'],
  ['SomethingNew', 'other'],
  [null, 'other'],
])('%s is %s', (usageType, component) => {
  expect(usageComponent(usageType)).toBe(component);
});
