import { hash32 } from '../../lib/random.ts';
import { tagsOf, timeOf } from './drawn-values.ts';
import { SIMULATED_KIND_NAMES } from './kind-names.generated.ts';
import { DEFAULT_REGIONS } from './regions.ts';

/** The kinds in an estate; each is also an option. Some exist only in Cloud Control. */
export const ESTATE_KINDS = [
  ...SIMULATED_KIND_NAMES,
  'AWS::CloudWatch::Alarm',
  'AWS::Kinesis::Stream',
] as const;
export type EstateKind = (typeof ESTATE_KINDS)[number];

/**
 * The content of an estate, which is derived from the seed. Counts are per account; for kinds with a parent,
 * such as ECS services, per parent.
 */
export interface EstateOptions extends Readonly<Partial<Record<EstateKind, number>>> {
  readonly seed: string;
  /** @default 3 */
  readonly accounts?: number;
  /** Regions that the accounts have enabled. @default the 17 that AWS enables by default */
  readonly regions?: readonly string[];
  /** How many of the regions hold resources, from the first on. @default 4 */
  readonly usedRegions?: number;
  /** False for accounts that belong to no organization. @default true */
  readonly organization?: boolean;
  /** The day before which past records were created. @default today: they are equally old on every day */
  readonly today?: Date;
  /** Every nth member account is closed; 0 for none. @default 12 */
  readonly suspendedEvery?: number;
  /** Accounts are spread over these, nested in pairs. @default 4 */
  readonly organizationalUnits?: number;
  /**
   * Some resources are of old types or versions, keep what nobody needs, fail or are in the wrong class: waste that does
   * not follow from load. @default false
   */
  readonly neglected?: boolean;
  /** Private and third-party types in the CloudFormation registry of one account and region. */
  readonly registeredTypes?: (accountId: string, region: string) => readonly string[];
  /** Overrides the count of a kind in one scope. */
  readonly sizeOf?: (kind: EstateKind, accountId: string, region: string) => number | undefined;
  /** How many of a kind have been deleted in every scope with at least that many: evaluated at every call. */
  readonly shrinkBy?: (kind: EstateKind, accountId: string, region: string) => number;
}

/** Estates by name. The benchmark reads `reference`. */
export const ESTATE_SIZES = {
  small: {
    accounts: 3,
    usedRegions: 3,
    'AWS::S3::Bucket': 12,
    'AWS::EC2::Instance': 30,
    'AWS::EC2::VPC': 3,
    'AWS::EC2::Subnet': 6,
    'AWS::EC2::SecurityGroup': 6,
    'AWS::ECS::Cluster': 3,
    'AWS::ECS::Service': 4,
    'AWS::ECS::TaskDefinition': 12,
    'AWS::SQS::Queue': 24,
  },
  medium: {
    accounts: 20,
    usedRegions: 4,
    'AWS::S3::Bucket': 50,
    'AWS::EC2::Instance': 150,
    'AWS::ECS::Cluster': 6,
    'AWS::ECS::Service': 6,
    'AWS::ECS::TaskDefinition': 40,
    'AWS::SQS::Queue': 60,
  },
  /** Some of every kind. */
  large: {
    ...Object.fromEntries(ESTATE_KINDS.map((kind) => [kind, 6])),
    accounts: 3,
    usedRegions: 3,
    'AWS::S3::Bucket': 30,
    'AWS::EC2::Instance': 90,
    'AWS::EC2::Volume': 60,
    'AWS::ECS::Cluster': 6,
    'AWS::ECS::Service': 5,
    'AWS::ECS::TaskDefinition': 18,
    'AWS::SQS::Queue': 60,
    'AWS::SNS::Topic': 30,
    'AWS::Lambda::Function': 45,
    'AWS::ECR::Repository': 12,
    'AWS::EKS::Cluster': 3,
    'AWS::RDS::DBInstance': 12,
    'AWS::RDS::DBCluster': 6,
    'AWS::DynamoDB::Table': 18,
    'AWS::ElastiCache::Cluster': 6,
    'AWS::MemoryDB::User': 6,
    'AWS::MSK::Cluster': 3,
    'AWS::MSK::ServerlessCluster': 3,
    'AWS::SES::EmailIdentity': 3,
    'AWS::SES::ConfigurationSet': 3,
    'AWS::CodeBuild::Project': 12,
    'AWS::CodeBuild::BuildRun': 30,
    'AWS::CodeDeploy::Application': 6,
    'AWS::CodeDeploy::DeploymentGroup': 2,
    'AWS::CodeDeploy::Deployment': 12,
    'AWS::CodePipeline::Pipeline': 6,
    'AWS::CodePipeline::PipelineExecution': 3,
    'AWS::CloudWatch::Alarm': 30,
    'AWS::Kinesis::Stream': 9,
  },
  reference: {
    accounts: 100,
    suspendedEvery: 0,
    usedRegions: 4,
    'AWS::S3::Bucket': 100,
    'AWS::EC2::Instance': 300,
    'AWS::ECS::Cluster': 10,
    'AWS::ECS::Service': 10,
    'AWS::SQS::Queue': 100,
  },
} as const satisfies Record<string, Omit<EstateOptions, 'seed'>>;

