import { HOURS_PER_MONTH } from '../../money/basis.ts';
import { decimal, dividedBy, times, ZERO, type DecimalLike } from '../../money/decimal.ts';
import type { UsageQuantity } from '../cost-model.ts';

/** What one capacity unit takes, by the names of a usage file. */
type Capacity = Readonly<Record<string, number>>;

/** New connections a second, active connections a minute, and rule evaluations a second of one capacity unit. */
const CAPACITIES: Readonly<Record<string, Capacity>> = {
  application: { new_connections: 25, active_connections: 3_000, rule_evaluations: 1_000 },
  network: { new_connections: 800, active_connections: 100_000 },
  gateway: { new_connections: 600, active_connections: 60_000 },
};

const MONTH = decimal(HOURS_PER_MONTH);

/** One capacity unit processes 1 GB an hour: the GB of a month are its capacity unit hours. */
const BYTES = 'processed_bytes_gb';

/**
 * The capacity unit hours of a month, as CloudWatch measures them, or from what makes them up: the dimension with the
 * most units counts. A network load balancer is taken to forward TCP.
 *
 * @see https://aws.amazon.com/elasticloadbalancing/pricing/
 */
export function capacityUnitHours(
  type: string,
  usage: (name: string) => UsageQuantity,
): UsageQuantity {
  const hours = usage('monthly_capacity_unit_hours');
  if (hours.measured !== undefined) return hours;
  const dimensions = Object.entries(CAPACITIES[type] ?? {}).flatMap(([name, capacity]) => {
    const { measured } = usage(name);
    return measured === undefined ? [] : [unitHoursOf(measured, capacity)];
  });
  const { measured: processed } = usage(BYTES);
  if (processed !== undefined) dimensions.push(decimal(processed));
  if (dimensions.length === 0) return hours;
  return { ...hours, measured: dimensions.reduce((one, two) => (one > two ? one : two), ZERO) };
}

function unitHoursOf(average: DecimalLike, capacity: number) {
  return dividedBy(times(decimal(average), MONTH), decimal(capacity));
}
