import { priceText } from '../amount.ts';
import type { PriceRow } from '../price-row.ts';

interface Engine {
  readonly databaseEngine: string;
  readonly databaseEdition?: string;
  readonly licenseModel?: string;
  readonly code: string;
  /** Of the price of PostgreSQL, in percent. */
  readonly percent: number;
}

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DBInstanceBilling.html */
const ENGINES: readonly Engine[] = [
  { databaseEngine: 'MySQL', code: '0002', percent: 95 },
  { databaseEngine: 'PostgreSQL', code: '0014', percent: 100 },
  { databaseEngine: 'MariaDB', code: '0018', percent: 95 },
  { databaseEngine: 'Oracle', databaseEdition: 'Enterprise', licenseModel: 'Bring your own license', code: '0005', percent: 100 },
  { databaseEngine: 'Oracle', databaseEdition: 'Standard Two', licenseModel: 'Bring your own license', code: '0019', percent: 100 },
  { databaseEngine: 'Oracle', databaseEdition: 'Standard Two', licenseModel: 'License included', code: '0020', percent: 190 },
  { databaseEngine: 'SQL Server', databaseEdition: 'Express', licenseModel: 'License included', code: '0010', percent: 130 },
  { databaseEngine: 'SQL Server', databaseEdition: 'Web', licenseModel: 'License included', code: '0011', percent: 150 },
  { databaseEngine: 'SQL Server', databaseEdition: 'Standard', licenseModel: 'License included', code: '0012', percent: 560 },
  { databaseEngine: 'SQL Server', databaseEdition: 'Enterprise', licenseModel: 'License included', code: '0015', percent: 1_100 },
]; // prettier-ignore
const AURORA = [
  { databaseEngine: 'Aurora MySQL', code: '0016' },
  { databaseEngine: 'Aurora PostgreSQL', code: '0021' },
] as const;
const EXTENDED = [
  ['MySQL', '0002', 'MySQL8.0'],
  ['PostgreSQL', '0014', 'PostgreSQL12'],
  ['PostgreSQL', '0014', 'PostgreSQL13'],
  ['Aurora MySQL', '0016', 'AuroraMySQL2'],
  ['Aurora PostgreSQL', '0021', 'AuroraPostgreSQL12'],
  ['Aurora PostgreSQL', '0021', 'AuroraPostgreSQL13'],
] as const;

/** Classes with the price of PostgreSQL in one zone, and that of Aurora. */
const CLASSES = [
  { type: 'db.t4g.medium', short: 'db.t4g.medium', vcpu: '2', memory: '4 GiB', price: '0.065', aurora: '0.073' },
  { type: 'db.m5.large', short: 'db.m5.large', vcpu: '2', memory: '8 GiB', price: '0.178', aurora: undefined },
  { type: 'db.m5d.8xlarge', short: 'db.m5d.8xl', vcpu: '32', memory: '128 GiB', price: '3.376', aurora: undefined },
  { type: 'db.r5.large', short: 'db.r5.large', vcpu: '2', memory: '16 GiB', price: '0.25', aurora: '0.29' },
  { type: 'db.r6g.large', short: 'db.r6g.large', vcpu: '2', memory: '16 GiB', price: '0.225', aurora: '0.26' },
  { type: 'db.r6g.xlarge', short: 'db.r6g.xl', vcpu: '4', memory: '32 GiB', price: '0.45', aurora: '0.519' },
  { type: 'db.r6gd.xlarge', short: 'db.r6gd.xl', vcpu: '4', memory: '32 GiB', price: '0.5', aurora: '0.575' },
  { type: 'db.r8g.xlarge', short: 'db.r8g.xl', vcpu: '4', memory: '32 GiB', price: '0.478', aurora: '0.552' },
] as const; // prettier-ignore
type DbClass = (typeof CLASSES)[number];

