import type { S3Price } from './bucket-prices.ts';

/** A name among the prices, and the values of its key. */
export type PriceLookup = readonly [name: S3Price, ...values: string[]];

/** A charge of a storage class. */
export interface StorageCharge {
  readonly name: string;
  /** Within the class, in a usage file. */
  readonly usage: string;
  readonly unit: string;
  readonly price: PriceLookup;
  /** Where the price list has no row for the operation: its price for everything else. */
  readonly otherwise?: PriceLookup;
  /** Left out until it is measured: few buckets have it. */
  readonly isRare?: true;
}

export interface StorageClass {
  /** In a usage file. */
  readonly usage: string;
  readonly name: string;
  /** In lifecycle rules. Undefined for the class that objects have without one. */
  readonly lifecycle: string | undefined;
  readonly charges: readonly StorageCharge[];
}

const PUTS = 'PUT, COPY, POST, LIST requests';
const GETS = 'GET, SELECT, and all other requests';

export const STORAGE_CLASSES: readonly StorageClass[] = [
  {
    usage: 'standard',
    name: 'Standard',
    lifecycle: undefined,
    charges: [storage('TimedStorage-ByteHrs'), ...requests(''), ...selected('')],
  },
  {
    usage: 'intelligent_tiering',
    name: 'Intelligent-Tiering',
    lifecycle: 'INTELLIGENT_TIERING',
    charges: [
      tier('frequent_access', 'FA'),
      tier('infrequent_access', 'IA'),
      { ...tier('archive_instant_access', 'AIA'), isRare: true },
      tier('archive_access', 'AA'),
      tier('deep_archive_access', 'DAA'),
      {
        name: 'monitoring and automation',
        usage: 'monitored_objects',
        unit: 'monitored objects',
        price: ['monitoring'],
      },
      ...requests('INT-'),
      transition('Requests-Tier4', 'INT'),
      ...selected('-INT'),
      earlyDelete('earlyDelete', 'EarlyDelete-INT'),
    ],
  },
  infrequentAccess('standard_infrequent_access', 'Standard-IA', 'STANDARD_IA', 'SIA'),
  infrequentAccess('one_zone_infrequent_access', 'One Zone-IA', 'ONEZONE_IA', 'ZIA'),
  {
    usage: 'glacier_instant_retrieval',
    name: 'Glacier Instant Retrieval',
    lifecycle: 'GLACIER_IR',
    charges: [
      storage('TimedStorage-GIR-ByteHrs'),
      ...requests('GIR-'),
      transition('Requests-Tier4', 'GIR'),
      retrieval('', ['retrieval', 'Retrieval-GIR']),
      earlyDelete('earlyDelete', 'EarlyDelete-GIR'),
    ],
  },
  {
    usage: 'glacier_flexible_retrieval',
    name: 'Glacier Flexible Retrieval',
    lifecycle: 'GLACIER',
    charges: [
      storage('TimedStorage-GlacierByteHrs'),
      count(PUTS, 'monthly_tier_1_requests', ['operations', 'Requests-GLACIER-Tier1', 'PutObject']),
      count(GETS, 'monthly_tier_2_requests', ['requests', 'Requests-GLACIER-Tier2']),
      transition('Requests-Tier3', 'Glacier'),
      restoreRequests('standard', ['operations', 'Requests-Tier3', 'RestoreObject']),
      retrieval('standard', ['restores', 'Standard-Retrieval-Bytes', 'RestoreObject']),
      restoreRequests('expedited', ['requests', 'Requests-Tier6']),
      retrieval('expedited', ['retrieval', 'Expedited-Retrieval-Bytes']),
      ...archiveSelected('standard', 'Std'),
      ...archiveSelected('expedited', 'Exp'),
      ...archiveSelected('bulk', 'Bulk'),
      earlyDelete('earlyDelete', 'EarlyDelete-ByteHrs'),
    ],
  },
  {
    usage: 'glacier_deep_archive',
    name: 'Glacier Deep Archive',
    lifecycle: 'DEEP_ARCHIVE',
    charges: [
      amount('storage', 'storage_gb', ['deepArchive', 'TimedStorage-GDA-ByteHrs']),
      count(PUTS, 'monthly_tier_1_requests', ['deepArchiveUploads']),
      count(GETS, 'monthly_tier_2_requests', ['requests', 'Requests-GDA-Tier2']),
      transition('Requests-Tier3', 'GDA'),
      restoreRequests('standard', ['deepArchiveRestores', 'Requests-GDA-Tier3']),
      retrieval('standard', ['restores', 'Standard-Retrieval-Bytes', 'DeepArchiveRestoreObject']),
      restoreRequests('bulk', ['deepArchiveRestores', 'Requests-GDA-Tier5']),
      retrieval('bulk', ['restores', 'Bulk-Retrieval-Bytes', 'DeepArchiveRestoreObject']),
      earlyDelete('deepArchive', 'EarlyDelete-GDA'),
    ],
  },
  {
    usage: 'reduced_redundancy',
    name: 'Reduced Redundancy',
    lifecycle: 'REDUCED_REDUNDANCY',
    charges: [storage('TimedStorage-RRS-ByteHrs')],
  },
  {
    usage: 'express_one_zone',
    name: 'Express One Zone',
    lifecycle: 'EXPRESS_ONEZONE',
    charges: [
      storage('TimedStorage-XZ-ByteHrs'),
      ...requests('XZ-'),
      { ...retrieval('', ['retrieval', 'Retrieval-XZ']), isRare: true },
    ],
  },
];

