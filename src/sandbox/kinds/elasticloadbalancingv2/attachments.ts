import type { Place } from '../../simulation/place.ts';

const PREFIXES = { application: 'app', network: 'net', gateway: 'gwy' } as const;
const TYPES = ['application', 'network', 'gateway'] as const;

/** The type of the load balancer at a place. */
export function typeOf({ n }: Place): (typeof TYPES)[number] {
  return TYPES[n % TYPES.length] ?? 'application';
}

/** The part after `loadbalancer/` in the ARN of the load balancer at a place. */
export function loadBalancerFullName(place: Place): string {
  return `${PREFIXES[typeOf(place)]}/shop-${place.n}/${idOf(place)}`;
}

/** The ARN of the load balancer at a place. */
export function loadBalancerArn(place: Place): string {
  return `${arnStart(place)}:loadbalancer/${loadBalancerFullName(place)}`;
}

/** The ARN of the target group at a place. */
export function targetGroupArn(place: Place): string {
  return `${arnStart(place)}:targetgroup/orders-${place.n}/${idOf(place)}`;
}

/** The load balancer that a target group belongs to: one group in four has none. */
export function loadBalancerOf(group: Place): Place | undefined {
  const balancers = group.count('AWS::ElasticLoadBalancingV2::LoadBalancer');
  if (balancers === 0 || !isAttached(group.n)) return undefined;
  return group.beside('AWS::ElasticLoadBalancingV2::LoadBalancer', group.n % balancers);
}

/** The target groups of a load balancer. */
export function targetGroupsOf(balancer: Place): readonly Place[] {
  const balancers = balancer.count('AWS::ElasticLoadBalancingV2::LoadBalancer');
  const groups = balancer.count('AWS::ElasticLoadBalancingV2::TargetGroup');
  const found: Place[] = [];
  for (let { n } = balancer; n < groups; n += balancers)
    if (isAttached(n)) found.push(balancer.beside('AWS::ElasticLoadBalancingV2::TargetGroup', n));
  return found;
}

function isAttached(n: number): boolean {
  return n % 4 !== 3;
}

function arnStart({ region, accountId }: Place): string {
  return `arn:aws:elasticloadbalancing:${region}:${accountId}`;
}

function idOf(place: Place): string {
  return `${place.hex(7)}${place.hex(9, place.n)}`;
}
