// Generated from the rules of findings by `npm run generate`. Do not edit.
import { numberThreshold, wordsThreshold } from './threshold-setting.ts';

/** The thresholds of findings. */
export const FINDING_SETTINGS = {
  idleCpuThreshold: numberThreshold('idleCpuThreshold', {
    setting: 'AWS_IDLE_CPU_THRESHOLD',
    meaning:
      'An instance whose average CPU is below it, on every day of the window, may be idle, in percent.',
    default: 5,
    least: 0,
    most: 100,
  }),
  spotSavingsTarget: numberThreshold('spotSavingsTarget', {
    setting: 'AWS_SPOT_SAVINGS_TARGET',
    meaning: 'The least share of its cost that an instance must save on spot: 0.35 is 35 %.',
    default: 0.35,
    least: 0,
    most: 1,
  }),
  underutilizedCpuThreshold: numberThreshold('underutilizedCpuThreshold', {
    setting: 'AWS_UNDERUTILIZED_CPU_THRESHOLD',
    meaning:
      'An instance or a database whose average CPU in the window is below it may be oversized, in percent.',
    default: 20,
    least: 0,
    most: 100,
  }),
  commitmentExpiryDays: numberThreshold('commitmentExpiryDays', {
    setting: 'LONGSHORE_COMMITMENT_EXPIRY_DAYS',
    meaning: 'A Savings Plan or reservation that ends within this time is a finding, in days.',
    default: 30,
    least: 1,
    most: 365,
  }),
  commitmentLeastCost: numberThreshold('commitmentLeastCost', {
    setting: 'LONGSHORE_COMMITMENT_LEAST_COST',
    meaning:
      'The least stable cost on demand in a month that a commitment is worth, in the currency of the bill.',
    default: 50,
    least: 0,
    most: 1000000000,
  }),
  commitmentLeastUse: numberThreshold('commitmentLeastUse', {
    setting: 'LONGSHORE_COMMITMENT_LEAST_USE',
    meaning:
      'A Savings Plan or reservation is a finding if its use is below this share, in percent.',
    default: 90,
    least: 1,
    most: 100,
  }),
  commitmentStablePercent: numberThreshold('commitmentStablePercent', {
    setting: 'LONGSHORE_COMMITMENT_STABLE_PERCENT',
    meaning:
      'Use on demand is stable when its lowest day of 30 costs at least this share of the average day, in percent.',
    default: 60,
    least: 1,
    most: 100,
  }),
  findingsHighSaving: numberThreshold('findingsHighSaving', {
    setting: 'LONGSHORE_FINDINGS_HIGH_SAVING',
    meaning:
      'A finding that saves this much in a month has high priority, in the currency of its price.',
    default: 500,
    least: 0,
    most: 1000000000,
  }),
  findingsHighShare: numberThreshold('findingsHighShare', {
    setting: 'LONGSHORE_FINDINGS_HIGH_SHARE',
    meaning:
      'A finding that saves this share of what its service costs has high priority, in percent.',
    default: 10,
    least: 0.1,
    most: 100,
  }),
  findingsLeastPoints: numberThreshold('findingsLeastPoints', {
    setting: 'LONGSHORE_FINDINGS_LEAST_POINTS',
    meaning:
      'The share of expected points below which usage is too incomplete for a verdict, in percent.',
    default: 80,
    least: 1,
    most: 100,
  }),
  findingsLeastSaving: numberThreshold('findingsLeastSaving', {
    setting: 'LONGSHORE_FINDINGS_LEAST_SAVING',
    meaning:
      'The least monthly saving of a finding that changes a resource, in the currency of its price.',
    default: 0.01,
    least: 0,
    most: 1000000,
  }),
  findingsMediumSaving: numberThreshold('findingsMediumSaving', {
    setting: 'LONGSHORE_FINDINGS_MEDIUM_SAVING',
    meaning:
      'A finding that saves this much in a month has medium priority, in the currency of its price.',
    default: 50,
    least: 0,
    most: 1000000000,
  }),
  findingsWindowDays: numberThreshold('findingsWindowDays', {
    setting: 'LONGSHORE_FINDINGS_WINDOW_DAYS',
    meaning: 'Days of usage that a finding rests on. A younger resource has no verdict.',
    default: 14,
    least: 3,
    most: 60,
  }),
  idleCacheConnections: numberThreshold('idleCacheConnections', {
    setting: 'LONGSHORE_IDLE_CACHE_CONNECTIONS',
    meaning:
      'A cache with at most this many connections at any time may be idle: ElastiCache itself keeps up to four for its monitoring.',
    default: 4,
    least: 0,
    most: 1000,
  }),
  idleNetworkMb: numberThreshold('idleNetworkMb', {
    setting: 'LONGSHORE_IDLE_NETWORK_MB',
    meaning:
      'An instance with less traffic than this on every day of the window, in both directions together, may be idle, in MB.',
    default: 1,
    least: 0,
    most: 1000000,
  }),
  incompleteUploadDays: numberThreshold('incompleteUploadDays', {
    setting: 'LONGSHORE_INCOMPLETE_UPLOAD_DAYS',
    meaning: 'A multipart upload that was not completed for this long will not be, in days.',
    default: 7,
    least: 1,
    most: 3650,
  }),
  lambdaErrorsPercent: numberThreshold('lambdaErrorsPercent', {
    setting: 'LONGSHORE_LAMBDA_ERRORS_PERCENT',
    meaning:
      'A function of whose invocations at least this share fails wastes what they cost, in percent.',
    default: 5,
    least: 0.1,
    most: 100,
  }),
  lambdaMemoryPercent: numberThreshold('lambdaMemoryPercent', {
    setting: 'LONGSHORE_LAMBDA_MEMORY_PERCENT',
    meaning: 'A function that uses at most this much of its memory has too much of it, in percent.',
    default: 60,
    least: 1,
    most: 100,
  }),
  logRetentionDays: numberThreshold('logRetentionDays', {
    setting: 'LONGSHORE_LOG_RETENTION_DAYS',
    meaning:
      'How long a log group without retention should keep its events, in days. A younger group has no verdict.',
    default: 90,
    least: 1,
    most: 3653,
  }),
  logStoredGb: numberThreshold('logStoredGb', {
    setting: 'LONGSHORE_LOG_STORED_GB',
    meaning: 'A log group without retention that stores at least this much is a finding, in GB.',
    default: 1,
    least: 0,
    most: 1000000,
  }),
  nonProductionNames: wordsThreshold('nonProductionNames', {
    setting: 'LONGSHORE_NON_PRODUCTION_NAMES',
    meaning:
      'Words in the name or the environment tag of a resource that is not for production, comma-separated.',
    default: [
      'dev',
      'development',
      'test',
      'testing',
      'qa',
      'stage',
      'staging',
      'sandbox',
      'demo',
      'nonprod',
    ],
  }),
  officeHoursPerWeek: numberThreshold('officeHoursPerWeek', {
    setting: 'LONGSHORE_OFFICE_HOURS_PER_WEEK',
    meaning: 'Hours a week in which an instance that is not for production is needed.',
    default: 60,
    least: 1,
    most: 167,
  }),
  orphanedSnapshotDays: numberThreshold('orphanedSnapshotDays', {
    setting: 'LONGSHORE_ORPHANED_SNAPSHOT_DAYS',
    meaning:
      'A snapshot whose volume does not exist any more is unused when it is this old, in days.',
    default: 90,
    least: 0,
    most: 3650,
  }),
  rdsFreeStoragePercent: numberThreshold('rdsFreeStoragePercent', {
    setting: 'LONGSHORE_RDS_FREE_STORAGE_PERCENT',
    meaning:
      'A database with at least this share of its storage free at all times has too much of it, in percent.',
    default: 60,
    least: 1,
    most: 99,
  }),
  rightsizingMostLoad: numberThreshold('rightsizingMostLoad', {
    setting: 'LONGSHORE_RIGHTSIZING_MOST_LOAD',
    meaning:
      'A smaller type is recommended only if its CPU and memory hold the 99th percentile of use at this load, in percent.',
    default: 80,
    least: 10,
    most: 100,
  }),
  runsAlwaysPercent: numberThreshold('runsAlwaysPercent', {
    setting: 'LONGSHORE_RUNS_ALWAYS_PERCENT',
    meaning:
      'An instance that has points in this share of the hours of the window runs around the clock, in percent.',
    default: 95,
    least: 50,
    most: 100,
  }),
  s3LifecycleGb: numberThreshold('s3LifecycleGb', {
    setting: 'LONGSHORE_S3_LIFECYCLE_GB',
    meaning: 'A bucket that has at least this much in Standard should have lifecycle rules, in GB.',
    default: 100,
    least: 0,
    most: 1000000000,
  }),
  snapshotMaxDays: numberThreshold('snapshotMaxDays', {
    setting: 'LONGSHORE_SNAPSHOT_MAX_DAYS',
    meaning:
      'A snapshot in the standard tier that is older than this is probably not needed any more, in days.',
    default: 365,
    least: 1,
    most: 3650,
  }),
  spotTags: wordsThreshold('spotTags', {
    setting: 'LONGSHORE_SPOT_TAGS',
    meaning:
      'Tags of instances that may be interrupted, as KEY=VALUE, comma-separated. Instances of an Auto Scaling group need none.',
    default: ['spot=allowed'],
  }),
  stoppedDays: numberThreshold('stoppedDays', {
    setting: 'LONGSHORE_STOPPED_DAYS',
    meaning: 'The volumes of an instance that is stopped for this long are unused, in days.',
    default: 30,
    least: 0,
    most: 3650,
  }),
  tableUsePercent: numberThreshold('tableUsePercent', {
    setting: 'LONGSHORE_TABLE_USE_PERCENT',
    meaning:
      'A table that uses at most this share of its provisioned capacity, even in its busiest hour, has too much of it, in percent.',
    default: 40,
    least: 1,
    most: 100,
  }),
  unattachedDays: numberThreshold('unattachedDays', {
    setting: 'LONGSHORE_UNATTACHED_DAYS',
    meaning: 'A volume that is attached to nothing for this long is unused, in days.',
    default: 7,
    least: 0,
    most: 365,
  }),
  underutilizedCpuP95: numberThreshold('underutilizedCpuP95', {
    setting: 'LONGSHORE_UNDERUTILIZED_CPU_P95',
    meaning:
      'The 95th percentile of CPU below which an instance or a database may be oversized, in percent.',
    default: 40,
    least: 0,
    most: 100,
  }),
  untaggedImageDays: numberThreshold('untaggedImageDays', {
    setting: 'LONGSHORE_UNTAGGED_IMAGE_DAYS',
    meaning: 'An image without a tag that was pushed this long ago is not needed, in days.',
    default: 30,
    least: 1,
    most: 3650,
  }),
} as const;
