/** A region as price lists know it. */
export interface PriceRegion {
  /** `eu-west-1` */
  readonly code: string;
  /** As in the attribute `location`: `EU (Ireland)`. */
  readonly location: string;
  /** Before most usage types; us-east-1 has none there: `EU`. */
  readonly prefix: string;
  /** Before the usage types of newer services: `EUW1`. */
  readonly newPrefix: string;
  /** List prices as a share of us-east-1's, in percent. Simulated. */
  readonly percent: number;
  readonly partition: 'aws' | 'aws-cn';
  /** ISO 4217. */
  readonly currency: 'USD' | 'CNY';
}

const REGIONS: readonly PriceRegion[] = [
  region('us-east-1', 'US East (N. Virginia)', '', 100, 'USE1'),
  region('us-east-2', 'US East (Ohio)', 'USE2', 100),
  region('us-west-1', 'US West (N. California)', 'USW1', 118),
  region('us-west-2', 'US West (Oregon)', 'USW2', 100),
  region('eu-west-1', 'EU (Ireland)', 'EU', 110, 'EUW1'),
  region('eu-west-2', 'EU (London)', 'EUW2', 116),
  region('eu-west-3', 'EU (Paris)', 'EUW3', 117),
  region('eu-central-1', 'EU (Frankfurt)', 'EUC1', 119),
  region('eu-north-1', 'EU (Stockholm)', 'EUN1', 104),
  region('eu-south-1', 'EU (Milan)', 'EUS1', 117),
  region('ap-south-1', 'Asia Pacific (Mumbai)', 'APS3', 106),
  region('ap-northeast-1', 'Asia Pacific (Tokyo)', 'APN1', 120),
  region('ap-northeast-2', 'Asia Pacific (Seoul)', 'APN2', 122),
  region('ap-northeast-3', 'Asia Pacific (Osaka)', 'APN3', 124),
  region('ap-southeast-1', 'Asia Pacific (Singapore)', 'APS1', 121),
  region('ap-southeast-2', 'Asia Pacific (Sydney)', 'APS2', 125),
  region('ap-east-1', 'Asia Pacific (Hong Kong)', 'APE1', 137),
  region('ca-central-1', 'Canada (Central)', 'CAN1', 111),
  region('sa-east-1', 'South America (Sao Paulo)', 'SAE1', 159),
  region('af-south-1', 'Africa (Cape Town)', 'AFS1', 131),
  region('me-south-1', 'Middle East (Bahrain)', 'MES1', 121),
  china('cn-north-1', 'China (Beijing)', 'CNN1', 735),
  china('cn-northwest-1', 'China (Ningxia)', 'CNW1', 480),
];

const BY_CODE = new Map(REGIONS.map((one) => [one.code, one]));

/** The regions that have price lists, of one partition. */
export function priceRegions(partition: PriceRegion['partition']): readonly PriceRegion[] {
  return REGIONS.filter((one) => one.partition === partition);
}

/** Undefined for a region without price lists. */
export function priceRegion(code: string): PriceRegion | undefined {
  return BY_CODE.get(code);
}

function region(
  code: string,
  location: string,
  prefix: string,
  percent: number,
  newPrefix = prefix,
): PriceRegion {
  return { code, location, prefix, newPrefix, percent, partition: 'aws', currency: 'USD' };
}

function china(code: string, location: string, prefix: string, percent: number): PriceRegion {
  return { ...region(code, location, prefix, percent), partition: 'aws-cn', currency: 'CNY' };
}
