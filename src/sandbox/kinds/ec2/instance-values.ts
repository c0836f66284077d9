import type { Instance, SummaryStatus } from '@aws-sdk/client-ec2';
import { capacityBlockAt, type CapacityBlock } from '../../estate/capacity-blocks.ts';
import type { Place } from '../../simulation/place.ts';
import { groupOfInstance } from '../autoscaling/group-members.ts';

/** Of an earlier generation. */
const OLD_TYPE = 'm4.large';
/** The types that instances have. */
const TYPES = ['t3.micro', 'm6i.large', 'c7g.xlarge', 'r6a.2xlarge'] as const;
export const RUNNING = { Code: 16, Name: 'running' } as const;
const STOPPED = { Code: 80, Name: 'stopped' } as const;
const TERMINATED = { Code: 48, Name: 'terminated' } as const;

/** How an instance is billed, as DescribeInstances tells it. */
interface Billing {
  readonly Platform?: 'Windows';
  readonly PlatformDetails: string;
  readonly UsageOperation: string;
  /** Absent on demand. */
  readonly InstanceLifecycle?: 'spot' | 'capacity-block';
}

/** Most instances run Linux on demand; one in five of the others Windows, and one in seven on spot. */
export function billingOf(place: Place): Billing {
  const { n } = place;
  if (capacityBlockAt(place) !== undefined) {
    const InstanceLifecycle = 'capacity-block';
    return { PlatformDetails: 'Linux/UNIX', UsageOperation: 'RunInstances', InstanceLifecycle };
  }
  const isArm = place.draw() % 4 === 2;
  const lifecycle = n % 7 === 5 ? { InstanceLifecycle: 'spot' as const } : {};
  if (n % 5 === 3 && !isArm) {
    const windows = { Platform: 'Windows', PlatformDetails: 'Windows' } as const;
    return { ...windows, UsageOperation: 'RunInstances:0002', ...lifecycle };
  }
  if (n % 11 === 7) {
    const PlatformDetails = 'Red Hat Enterprise Linux';
    return { PlatformDetails, UsageOperation: 'RunInstances:0010', ...lifecycle };
  }
  return { PlatformDetails: 'Linux/UNIX', UsageOperation: 'RunInstances', ...lifecycle };
}

/** Few instances have hardware of their own. */
export function tenancyOf({ n }: Place): 'default' | 'dedicated' {
  return n % 13 === 8 ? 'dedicated' : 'default';
}

/** Three in four run; one in six of the others is terminated, and still described for an hour. */
export function stateOf(place: Place): typeof RUNNING | typeof STOPPED | typeof TERMINATED {
  const draw = place.draw('state');
  const isInBlock = capacityBlockAt(place) !== undefined;
  if (place.n === 0 || isInBlock || draw % 4 !== 3) return RUNNING;
  return (draw >>> 6) % 6 === 0 ? TERMINATED : STOPPED;
}

/** What an instance runs on, and where. */
interface Hardware {
  readonly type: CapacityBlock['instanceType'] | (typeof TYPES)[number] | typeof OLD_TYPE;
  readonly architecture: 'arm64' | 'x86_64';
  readonly zone: string;
  /** Its capacity reservation. */
  readonly reservation: Pick<
    Instance,
    'CapacityReservationId' | 'CapacityReservationSpecification'
  >;
}

/** The hardware of an instance: most run wherever there is capacity. */
export function hardwareOf(place: Place): Hardware {
  const block = capacityBlockAt(place);
  if (block !== undefined) {
    const { id, instanceType, zone } = block;
    const CapacityReservationTarget = { CapacityReservationId: id };
    const reservation = {
      CapacityReservationId: id,
      CapacityReservationSpecification: { CapacityReservationTarget },
    };
    return { type: instanceType, architecture: 'x86_64', zone, reservation };
  }
  const draw = place.draw();
  const isArm = draw % 4 === 2;
  const isOld = !isArm && place.neglects(6, 'generation');
  return {
    type: isOld ? OLD_TYPE : (TYPES[draw % TYPES.length] ?? 't3.micro'),
    architecture: isArm ? 'arm64' : 'x86_64',
    zone: `${place.region}${'abc'.charAt(draw % 3)}`,
    reservation: {
      CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
    },
  };
}

/** The tags that say of instances that they are in an Auto Scaling group, or may be interrupted. */
export function purposeTags(place: Place): { Key: string; Value: string }[] {
  const group = groupOfInstance(place);
  if (group !== undefined) {
    return [{ Key: 'aws:autoscaling:groupName', Value: `workers-${group.n}` }];
  }
  return place.neglects(8, 'spot') ? [{ Key: 'spot', Value: 'allowed' }] : [];
}

/** The result of a status check: none for an instance that does not run. */
export function statusOf(isRunning: boolean): SummaryStatus {
  return isRunning ? 'ok' : 'not-applicable';
}

/** An id of another resource, which the estate does not contain: `subnet-0…`. */
export function hexId(prefix: string, draw: number, salt: number): string {
  return `${prefix}-0${draw.toString(16).padStart(8, '0')}${salt.toString(16).padStart(8, '0')}`;
}
