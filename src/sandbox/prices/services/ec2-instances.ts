import { priceSum, priceText } from '../amount.ts';
import type { PriceRow } from '../price-row.ts';
import { LISTED_TYPES, type ListedInstanceType } from './ec2-types.ts';

/** What runs on an instance, and what it costs besides. */
interface Software {
  readonly operatingSystem: string;
  readonly preInstalledSw: string;
  /** As in `UsageOperation` of an instance. */
  readonly operation: string;
  readonly licenseModel?: string;
  /** For each vCPU, in USD an hour. */
  readonly perVcpu?: string;
  /** SQL Server, for each vCPU, and for at least four. */
  readonly sql?: string;
  readonly isX86?: boolean;
}

const WINDOWS = '0.046';
const RHEL = '0.0144';
const SQL = { Std: '0.12', Web: '0.017', Ent: '0.375' } as const;
const LEAST_SQL_VCPUS = 4;
const NO_LICENSE = 'No License required';

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/billing-info-fields.html */
const LINUX: Software = {
  operatingSystem: 'Linux',
  preInstalledSw: 'NA',
  operation: 'RunInstances',
};
const COMMON: readonly Software[] = [
  LINUX,
  { operatingSystem: 'Windows', preInstalledSw: 'NA', operation: 'RunInstances:0002', perVcpu: WINDOWS, isX86: true },
  { operatingSystem: 'Windows', preInstalledSw: 'NA', operation: 'RunInstances:0800', licenseModel: 'Bring your own license', isX86: true },
  { operatingSystem: 'RHEL', preInstalledSw: 'NA', operation: 'RunInstances:0010', perVcpu: RHEL },
  { operatingSystem: 'SUSE', preInstalledSw: 'NA', operation: 'RunInstances:000g', perVcpu: '0.028125' },
  { operatingSystem: 'Linux', preInstalledSw: 'SQL Std', operation: 'RunInstances:0004', sql: SQL.Std, isX86: true },
  { operatingSystem: 'Windows', preInstalledSw: 'SQL Std', operation: 'RunInstances:0006', perVcpu: WINDOWS, sql: SQL.Std, isX86: true },
]; // prettier-ignore
const FURTHER: readonly Software[] = [
  { operatingSystem: 'Red Hat Enterprise Linux with HA', preInstalledSw: 'NA', operation: 'RunInstances:1010', perVcpu: '0.0181' },
  { operatingSystem: 'Ubuntu Pro', preInstalledSw: 'NA', operation: 'RunInstances:0g00', perVcpu: '0.00175' },
  { operatingSystem: 'Linux', preInstalledSw: 'SQL Web', operation: 'RunInstances:0200', sql: SQL.Web, isX86: true },
  { operatingSystem: 'Linux', preInstalledSw: 'SQL Ent', operation: 'RunInstances:0100', sql: SQL.Ent, isX86: true },
  { operatingSystem: 'Windows', preInstalledSw: 'SQL Web', operation: 'RunInstances:0202', perVcpu: WINDOWS, sql: SQL.Web, isX86: true },
  { operatingSystem: 'Windows', preInstalledSw: 'SQL Ent', operation: 'RunInstances:0102', perVcpu: WINDOWS, sql: SQL.Ent, isX86: true },
  { operatingSystem: 'RHEL', preInstalledSw: 'SQL Std', operation: 'RunInstances:0014', perVcpu: RHEL, sql: SQL.Std, isX86: true },
]; // prettier-ignore

/** What uses an instance: the words in usage types, and the share of the price that it pays, in percent. */
const USES = [
  { tenancy: 'Shared', capacitystatus: 'Used', usage: 'BoxUsage' },
  { tenancy: 'Dedicated', capacitystatus: 'Used', usage: 'DedicatedUsage' },
] as const;
const HELD = [
  { tenancy: 'Shared', capacitystatus: 'UnusedCapacityReservation', usage: 'UnusedBox' },
  { tenancy: 'Shared', capacitystatus: 'AllocatedCapacityReservation', usage: 'Reservation' },
  { tenancy: 'Dedicated', capacitystatus: 'UnusedCapacityReservation', usage: 'UnusedDed' },
  { tenancy: 'Host', capacitystatus: 'Used', usage: 'HostBoxUsage' },
] as const;
type Use = (typeof USES | typeof HELD)[number];

