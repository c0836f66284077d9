import type { Instance, InstanceStatus, Reservation } from '@aws-sdk/client-ec2';
import { ec2Id, positionInEc2Id } from './ec2-id.ts';
import type { Estate } from './estate.ts';

/** Reservations hold one, two and three instances in turn, so that a position is found without counting. */
const INSTANCES_IN_THREE = 6;
const FIRST_OF_RESERVATION = [0, 1, 3] as const;

/** The number of reservations that hold `instances` instances; the last may be cut short. */
export function reservationCount(instances: number): number {
  const full = Math.floor(instances / INSTANCES_IN_THREE);
  const rest = instances % INSTANCES_IN_THREE;
  return full * 3 + FIRST_OF_RESERVATION.filter((first) => first < rest).length;
}

/** The positions of a reservation's instances. */
export function instancesOfReservation(reservation: number, instances: number): readonly number[] {
  const first =
    Math.floor(reservation / 3) * INSTANCES_IN_THREE + (FIRST_OF_RESERVATION[reservation % 3] ?? 0);
  const size = (reservation % 3) + 1;
  return Array.from({ length: size }, (_, index) => first + index).filter(
    (index) => index < instances,
  );
}

/** The reservation that holds the instance at a position. */
export function reservationOf(index: number): number {
  const rest = index % INSTANCES_IN_THREE;
  const place = FIRST_OF_RESERVATION.filter((first) => first <= rest).length - 1;
  return Math.floor(index / INSTANCES_IN_THREE) * 3 + place;
}

/** An instance's id; it holds account, region and position, so that it is found again. */
export function instanceId(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): string {
  return ec2Id('i', estate, accountId, region, index);
}

/** The position of an instance; undefined when this region of the account has none of that id. */
export function instanceIndex(
  estate: Estate,
  accountId: string,
  region: string,
  id: string,
): number | undefined {
  const index = positionInEc2Id(id);
  if (!(index < estate.countOf('AWS::EC2::Instance', accountId, region))) return undefined;
  return id === instanceId(estate, accountId, region, index) ? index : undefined;
}

/** A reservation with those of its instances that `keep` lets through. */
export function reservation(
  estate: Estate,
  accountId: string,
  region: string,
  number: number,
  keep: (index: number) => boolean = () => true,
): Reservation {
  const count = estate.countOf('AWS::EC2::Instance', accountId, region);
  const id = hexId('r', estate.draw('reservation', accountId, region, number), number);
  return {
    ReservationId: id,
    OwnerId: accountId,
    ...(number % 4 === 0 && { RequesterId: '940372691376' }),
    Groups: [],
    Instances: instancesOfReservation(number, count)
      .filter(keep)
      .map((index) => instance(estate, accountId, region, index)),
  };
}

const TYPES = ['t3.micro', 'm6i.large', 'c7g.xlarge', 'r6a.2xlarge'] as const;
const RUNNING = { Code: 16, Name: 'running' } as const;
const STOPPED = { Code: 80, Name: 'stopped' } as const;
const TERMINATED = { Code: 48, Name: 'terminated' } as const;

/** Three in four run; one in six of the others is gone, and still described for an hour. */
function stateOf(draw: number): typeof RUNNING | typeof STOPPED | typeof TERMINATED {
  if (draw % 4 !== 3) return RUNNING;
  return (draw >>> 6) % 6 === 0 ? TERMINATED : STOPPED;
}

