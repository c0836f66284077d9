import { PlanValues } from '../plan-values.ts';

/** Fargate has prices for Linux on x86, which has no word in its usage types, on ARM, and for Windows. */
export type FargatePlatform = '' | 'ARM-' | 'Windows-';

/** What Fargate charges for, for one task. */
export interface FargateTask {
  readonly platform: FargatePlatform;
  readonly vcpus: number | undefined;
  readonly memoryGib: number | undefined;
  /** Beyond what is included. */
  readonly furtherStorageGib: number;
}

/** In ECS's unit: 1,024 are a vCPU. */
const CPU_UNITS_PER_VCPU = 1_024;
const MIB_PER_GIB = 1_024;
/** @see https://aws.amazon.com/fargate/pricing/ */
const INCLUDED_STORAGE_GIB = 20;

/**
 * A task by its definition.
 *
 * @param definition by the names of AWS, Terraform or Pulumi: the same words, spelt differently
 */
export function fargateTask(
  definition: Readonly<Record<string, unknown>>,
  platformFamily = '',
): FargateTask {
  const values = PlanValues.of(definition);
  const platform = values.block('runtime_platform');
  const storage = values.block('ephemeral_storage');
  // AWS writes `sizeInGiB`.
  const storageGib = storage?.number('size_in_gib') ?? storage?.number('size_in_gi_b');
  const system = platform?.text('operating_system_family') ?? platformFamily;
  const isArm = platform?.text('cpu_architecture') === 'ARM64';
  return {
    platform: /^windows/i.test(system) ? 'Windows-' : isArm ? 'ARM-' : '',
    vcpus: amountOf(values.value('cpu'), /^([\d.]+) ?vcpu$/i, CPU_UNITS_PER_VCPU),
    memoryGib: amountOf(values.value('memory'), /^([\d.]+) ?gb$/i, MIB_PER_GIB),
    furtherStorageGib: Math.max(0, (storageGib ?? 0) - INCLUDED_STORAGE_GIB),
  };
}

/** `0.5 vCPU`, `1GB`, or a number of the small unit. */
function amountOf(value: unknown, inLargeUnit: RegExp, smallPerLarge: number): number | undefined {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
  const large = inLargeUnit.exec(text.trim())?.[1];
  if (large !== undefined) return Number(large);
  return /^\d+$/.test(text.trim()) ? Number(text) / smallPerLarge : undefined;
}
