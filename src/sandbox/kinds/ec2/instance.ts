import type { DescribeInstancesResult, DescribeInstanceStatusResult } from '@aws-sdk/client-ec2';
import type { Place } from '../../simulation/place.ts';
import type { SimulatedKind, SimulatedResource } from '../../simulation/simulated-kind.ts';
import { describeInstances, describeInstanceStatus } from './instance-calls.ts';
import { securityGroupIdOf, subnetIdOf, subnetOf, vpcIdOf } from './neighbours.ts';
import {
  billingOf,
  hardwareOf,
  hexId,
  purposeTags,
  RUNNING,
  stateOf,
  statusOf,
  tenancyOf,
} from './instance-values.ts';
import { reservationOf } from './reservations.ts';

/** @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html */
const LIMIT = {
  burst: 100,
  refillPerSecond: 20,
  unpaginated: { burst: 50, refillPerSecond: 10 },
};

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
export const instance: SimulatedKind = {
  kind: 'AWS::EC2::Instance',
  client: () => import('@aws-sdk/client-ec2'),
  gone: 'InvalidInstanceID.NotFound',
  tagged: 'ec2:instance',
  calls: {
    'ec2:DescribeInstances': {
      handler: describeInstances(resourceAt), // pages are of reservations, which hold several
      most: 1_000,
      takes: { InstanceIds: [], Filters: [] },
      limit: LIMIT,
    },
    'ec2:DescribeInstanceStatus': {
      handler: describeInstanceStatus(resourceAt),
      most: 1_000,
      takes: { InstanceIds: [], IncludeAllInstances: [] },
      limit: LIMIT,
    },
  },
  at: resourceAt,
};