const FREE_LICENSE = 'No license required';
/** I/O-Optimized instances cost so many percent of standard ones. */
const IO_OPTIMIZED = 130;

const DEPLOYMENTS = [
  { deploymentOption: 'Single-AZ', usage: '', times: 1 },
  { deploymentOption: 'Multi-AZ', usage: 'Multi-AZ', times: 2 },
  { deploymentOption: 'Multi-AZ (readable standbys)', usage: 'Multi-AZCluster', times: 3 },
] as const;
type Deployment = (typeof DEPLOYMENTS)[number];

const VOLUMES = [
  { volumeType: 'General Purpose', usage: 'GP2-Storage', price: '0.115' },
  { volumeType: 'General Purpose-GP3', usage: 'GP3-Storage', price: '0.115' },
  { volumeType: 'Provisioned IOPS', usage: 'PIOPS-Storage', price: '0.125' },
  { volumeType: 'Provisioned IOPS-IO2', usage: 'PIOPS-Storage-IO2', price: '0.125' },
  { volumeType: 'Magnetic', usage: 'StorageUsage', price: '0.10' },
] as const;
const IOPS = [
  ['GP3-PIOPS', '0.02'],
  ['PIOPS', '0.10'],
  ['IO2-PIOPS', '0.10'],
] as const;

/** @see https://aws.amazon.com/rds/pricing/ */
export function rdsRows(): readonly PriceRow[] {
  return [
    ...CLASSES.flatMap((one) => [...ownInstances(one), ...auroraInstances(one)]),
    ...DEPLOYMENTS.flatMap(storageRows),
    any('System Operation', 'RDS:StorageIOUsage', 'IOs', '0.0000001'),
    ...backupRows(),
    ...AURORA.flatMap(auroraRows),
    ...EXTENDED.flatMap(extendedSupportRows),
  ];
}

function ownInstances(dbClass: DbClass): PriceRow[] {
  return ENGINES.flatMap((engine) =>
    DEPLOYMENTS.filter(({ times }) => times < 3 || /MySQL|Postgre/.test(engine.databaseEngine)).map(
      (deployment): PriceRow => ({
        ...instanceRow(dbClass, `${deployment.usage || 'Instance'}Usage`, engine.code),
        price: priceText(dbClass.price, engine.percent * deployment.times),
        attributes: {
          ...attributesOf(dbClass),
          databaseEngine: engine.databaseEngine,
          engineCode: String(Number(engine.code)),
          ...(engine.databaseEdition !== undefined && { databaseEdition: engine.databaseEdition }),
          licenseModel: engine.licenseModel ?? FREE_LICENSE,
          deploymentOption: deployment.deploymentOption,
          storage: 'EBS Only',
        },
      }),
    ),
  );
}

/** Only the usage types tell both modes apart: the storage is that of the class. */
function auroraInstances(dbClass: DbClass): PriceRow[] {
  const price = dbClass.aurora;
  if (price === undefined) return [];
  const storage = dbClass.type.includes('gd.') ? '1 x 237 NVMe SSD' : 'EBS Only';
  return AURORA.flatMap(({ databaseEngine, code }) =>
    (['InstanceUsage', 'InstanceUsageIOOptimized'] as const).map((usage): PriceRow => ({
      ...instanceRow(dbClass, usage, code),
      price: usage === 'InstanceUsage' ? price : priceText(price, IO_OPTIMIZED),
      attributes: {
        ...attributesOf(dbClass),
        databaseEngine,
        engineCode: String(Number(code)),
        licenseModel: FREE_LICENSE,
        deploymentOption: 'Single-AZ',
        storage,
      },
    })),
  );
}

function instanceRow(
  { short }: DbClass,
  usage: string,
  code: string,
): Pick<PriceRow, 'family' | 'usage' | 'operation' | 'unit'> {
  return {
    family: 'Database Instance',
    usage: `${usage}:${short}`,
    operation: `CreateDBInstance:${code}`,
    unit: 'Hrs',
  };
}