/** One instance with the fields that DescribeInstances usually gives. */
export function instance(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): Instance {
  const draw = estate.draw('instance', accountId, region, index);
  const id = instanceId(estate, accountId, region, index);
  const launched = estate.time('instance', accountId, region, index);
  const state = stateOf(draw);
  const address = `10.${draw % 200}.${(draw >>> 8) % 250}.${(draw >>> 16) % 250}`;
  const vpc = hexId('vpc', estate.draw('vpc', accountId, region), 1);
  const subnet = hexId('subnet', draw % 6, 2);
  const group = { GroupId: hexId('sg', draw % 5, 3), GroupName: 'web & api <tier>' };
  const isRunning = state.Name === 'running';
  const dns = `ip-${address.replaceAll('.', '-')}.${region}.compute.internal`;
  return {
    InstanceId: id,
    InstanceType: TYPES[draw % TYPES.length] ?? 't3.micro',
    ImageId: hexId('ami', draw % 12, 4),
    State: state,
    StateTransitionReason: isRunning ? '' : 'User initiated (2025-03-01 10:00:00 GMT)',
    ...(!isRunning && {
      StateReason: {
        Code: 'Client.UserInitiatedShutdown',
        Message: 'Client.UserInitiatedShutdown: User initiated shutdown',
      },
    }),
    PrivateDnsName: dns,
    PublicDnsName: '',
    KeyName: 'operations',
    AmiLaunchIndex: 0,
    ProductCodes: [],
    LaunchTime: launched,
    Placement: {
      AvailabilityZone: `${region}${'abc'[draw % 3] ?? 'a'}`,
      GroupName: '',
      Tenancy: 'default',
    },
    Monitoring: { State: draw % 2 === 0 ? 'disabled' : 'enabled' },
    SubnetId: subnet,
    VpcId: vpc,
    PrivateIpAddress: address,
    ...(isRunning &&
      draw % 3 === 0 && { PublicIpAddress: `54.${draw % 250}.${(draw >>> 4) % 250}.7` }),
    Architecture: draw % 4 === 2 ? 'arm64' : 'x86_64',
    BlockDeviceMappings: [
      {
        DeviceName: '/dev/xvda',
        Ebs: {
          AttachTime: new Date(launched.getTime() + 1_000),
          DeleteOnTermination: true,
          Status: 'attached',
          VolumeId: hexId('vol', draw, index),
        },
      },
    ],
    ClientToken: `terraform-${draw.toString(16)}`,
    EbsOptimized: draw % 2 === 1,
    EnaSupport: true,
    Hypervisor: 'xen',
    NetworkInterfaces: [
      {
        Attachment: {
          AttachTime: launched,
          AttachmentId: hexId('eni-attach', draw, index),
          DeleteOnTermination: true,
          DeviceIndex: 0,
          Status: 'attached',
          NetworkCardIndex: 0,
        },
        Description: '',
        Groups: [group],
        Ipv6Addresses: [],
        MacAddress: '02:00:00:00:00:01',
        NetworkInterfaceId: hexId('eni', draw, index),
        OwnerId: accountId,
        PrivateDnsName: dns,
        PrivateIpAddress: address,
        PrivateIpAddresses: [{ Primary: true, PrivateDnsName: dns, PrivateIpAddress: address }],
        SourceDestCheck: true,
        Status: 'in-use',
        SubnetId: subnet,
        VpcId: vpc,
        InterfaceType: 'interface',
      },
    ],
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    SecurityGroups: [group],
    SourceDestCheck: true,
    Tags: [
      { Key: 'Name', Value: `worker-${index}` },
      ...estate.tags('instance', accountId, region, index),
    ],
    VirtualizationType: 'hvm',
    CpuOptions: { CoreCount: 1, ThreadsPerCore: 2 },
    CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
    HibernationOptions: { Configured: false },
    MetadataOptions: {
      State: 'applied',
      HttpTokens: 'required',
      HttpPutResponseHopLimit: 2,
      HttpEndpoint: 'enabled',
      HttpProtocolIpv6: 'disabled',
      InstanceMetadataTags: 'disabled',
    },
    EnclaveOptions: { Enabled: false },
    BootMode: 'uefi-preferred',
    PlatformDetails: 'Linux/UNIX',
    UsageOperation: 'RunInstances',
    UsageOperationUpdateTime: launched,
    PrivateDnsNameOptions: {
      HostnameType: 'ip-name',
      EnableResourceNameDnsARecord: false,
      EnableResourceNameDnsAAAARecord: false,
    },
    MaintenanceOptions: { AutoRecovery: 'default' },
    CurrentInstanceBootMode: 'legacy-bios',
  };
}

/** What DescribeInstanceStatus says of an instance. */
export function instanceStatus(
  estate: Estate,
  accountId: string,
  region: string,
  index: number,
): InstanceStatus {
  const { State, Placement } = instance(estate, accountId, region, index);
  const isRunning = State?.Name === 'running';
  const status = isRunning ? 'ok' : 'not-applicable';
  const draw = estate.draw('status', accountId, region, index);
  return {
    AvailabilityZone: Placement?.AvailabilityZone,
    InstanceId: instanceId(estate, accountId, region, index),
    InstanceState: State,
    InstanceStatus: {
      Status: status,
      ...(isRunning && { Details: [{ Name: 'reachability', Status: 'passed' }] }),
    },
    SystemStatus: {
      Status: status,
      ...(isRunning && { Details: [{ Name: 'reachability', Status: 'passed' }] }),
    },
    ...(draw % 20 === 0 && {
      Events: [
        {
          Code: 'instance-reboot',
          Description: 'scheduled reboot',
          NotBefore: estate.time('event', accountId, region, index),
        },
      ],
    }),
  };
}

function hexId(prefix: string, draw: number, salt: number): string {
  return `${prefix}-0${draw.toString(16).padStart(8, '0')}${salt.toString(16).padStart(8, '0')}`;
}