function resourceAt(place: Place): SimulatedResource {
  const { accountId, region, n } = place;
  const draw = place.draw();
  const InstanceId = place.ec2Id('i');
  const InstanceArn = `arn:aws:ec2:${region}:${accountId}:instance/${InstanceId}`;
  const LaunchTime = place.time();
  const State = stateOf(place);
  const isRunning = State === RUNNING;
  const StateTransitionReason = isRunning ? '' : 'User initiated (2025-03-01 10:00:00 GMT)';
  const StateReason = {
    Code: 'Client.UserInitiatedShutdown',
    Message: 'Client.UserInitiatedShutdown: User initiated shutdown',
  };
  const PrivateIpAddress = `10.${draw % 200}.${(draw >>> 8) % 250}.${(draw >>> 16) % 250}`;
  const PublicIpAddress = `54.${draw % 250}.${(draw >>> 4) % 250}.7`;
  const isPublic = isRunning && place.oneIn(3, 'public');
  const PrivateDnsName = `ip-${PrivateIpAddress.replaceAll('.', '-')}.${region}.compute.internal`;
  const { type, architecture, zone: AvailabilityZone, reservation: capacity } = hardwareOf(place);
  const SubnetId = subnetIdOf(place);
  const VpcId = vpcIdOf(subnetOf(place));
  const network = { ...(place.has('AWS::EC2::Subnet') && { SubnetId, VpcId }) };
  const SecurityGroups = place.has('AWS::EC2::SecurityGroup')
    ? [{ GroupId: securityGroupIdOf(place), GroupName: 'web & api <tier>' }]
    : [];
  const Placement = { AvailabilityZone, GroupName: '', Tenancy: tenancyOf(place) };
  const monitoring = draw % 2 === 0 ? ('disabled' as const) : ('enabled' as const);
  const BlockDeviceMappings = [
    {
      DeviceName: '/dev/xvda',
      Ebs: {
        AttachTime: new Date(LaunchTime.getTime() + 1_000),
        DeleteOnTermination: true,
        Status: 'attached' as const,
        VolumeId: hexId('vol', draw, n),
      },
    },
  ];
  const NetworkInterfaces = [
    {
      Attachment: {
        AttachTime: LaunchTime,
        AttachmentId: hexId('eni-attach', draw, n),
        DeleteOnTermination: true,
        DeviceIndex: 0,
        Status: 'attached' as const,
        NetworkCardIndex: 0,
      },
      Description: '',
      Groups: SecurityGroups,
      Ipv6Addresses: [],
      MacAddress: '02:00:00:00:00:01',
      NetworkInterfaceId: hexId('eni', draw, n),
      OwnerId: accountId,
      PrivateDnsName,
      PrivateIpAddress,
      PrivateIpAddresses: [{ Primary: true, PrivateDnsName, PrivateIpAddress }],
      SourceDestCheck: true,
      Status: 'in-use' as const,
      ...network,
      InterfaceType: 'interface',
    },
  ];
  const MetadataOptions = {
    State: 'applied' as const,
    HttpTokens: 'required' as const,
    HttpPutResponseHopLimit: 2,
    HttpEndpoint: 'enabled' as const,
    HttpProtocolIpv6: 'disabled' as const,
    InstanceMetadataTags: 'disabled' as const,
  };
  const PrivateDnsNameOptions = {
    HostnameType: 'ip-name' as const,
    EnableResourceNameDnsARecord: false,
    EnableResourceNameDnsAAAARecord: false,
  };
  const Tags = [{ Key: 'Name', Value: `worker-${n}` }, ...purposeTags(place), ...place.tags()];
  const reservation = reservationOf(n);
  const drawOfReservation = place.estate.draw('reservation', accountId, region, reservation);
  const ReservationId = hexId('r', drawOfReservation, reservation);
  const isRequested = reservation % 4 === 0;
  const status = statusOf(isRunning);
  const Events = [
    {
      Code: 'instance-reboot' as const,
      Description: 'scheduled reboot',
      NotBefore: place.time('event'),
    },
  ];
  const hasEvents = place.oneIn(20, 'events');
  return {
    names: { InstanceId, InstanceArn },
    tags: Tags,
    replies: {
      'ec2:DescribeInstances': () =>
        ({
          Reservations: [
            {
              ReservationId,
              OwnerId: accountId,
              ...(isRequested && { RequesterId: '940372691376' }),
              Groups: [],
              Instances: [
                {
                  InstanceId,
                  InstanceType: type,
                  ImageId: hexId('ami', draw % 12, 4),
                  State,
                  StateTransitionReason,
                  ...(!isRunning && { StateReason }),
                  PrivateDnsName,
                  PublicDnsName: '',
                  KeyName: 'operations',
                  AmiLaunchIndex: 0,
                  ProductCodes: [],
                  LaunchTime,
                  Placement,
                  Monitoring: { State: monitoring },
                  ...network,
                  PrivateIpAddress,
                  ...(isPublic && { PublicIpAddress }),
                  Architecture: architecture,
                  BlockDeviceMappings,
                  ClientToken: `terraform-${place.hex(8)}`,
                  EbsOptimized: draw % 2 === 1,
                  EnaSupport: true,
                  Hypervisor: 'xen',
                  NetworkInterfaces,
                  RootDeviceName: '/dev/xvda',
                  RootDeviceType: 'ebs',
                  SecurityGroups,
                  SourceDestCheck: true,
                  Tags,
                  VirtualizationType: 'hvm',
                  CpuOptions: { CoreCount: 1, ThreadsPerCore: 2 },
                  ...capacity,
                  HibernationOptions: { Configured: false },
                  MetadataOptions,
                  EnclaveOptions: { Enabled: false },
                  BootMode: 'uefi-preferred',
                  ...billingOf(place),
                  UsageOperationUpdateTime: LaunchTime,
                  PrivateDnsNameOptions,
                  MaintenanceOptions: { AutoRecovery: 'default' },
                  CurrentInstanceBootMode: 'legacy-bios',
                },
              ],
            },
          ],
        }) satisfies DescribeInstancesResult,
      'ec2:DescribeInstanceStatus': () =>
        ({
          InstanceStatuses: [
            {
              AvailabilityZone,
              InstanceId,
              InstanceState: State,
              InstanceStatus: {
                Status: status,
                ...(isRunning && { Details: [{ Name: 'reachability', Status: 'passed' }] }),
              },
              SystemStatus: {
                Status: status,
                ...(isRunning && { Details: [{ Name: 'reachability', Status: 'passed' }] }),
              },
              ...(hasEvents && { Events }),
            },
          ],
        }) satisfies DescribeInstanceStatusResult,
    },
    items: () => [
      {
        identifiers: [InstanceId],
        trails: [
          {
            requestParameters: { minCount: 1, maxCount: 1 },
            responseElements: { instancesSet: { items: [{ instanceId: InstanceId }] } },
          },
          { requestParameters: { instancesSet: { items: [{ instanceId: InstanceId }] } } },
          { requestParameters: { resourcesSet: { items: [{ resourceId: InstanceId }] } } },
          { requestParameters: { instanceId: InstanceId } },
          {
            requestParameters: { volumeId: 'vol-1' },
            responseElements: { volumeId: 'vol-1', instanceId: InstanceId },
          },
          { requestParameters: { ModifyInstanceMetadataOptionsRequest: { InstanceId } } },
          { requestParameters: { AssociateIamInstanceProfileRequest: { InstanceId } } },
        ],
        properties: {
          InstanceId,
          InstanceType: type,
          ImageId: hexId('ami', draw % 12, 4),
          State,
          StateTransitionReason,
          ...(!isRunning && { StateReason }),
          PrivateDnsName,
          PublicDnsName: '',
          KeyName: 'operations',
          AmiLaunchIndex: 0,
          ProductCodes: [],
          LaunchTime,
          Placement,
          Monitoring: { State: monitoring },
          ...network,
          PrivateIpAddress,
          ...(isPublic && { PublicIpAddress }),
          Architecture: architecture,
          BlockDeviceMappings,
          ClientToken: `terraform-${place.hex(8)}`,
          EbsOptimized: draw % 2 === 1,
          EnaSupport: true,
          Hypervisor: 'xen',
          NetworkInterfaces,
          RootDeviceName: '/dev/xvda',
          RootDeviceType: 'ebs',
          SecurityGroups,
          SourceDestCheck: true,
          Tags,
          VirtualizationType: 'hvm',
          CpuOptions: { CoreCount: 1, ThreadsPerCore: 2 },
          ...capacity,
          HibernationOptions: { Configured: false },
          MetadataOptions,
          EnclaveOptions: { Enabled: false },
          BootMode: 'uefi-preferred',
          ...billingOf(place),
          UsageOperationUpdateTime: LaunchTime,
          PrivateDnsNameOptions,
          MaintenanceOptions: { AutoRecovery: 'default' },
          CurrentInstanceBootMode: 'legacy-bios',
          AvailabilityZone,
          InstanceState: State,
          InstanceStatus: {
            Status: status,
            ...(isRunning && { Details: [{ Name: 'reachability', Status: 'passed' }] }),
          },
          SystemStatus: {
            Status: status,
            ...(isRunning && { Details: [{ Name: 'reachability', Status: 'passed' }] }),
          },
          ...(hasEvents && { Events }),
        },
        extraContext: {
          AccountId: accountId,
          Region: region,
          ReservationId,
          OwnerId: accountId,
          ...(isRequested && { RequesterId: '940372691376' }),
          Groups: [],
        },
      },
    ],
  };
}