function attributesOf({ type, vcpu, memory }: DbClass): Readonly<Record<string, string>> {
  return { instanceType: type, currentGeneration: 'Yes', vcpu, memory };
}

function storageRows({ deploymentOption, usage, times }: Deployment): PriceRow[] {
  const before = usage === '' ? 'RDS:' : `RDS:${usage}-`;
  const attributes = { databaseEngine: 'Any', deploymentOption };
  return [
    ...VOLUMES.map((volume): PriceRow => ({
      family: 'Database Storage',
      usage: `${before}${volume.usage}`,
      unit: 'GB-Mo',
      price: priceText(volume.price, times * 100),
      attributes: { ...attributes, volumeType: volume.volumeType },
    })),
    ...IOPS.map(([type, price]): PriceRow => ({
      family: 'Provisioned IOPS',
      usage: `${before}${type}`,
      unit: 'IOPS-Mo',
      price: priceText(price, times * 100),
      attributes: { ...attributes, group: 'RDS Provisioned IOPS' },
    })),
    {
      family: 'Provisioned Throughput',
      usage: `${before}GP3-Throughput`,
      unit: 'MBPS-Mo',
      price: priceText('0.08', times * 100),
      attributes,
    },
  ];
}

/** One usage type, and a row of it for a snapshot that was copied. */
function backupRows(): PriceRow[] {
  const row = any('Storage Snapshot', 'RDS:ChargedBackupUsage', 'GB-Mo', '0.095');
  return [
    { ...row, attributes: { ...row.attributes, engineCode: '2' } },
    { ...row, operation: 'CreateDBSnapshot', attributes: { databaseEngine: 'Any' } },
  ];
}

function auroraRows({ databaseEngine, code }: (typeof AURORA)[number]): PriceRow[] {
  const attributes = { databaseEngine, engineCode: String(Number(code)) };
  const row = (family: string, usage: string, unit: string, price: string): PriceRow => ({
    family,
    usage: `Aurora:${usage}`,
    operation: family.startsWith('Serverless') ? `CreateDBInstance:${code}` : '',
    unit,
    price,
    attributes,
  });
  return [
    row('ServerlessV2', 'ServerlessV2Usage', 'ACU-Hr', '0.12'),
    row('ServerlessV2', 'ServerlessV2IOOptimizedUsage', 'ACU-Hr', '0.156'),
    row('Serverless', 'ServerlessUsage', 'ACU-Hr', '0.06'),
    row('Database Storage', 'StorageUsage', 'GB-Mo', '0.10'),
    row('Database Storage', 'IO-OptimizedStorageUsage', 'GB-Mo', '0.225'),
    row('System Operation', 'StorageIOUsage', 'IOs', '0.0000002'),
    row('Storage Snapshot', 'BackupUsage', 'GB-Mo', '0.021'),
    row('System Operation', 'SnapshotExportToS3', 'GB', '0.01'),
    ...(databaseEngine === 'Aurora MySQL'
      ? [row('System Operation', 'BacktrackUsage', 'CR-Hr', '0.000000012')]
      : []),
  ];
}

/** AWS has these without a family. */
function extendedSupportRows([
  databaseEngine,
  code,
  version,
]: (typeof EXTENDED)[number]): PriceRow[] {
  return [['Yr1-Yr2', 'Year 1, Year 2', '0.10'] as const, ['Yr3', 'Year 3', '0.20'] as const].map(
    ([years, extendedSupportPricingYear, price]) => ({
      usage: `ExtendedSupport:${years}:${version}`,
      operation: `CreateDBInstance:${code}`,
      unit: 'vCPU-hour',
      price,
      attributes: { databaseEngine, extendedSupportPricingYear },
    }),
  );
}

function any(family: string, usage: string, unit: string, price: string): PriceRow {
  return { family, usage, unit, price, attributes: { databaseEngine: 'Any' } };
}
