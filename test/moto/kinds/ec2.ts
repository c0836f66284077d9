import {
  CreateVolumeCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeVolumesCommand,
  EC2Client,
  RunInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import { CreateInstanceProfileCommand, IAMClient } from '@aws-sdk/client-iam';
import { owner, pages, TAGS, type KindContract } from '../contract.ts';
import { given } from '../given.ts';

export const ec2Instance: KindContract = {
  kind: 'AWS::EC2::Instance',
  reach: 'region',
  key: ['InstanceId'],
  async seed(place) {
    const ec2 = place.of(EC2Client);
    const { Images = [] } = await ec2.send(
      new DescribeImagesCommand({ Filters: [{ Name: 'name', Values: ['amzn2-ami-hvm*'] }] }),
    );
    const ImageId = given(Images[0]?.ImageId, 'image');
    const InstanceProfileName = `orders-${place.region}`; // IAM is global
    await place.of(IAMClient).send(new CreateInstanceProfileCommand({ InstanceProfileName }));
    const { Instances = [] } = await ec2.send(
      new RunInstancesCommand({
        ImageId,
        MinCount: 3,
        MaxCount: 3,
        InstanceType: 't3.micro',
        KeyName: 'orders',
        EbsOptimized: true,
        IamInstanceProfile: { Name: InstanceProfileName },
        Monitoring: { Enabled: true },
        Placement: { AvailabilityZone: `${place.region}a`, Tenancy: 'default' },
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
        TagSpecifications: [{ ResourceType: 'instance', Tags: [...TAGS] }],
        BlockDeviceMappings: [
          { DeviceName: '/dev/sda1', Ebs: { VolumeSize: 20, VolumeType: 'gp3', Encrypted: true } },
        ],
        ClientToken: 'once',
      }),
    );
    await ec2.send(
      new StopInstancesCommand({ InstanceIds: [given(Instances[1]?.InstanceId, 'instance')] }),
    );
    await ec2.send(new RunInstancesCommand({ ImageId, MinCount: 2, MaxCount: 2 }));
  },
  async *expected(place) {
    const ec2 = place.of(EC2Client);
    const lists = pages(
      (NextToken) => ec2.send(new DescribeInstancesCommand({ NextToken })),
      (page) => page.NextToken,
    );
    for await (const { Reservations = [] } of lists) {
      for (const { Instances = [], ...reservation } of Reservations) {
        for (const instance of Instances) {
          const { InstanceStatuses = [] } = await ec2.send(
            new DescribeInstanceStatusCommand({
              InstanceIds: [given(instance.InstanceId, 'instance id')],
              IncludeAllInstances: true,
            }),
          );
          yield {
            properties: { ...instance, ...InstanceStatuses[0] },
            context: { ...owner(place), ...reservation },
          };
        }
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['InstanceId'])],
  missing: () => ['i-00000000000000000'],
};

export const ec2Volume: KindContract = {
  kind: 'AWS::EC2::Volume',
  after: ['AWS::EC2::Instance'],
  reach: 'region',
  key: ['VolumeId'],
  async seed(place) {
    const ec2 = place.of(EC2Client);
    await ec2.send(
      new CreateVolumeCommand({
        AvailabilityZone: `${place.region}a`,
        Size: 100,
        VolumeType: 'gp3',
        Iops: 4_000,
        Throughput: 250,
        Encrypted: true,
        KmsKeyId: `arn:aws:kms:${place.region}:${place.accountId}:key/orders`,
        TagSpecifications: [{ ResourceType: 'volume', Tags: [...TAGS] }],
      }),
    );
    await ec2.send(new CreateVolumeCommand({ AvailabilityZone: `${place.region}b`, Size: 1 }));
  },
  async *expected(place) {
    const ec2 = place.of(EC2Client);
    const lists = pages(
      (NextToken) => ec2.send(new DescribeVolumesCommand({ NextToken })),
      (page) => page.NextToken,
    );
    for await (const { Volumes = [] } of lists) {
      for (const volume of Volumes) {
        yield { properties: { ...volume }, context: owner(place) };
      }
    }
  },
  identifiers: ({ properties }) => [String(properties['VolumeId'])],
  missing: () => ['vol-00000000000000000'],
};
