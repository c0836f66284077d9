import { z } from 'zod';
import { NO_USAGE, type MeasuredUsage } from '../../models/usage-of-part.ts';
import { billName, billNames } from '../actual/bill-names.ts';
import type { PlannedResource } from '../plans/planned-resource.ts';

const Measured = z.union([z.string(), z.number()]);
const Levels = z.record(z.string(), z.unknown());

/** A usage file, in Infracost's form. */
const UsageContent = z.object({
  version: z.union([z.string(), z.number()]).optional(),
  resource_type_default_usage: z.record(z.string(), Levels.nullable()).nullish(),
  resource_usage: z.record(z.string(), Levels.nullable()).nullish(),
});

type UsageByName = ReadonlyMap<string, string | number>;
const ANY_INDEX = '[*]';

/** The usage of planned resources. */
export interface UsageFile {
  of(resource: PlannedResource): MeasuredUsage;
  /** Addresses in the file that no resource has had. */
  readonly unused: readonly string[];
}

/**
 * Reads the content of a usage file. An address in it is that of Terraform, also with `[*]` for all instances; a URN
 * of Pulumi, or `type::name`; or the ARN of a resource that exists.
 *
 * @returns what is wrong, for a person, in place of the usage
 */
export function usageFile(content: unknown): UsageFile | { readonly problem: string } {
  const parsed = UsageContent.safeParse(content ?? {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { problem: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as expected'}` };
  }
  const { resource_type_default_usage: defaults, resource_usage: own } = parsed.data;
  const byType = named(defaults);
  const byAddress = named(own);
  const negative =
    negativeIn('resource_type_default_usage', byType) ?? negativeIn('resource_usage', byAddress);
  if (negative !== undefined) return { problem: `${negative} is negative` };
  // A file may have the whole account by ARN: that some are not in the plan is no mistake.
  const isArn = (address: string): boolean => address.startsWith('arn:');
  const arns = new Map([...byAddress.keys()].filter(isArn).map((arn) => [billName(arn), arn]));
  const unused = new Set([...byAddress.keys()].filter((address) => !isArn(address)));
  return {
    get unused() {
      return [...unused];
    },
    of(resource) {
      const { address, type, name } = resource;
      const places = [address, anyInstance(address), `${type}::${name}`];
      const found =
        places.find((place) => byAddress.has(place)) ??
        (arns.size === 0 ? undefined : arnOf(resource, arns));
      if (found !== undefined) unused.delete(found);
      const lists = [byAddress.get(found ?? ''), byType.get(type)].filter(
        (one) => one !== undefined,
      );
      if (lists.length === 0) return NO_USAGE;
      return (wanted) => lists.map((list) => list.get(wanted)).find((value) => value !== undefined);
    },
  };
}

/** Where a usage below zero is. It has no cost: a price for it would be 0, or less. */
function negativeIn(list: string, usage: ReadonlyMap<string, UsageByName>): string | undefined {
  for (const [address, byName] of usage) {
    for (const [name, amount] of byName) {
      if (isNegative(amount)) return `${list}.${address}.${name}`;
    }
  }
  return undefined;
}

/** Is a usage a number below zero? */
export function isNegative(amount: string | number): boolean {
  return Number(amount) < 0;
}

/** The ARN in the file that is one of a resource that exists. */
function arnOf(resource: PlannedResource, arns: ReadonlyMap<string, string>): string | undefined {
  const { before, after } = resource;
  const state = typeof before === 'string' ? after : before;
  if (typeof state === 'string') return undefined;
  const name = billNames(resource, state).find((one) => arns.has(one));
  return arns.get(name ?? '');
}

function named(
  usage: z.output<typeof UsageContent>['resource_usage'],
): ReadonlyMap<string, UsageByName> {
  return new Map(
    Object.entries(usage ?? {}).map(([address, levels]) => [address, usageByName(levels ?? {})]),
  );
}

/** The usage of a resource in a usage file, by one name for each: a dot separates the levels. */
export function usageByName(
  usage: Readonly<Record<string, unknown>>,
  above = '',
): ReadonlyMap<string, string | number> {
  return new Map(
    Object.entries(usage).flatMap(([name, value]) => {
      const measured = Measured.safeParse(value);
      if (measured.success) return [[`${above}${name}`, measured.data] as const];
      const levels = Levels.safeParse(value);
      return levels.success ? [...usageByName(levels.data, `${above}${name}.`)] : [];
    }),
  );
}

/** `aws_instance.web[*]` for `aws_instance.web[0]`. */
function anyInstance(address: string): string {
  return address.replaceAll(/\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\]/g, ANY_INDEX);
}