function infrequentAccess(
  usage: string,
  name: string,
  lifecycle: string,
  code: string,
): StorageClass {
  return {
    usage,
    name,
    lifecycle,
    charges: [
      storage(`TimedStorage-${code}-ByteHrs`),
      ...requests(`${code}-`),
      transition('Requests-Tier4', code),
      retrieval('', ['retrieval', `Retrieval-${code}`]),
      ...selected(`-${code}`),
      earlyDelete('earlyDelete', `EarlyDelete-${code}`),
    ],
  };
}

function amount(name: string, usage: string, price: PriceLookup): StorageCharge {
  return { name, usage, unit: `GB: ${name}`, price };
}

function count(name: string, usage: string, price: PriceLookup): StorageCharge {
  return { name, usage, unit: `${name} a month`, price };
}

function storage(usageType: string): StorageCharge {
  return amount('storage', 'storage_gb', ['storage', usageType]);
}

function tier(name: string, code: string): StorageCharge {
  const title = `storage (${name.replaceAll('_', ' ')})`;
  return amount(title, `${name}_storage_gb`, ['storage', `TimedStorage-INT-${code}-ByteHrs`]);
}

function requests(code: string): readonly StorageCharge[] {
  return [
    count(PUTS, 'monthly_tier_1_requests', ['requests', `Requests-${code}Tier1`]),
    count(GETS, 'monthly_tier_2_requests', ['requests', `Requests-${code}Tier2`]),
  ];
}

function transition(usageType: string, code: string): StorageCharge {
  const name = 'lifecycle transitions';
  const price: PriceLookup = ['operations', usageType, `S3-${code}Transition`];
  return {
    ...count(name, 'monthly_lifecycle_transition_requests', price),
    otherwise: ['requests', usageType],
  };
}

function restoreRequests(speed: string, price: PriceLookup): StorageCharge {
  const name = `retrieval requests (${speed})`;
  return count(name, `monthly_${speed}_data_retrieval_requests`, price);
}

function retrieval(speed: string, price: PriceLookup): StorageCharge {
  return speed === ''
    ? amount('retrieval', 'monthly_data_retrieval_gb', price)
    : amount(`retrieval (${speed})`, `monthly_${speed}_data_retrieval_gb`, price);
}

function selected(code: string): readonly StorageCharge[] {
  return (['Scanned', 'Returned'] as const).map((part) => {
    const usage = `monthly_select_data_${part.toLowerCase()}_gb`;
    const price: PriceLookup = ['select', `Select-${part}${code}-Bytes`];
    return { ...amount(`Select data ${part.toLowerCase()}`, usage, price), isRare: true };
  });
}

function archiveSelected(speed: string, code: string): readonly StorageCharge[] {
  return (['Scanned', 'Returned'] as const).map((part) => {
    const usage = `monthly_${speed}_select_data_${part.toLowerCase()}_gb`;
    const price: PriceLookup = ['archiveSelect', `${code}-Select-${part}-Bytes`];
    const name = `Select data ${part.toLowerCase()} (${speed})`;
    return { ...amount(name, usage, price), isRare: true };
  });
}

function earlyDelete(...price: PriceLookup): StorageCharge {
  return { ...amount('early deletion', 'early_delete_gb', price), isRare: true };
}
