/** IOPS and MiB/s that the price of a volume includes. */
export interface IncludedPerformance {
  readonly iops: number;
  readonly throughput: number;
}

const IOPS = 3_000;
/** GiB above which each GiB adds IOPS. */
const SMALL_FOR_IOPS = 1_024;
const IOPS_PER_GIB = 3;

const SMALL_THROUGHPUT = 125;
/** GiB. A larger volume includes more throughput. */
const SMALL_FOR_THROUGHPUT = 170;
/** Of each 3 TiB that a volume begins. */
const THROUGHPUT_PER_STEP = 250;
const GIB_PER_STEP = 3_072;
const MOST_THROUGHPUT = 1_000;

/**
 * What a gp3 volume of OpenSearch Service includes: more than one of EC2.
 *
 * @param size in GiB
 * @see https://aws.amazon.com/opensearch-service/pricing/
 */
export function includedPerformance(size: number): IncludedPerformance {
  const steps = Math.ceil(size / GIB_PER_STEP);
  return {
    iops: size > SMALL_FOR_IOPS ? Math.max(IOPS, size * IOPS_PER_GIB) : IOPS,
    throughput:
      size > SMALL_FOR_THROUGHPUT
        ? Math.min(MOST_THROUGHPUT, steps * THROUGHPUT_PER_STEP)
        : SMALL_THROUGHPUT,
  };
}
