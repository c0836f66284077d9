import { lasts } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { consoleLink } from '../remedy.ts';
import { WINDOW_DAYS } from '../shared-thresholds.ts';
import type { NumberThreshold } from '../threshold.ts';
import { createdAt, databasePage, DatabaseProperties, isAvailable } from './database-facts.ts';

export const FREE_STORAGE = {
  setting: 'LONGSHORE_RDS_FREE_STORAGE_PERCENT',
  meaning:
    'A database with at least this share of its storage free at all times has too much of it, in percent.',
  unit: '%',
  default: 60,
  least: 1,
  most: 99,
} as const satisfies NumberThreshold;

const PERCENT = 100;
const BYTES_PER_GIB = 2 ** 30;
/** RDS allocates no less. */
const LEAST_GIB = 20;
/** What is used stays below this share of the new storage. */
const FILLED = 0.7;

/** A database with storage that it has never used. */
export const RdsOversizedStorage = defineFinding({
  name: 'rds-oversized-storage',
  title: 'RDS database with too much storage',
  kind: 'AWS::RDS::DBInstance',
  service: 'RDS',
  type: 'storage_optimization',
  change: 'reduce',
  effort: 'high',
  risk: 'medium',
  see: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.ModifyingExisting.html',
  properties: DatabaseProperties,
  usage: ['freeStorage'],
  thresholds: { free: FREE_STORAGE, window: WINDOW_DAYS },
  judge(database, { resource, usage: { freeStorage }, limit, check, now }) {
    const { AllocatedStorage: gib, Engine = '', DBClusterIdentifier } = database;
    // The storage of a cluster grows and shrinks by itself, or is the cluster's.
    if (gib === undefined || Engine.startsWith('aurora') || DBClusterIdentifier !== undefined)
      return undefined;
    if (!isAvailable(database) || gib <= LEAST_GIB) return undefined;
    const least = {
      ...limit.free,
      value: (gib * BYTES_PER_GIB * limit.free.value) / PERCENT,
      unit: 'Bytes',
    };
    const used = gib - (freeStorage?.minimum ?? 0) / BYTES_PER_GIB;
    const needed = Math.max(LEAST_GIB, Math.ceil(used / FILLED));
    return {
      checks: [
        lasts('InstanceCreateTime', createdAt(database), now, limit.window),
        check.that('free storage', freeStorage, 'minimum', 'at least', least),
      ],
      found: () => ({
        description: `It used at most ${Math.ceil(used)} of ${gib} GiB; ${needed} GiB would do.`,
        remedy: {
          title: `Shrink its storage to ${needed} GiB with a blue/green deployment`,
          link: consoleLink(resource, databasePage(database)),
        },
        saving: { saves: 'difference', properties: { AllocatedStorage: needed } },
      }),
    };
  },
});
