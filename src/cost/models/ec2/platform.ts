/**
 * The platforms that have spot prices, by the operations of the price list.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/billing-info-fields.html
 */
const SPOT_PRODUCTS: Readonly<Record<string, string>> = {
  RunInstances: 'Linux/UNIX',
  'RunInstances:0002': 'Windows',
  'RunInstances:0010': 'Red Hat Enterprise Linux',
  'RunInstances:000g': 'SUSE Linux',
};

/** The operating systems of a usage file. */
const OPERATIONS: Readonly<Record<string, string>> = {
  linux: 'RunInstances',
  windows: 'RunInstances:0002',
  rhel: 'RunInstances:0010',
  suse: 'RunInstances:000g',
};

/** Windows without and with SQL Server. */
const WINDOWS_OPERATIONS: readonly string[] = [
  'RunInstances:0002',
  'RunInstances:0800',
  'RunInstances:0006',
  'RunInstances:0202',
  'RunInstances:0102',
];

/** Windows and Red Hat with a license that the customer brings. */
export const OWN_LICENSE_OPERATIONS: readonly string[] = ['RunInstances:0800', 'RunInstances:00g0'];

/** What tells an instance's platform. */
export interface Platform {
  readonly UsageOperation?: string | undefined;
  readonly PlatformDetails?: string | undefined;
}

/** The operation of an operating system in a usage file: `windows`. */
export function operationOf(system: unknown): string | undefined {
  return typeof system === 'string' ? OPERATIONS[system.toLowerCase()] : undefined;
}

/** The product description of the spot price history. An instance names its platform in the same words. */
export function spotProductOf({ UsageOperation = '', PlatformDetails }: Platform): string {
  return PlatformDetails ?? SPOT_PRODUCTS[UsageOperation] ?? UsageOperation;
}

/** The operating system as rows of CPU credits have it: Red Hat and SUSE pay the price of Linux. */
export function creditSystemOf(operation: string | undefined): string {
  return WINDOWS_OPERATIONS.includes(operation ?? '') ? 'Windows' : 'Linux';
}
