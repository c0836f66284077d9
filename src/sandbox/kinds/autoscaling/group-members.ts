import type { Place } from '../../simulation/place.ts';

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const INSTANCE = 'AWS::EC2::Instance';
/** Each group has so many instances. */
const MEMBERS = 2;

/** The instances of a group. */
export function membersOf(group: Place): readonly Place[] {
  const instances = group.count(INSTANCE);
  const first = MEMBERS * group.n;
  const numbers = instances < MEMBERS ? [0] : [first % instances, (first + 1) % instances];
  return numbers.map((number) => group.beside(INSTANCE, number));
}

/** The group that an instance names in its tags: in neglected estates, those that groups begin with. */
export function groupOfInstance(instance: Place): Place | undefined {
  if (!instance.estate.isNeglected) return undefined;
  const n = Math.floor(instance.n / MEMBERS);
  const isMember = n < instance.count(GROUP) && MEMBERS * n + 1 < instance.count(INSTANCE);
  return isMember ? instance.beside(GROUP, n) : undefined;
}

/** The least instances of a group: in neglected estates, one group in two keeps all of its. */
export function leastSize(group: Place): number {
  return group.neglects(2, 'minimum') ? MEMBERS : 1;
}
