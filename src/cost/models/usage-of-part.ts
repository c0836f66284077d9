import type { PlannedPart } from './cost-model.ts';

/** What was measured, by its name in a usage file. */
export type MeasuredUsage = (name: string) => string | number | undefined;

/** Nothing was measured. */
export const NO_USAGE: MeasuredUsage = () => undefined;

/**
 * The usage of a part of a planned resource. A usage file has it below the name of the part,
 * `ebs_block_device[0].monthly_standard_io_requests`; some of the resource's usage is the part's too.
 */
export function usageOfPart(
  { name: part, sharedUsage = [] }: Pick<PlannedPart, 'name' | 'sharedUsage'>,
  usage: MeasuredUsage,
): MeasuredUsage {
  return (name) =>
    usage(`${part}.${name}`) ?? (sharedUsage.includes(name) ? usage(name) : undefined);
}
