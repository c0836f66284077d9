import { doubtful, property, type Check } from './check.ts';
import { baselineOf, type InstanceType, type InstanceTypes } from './instance-types.ts';

const PERCENT = 100;

/** What was measured of the load, and how much of a smaller type it may take. */
export interface MeasuredLoad {
  /** The 99th percentile, in percent of all vCPUs. */
  readonly cpuPercent: number | undefined;
  /** On average, in percent of all vCPUs. */
  readonly averageCpuPercent: number | undefined;
  /** The 99th percentile; undefined when nothing measures it. */
  readonly memoryGib: number | undefined;
  /** Percent. */
  readonly mostLoad: number;
}

/** The smallest type of the family that holds the load; undefined for none. */
export function smallestThatHolds(
  type: InstanceType,
  types: InstanceTypes,
  load: MeasuredLoad,
): InstanceType | undefined {
  return types.smallerThan(type).find((smaller) => holdsLoad(smaller, type, load));
}

function holdsLoad(
  smaller: InstanceType,
  { vcpus }: InstanceType,
  { cpuPercent, averageCpuPercent, memoryGib, mostLoad }: MeasuredLoad,
): boolean {
  if (cpuPercent === undefined || averageCpuPercent === undefined) return false;
  const used = (cpuPercent / PERCENT) * vcpus;
  const usedOnAverage = (averageCpuPercent / PERCENT) * vcpus;
  const share = mostLoad / PERCENT;
  if (used > smaller.vcpus * share) return false;
  // A burstable type must earn what it uses.
  if (usedOnAverage > (smaller.vcpus * baselineOf(smaller)) / PERCENT) return false;
  return memoryGib === undefined || memoryGib <= smaller.memoryGib * share;
}

/** Whether there is a smaller type to change to. */
export function smallerTypeCheck(
  name: string | undefined,
  types: InstanceTypes,
  { smaller, load }: { readonly smaller: InstanceType | undefined; readonly load: MeasuredLoad },
): Check {
  if (name === undefined || types.get(name) === undefined) {
    return doubtful('smaller type', name, {
      reason: 'no-price',
      detail: `the prices of this region do not have ${name ?? 'its type'}, so its size is not known`,
      fix: 'run longshore cost resources, which reads prices',
    });
  }
  if (load.cpuPercent === undefined) {
    return doubtful('smaller type', name, { reason: 'no-usage', detail: 'its load is not known' });
  }
  return property('smaller type', smaller?.name ?? 'none', smaller !== undefined);
}