const DAY_MS = 24 * 3_600_000;
const FIRST_ACCOUNT = 210_000_000_000;

/**
 * A simulated AWS organization: a function from names to resources. Nothing is stored, so its size costs no
 * memory; the same seed gives the same estate on every machine.
 */
export class Estate {
  readonly seed: string;
  readonly accountIds: readonly string[];
  readonly regions: readonly string[];
  readonly usedRegions: readonly string[];
  readonly hasOrganization: boolean;
  readonly organizationalUnits: number;
  readonly suspendedEvery: number;
  readonly today: Date;
  readonly isNeglected: boolean;
  readonly #options: EstateOptions;
  readonly #hashSeed: number;

  constructor(options: EstateOptions) {
    const {
      accounts = 3,
      regions = DEFAULT_REGIONS,
      usedRegions = 4,
      organizationalUnits = 4,
    } = options;
    this.#options = options;
    this.#hashSeed = hash32(options.seed);
    this.seed = options.seed;
    this.accountIds = Array.from({ length: accounts }, (_, index) => String(FIRST_ACCOUNT + index));
    this.regions = regions;
    this.usedRegions = regions.slice(0, usedRegions);
    this.hasOrganization = options.organization ?? true;
    this.organizationalUnits = organizationalUnits;
    this.suspendedEvery = options.suspendedEvery ?? 12;
    this.isNeglected = options.neglected ?? false;
    this.today = options.today ?? new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS);
  }

  /** The management account, whose credentials the sandbox hands out. */
  get managementAccountId(): string {
    return this.accountIds[0] ?? String(FIRST_ACCOUNT);
  }

  /** Can resources be deleted between two calls? */
  get isChanging(): boolean {
    return this.#options.shrinkBy !== undefined;
  }

  /** The position of an account in the list; -1 for an unknown id. */
  accountIndex(accountId: string): number {
    const index = Number(accountId) - FIRST_ACCOUNT;
    return index >= 0 && index < this.accountIds.length ? index : -1;
  }

  /** Private and third-party types that CloudFormation knows here. */
  registeredTypes(accountId: string, region: string): readonly string[] {
    return this.#options.registeredTypes?.(accountId, region) ?? [];
  }

  /** The number of resources of a kind in one region of an account. */
  countOf(kind: EstateKind, accountId: string, region: string): number {
    const gone = this.#options.shrinkBy?.(kind, accountId, region) ?? 0;
    return Math.max(0, this.#firstCountOf(kind, accountId, region) - gone);
  }

  /** The number of resources of a kind below each parent in one region of an account. */
  countPerParent(kind: EstateKind, accountId: string, region: string): number {
    const gone = this.#options.shrinkBy?.(kind, accountId, region) ?? 0;
    const override = this.#options.sizeOf?.(kind, accountId, region);
    return Math.max(0, (override ?? this.#options[kind] ?? 0) - gone);
  }

  #firstCountOf(kind: EstateKind, accountId: string, region: string): number {
    const override = this.#options.sizeOf?.(kind, accountId, region);
    if (override !== undefined) return override;
    const place = this.usedRegions.indexOf(region);
    const total = this.#options[kind] ?? 0;
    if (place < 0 || total === 0) return 0;
    const share = Math.floor(total / this.usedRegions.length);
    return share + Number(place < total % this.usedRegions.length);
  }

  /** A 32-bit number that is constant for this name in this estate. */
  draw(...name: readonly (string | number)[]): number {
    return hash32(name.join('/'), this.#hashSeed);
  }

  /** A point in time between 2023 and 2026. */
  time(...name: readonly (string | number)[]): Date {
    return timeOf(this.draw('time', ...name));
  }

  /** Tags, none for one resource in five. */
  tags(...name: readonly (string | number)[]): { Key: string; Value: string }[] {
    return tagsOf(this.draw('tags', ...name));
  }
}