/** Dedicated instances cost so many percent of shared ones. */
const DEDICATED = 106;

/** @see https://aws.amazon.com/ec2/pricing/on-demand/ */
export function ec2InstanceRows(): readonly PriceRow[] {
  return [...LISTED_TYPES.flatMap(rowsOfType), ...LISTED_HOSTS, RESERVED_ONLY];
}

function rowsOfType(type: ListedInstanceType): PriceRow[] {
  const isX86 = !type.processor.includes('Graviton');
  const runs = ({ isX86: needed = false }: Software): boolean => isX86 || !needed;
  return [
    ...COMMON.filter(runs).flatMap((software) => USES.map((use) => rowOf(type, software, use))),
    ...FURTHER.filter(runs).map((software) => rowOf(type, software, USES[0])),
    ...HELD.map((use) => rowOf(type, LINUX, use)),
  ];
}

function rowOf(type: ListedInstanceType, software: Software, use: Use): PriceRow {
  const { operatingSystem, preInstalledSw, operation, licenseModel = NO_LICENSE } = software;
  const isMetal = type.type.endsWith('.metal');
  const isSold = use.tenancy === 'Shared' && use.capacitystatus === 'Used';
  return {
    family: isMetal ? 'Compute Instance (bare metal)' : 'Compute Instance',
    usage: `${use.usage}:${type.type}`,
    operation,
    unit: 'Hrs',
    price: priceOf(type, software, use),
    ...(isSold && software === LINUX && { terms: 'with-reserved' as const }),
    attributes: {
      instanceType: type.type,
      currentGeneration: 'Yes',
      instanceFamily: type.family,
      vcpu: String(type.vcpus),
      physicalProcessor: type.processor,
      memory: type.memory,
      storage: type.storage ?? 'EBS only',
      networkPerformance: type.network,
      processorArchitecture: '64-bit',
      tenancy: use.tenancy,
      operatingSystem,
      licenseModel,
      capacitystatus: use.capacitystatus,
      marketoption: 'OnDemand',
      preInstalledSw,
      ...(type.gpus !== undefined && { gpu: String(type.gpus) }),
      availabilityzone: 'NA',
      vpcnetworkingsupport: 'true',
    },
  };
}

/** Hosts are billed whole, and a reservation when nothing runs in it. */
function priceOf(
  { price, vcpus }: ListedInstanceType,
  { perVcpu = '0', sql = '0' }: Software,
  { tenancy, capacitystatus }: Use,
): string {
  if (tenancy === 'Host' || capacitystatus === 'AllocatedCapacityReservation') return '0';
  const instance = priceText(price, tenancy === 'Dedicated' ? DEDICATED : 100);
  return priceSum([instance, 1], [perVcpu, vcpus], [sql, Math.max(vcpus, LEAST_SQL_VCPUS)]);
}

const LISTED_HOSTS: readonly PriceRow[] = (
  [
    ['m5', '5.069'],
    ['c5', '4.488'],
    ['r5', '6.654'],
  ] as const
).map(([family, price]) => ({
  family: 'Dedicated Host',
  usage: `HostUsage:${family}`,
  operation: 'RunInstances',
  unit: 'Hrs',
  price,
  attributes: { instanceType: family, tenancy: 'Host', operatingSystem: 'NA', licenseModel: 'NA' },
}));

/** A product that is no longer offered on demand. */
const RESERVED_ONLY: PriceRow = {
  family: 'Compute Instance',
  usage: 'BoxUsage:m1.small',
  operation: 'RunInstances',
  unit: 'Hrs',
  price: '0.044',
  terms: 'reserved-only',
  attributes: {
    instanceType: 'm1.small',
    currentGeneration: 'No',
    instanceFamily: 'General purpose',
    vcpu: '1',
    memory: '1.7 GiB',
    tenancy: 'Shared',
    operatingSystem: 'Linux',
    licenseModel: NO_LICENSE,
    capacitystatus: 'Used',
    marketoption: 'OnDemand',
    preInstalledSw: 'NA',
  },
};
