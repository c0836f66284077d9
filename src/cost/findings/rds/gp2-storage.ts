import { isAurora, listedEngine } from '../../models/rds/engines.ts';
import { gp3Baseline, type Baseline } from '../../models/rds/storage.ts';
import { property } from '../check.ts';
import { defineFinding } from '../define-finding.ts';
import { awsCommand, consoleLink } from '../remedy.ts';
import { databasePage, DatabaseProperties, isAvailable } from './database-facts.ts';

/** What gp2 gives: 3 IOPS for a GiB, at most 16,000, or 64,000 where RDS spreads it over four volumes. */
const IOPS_PER_GIB = 3;
const MOST_IOPS = 16_000;
const MOST_SPREAD_IOPS = 64_000;
/** A volume of gp2 has 128 MiB/s up to this size in GiB, and 250 above it. */
const SMALL_GIB = 170;
const SMALL_MIBPS = 125;
const GP2_MIBPS = 250;
const SPREAD_VOLUMES = 4;

/**
 * gp3 does as much as gp2 and is not tied to the size. In most regions RDS charges as much for a GB of both: then nothing
 * is saved, and the verdict is no.
 */
export const RdsGp2Storage = defineFinding({
  name: 'rds-gp2-storage',
  title: 'RDS storage of gp2 that gp3 would replace',
  kind: 'AWS::RDS::DBInstance',
  service: 'RDS',
  type: 'storage_optimization',
  change: 'reduce',
  effort: 'low',
  risk: 'low',
  see: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html',
  properties: DatabaseProperties,
  judge(database, { resource }) {
    const { StorageType, AllocatedStorage: gib, DBClusterIdentifier, Engine } = database;
    const engine = listedEngine(Engine);
    // The storage of a cluster is the cluster's.
    if (DBClusterIdentifier !== undefined || engine === undefined || isAurora(Engine)) {
      return undefined;
    }
    if (StorageType !== 'gp2' || gib === undefined || !isAvailable(database)) return undefined;
    const included = gp3Baseline(engine, gib);
    const { Iops, StorageThroughput, isSlower } = asMuchAsGp2(engine.engine, gib, included);
    const id = database.DBInstanceIdentifier ?? resource.id;
    return {
      checks: [property('StorageType', StorageType, true, { threshold: 'gp2', comparison: 'is' })],
      found: () => ({
        description: `Storage of gp3 with ${Iops} IOPS and ${StorageThroughput} MiB/s ${isSlower ? 'has at least as many IOPS and costs less; gp2 has up to 250 MiB/s at times' : 'does at least as much and costs less'}.`,
        ...(isSlower && { risk: 'medium' as const }),
        remedy: {
          title: 'Change its storage to gp3, while it is in use; it is slower until that has ended',
          command: awsCommand(
            resource,
            ...['rds', 'modify-db-instance', '--db-instance-identifier', id],
            ...['--storage-type', 'gp3'],
            // RDS refuses what is included.
            ...(Iops > included.iops ? ['--iops', String(Iops)] : []),
            ...(StorageThroughput > included.throughput
              ? ['--storage-throughput', String(StorageThroughput)]
              : []),
          ),
          link: consoleLink(resource, databasePage(database)),
        },
        saving: {
          saves: 'difference',
          properties: { StorageType: 'gp3', Iops, StorageThroughput },
        },
      }),
    };
  },
});

interface AsMuchAsGp2 {
  readonly Iops: number;
  readonly StorageThroughput: number;
  /** Small storage of gp3 cannot be given more throughput, except that of SQL Server. */
  readonly isSlower: boolean;
}

function asMuchAsGp2(engine: string, gib: number, { iops, throughput }: Baseline): AsMuchAsGp2 {
  // Only storage that is spread has more included than one volume of gp3.
  const volumes = throughput > SMALL_MIBPS ? SPREAD_VOLUMES : 1;
  const most = volumes > 1 ? MOST_SPREAD_IOPS : MOST_IOPS;
  const perVolume = gib / volumes > SMALL_GIB ? GP2_MIBPS : SMALL_MIBPS;
  const isSlower = volumes === 1 && engine !== 'SQL Server' && perVolume > throughput;
  return {
    Iops: Math.max(iops, Math.min(most, gib * IOPS_PER_GIB)),
    StorageThroughput: isSlower ? throughput : Math.max(throughput, volumes * perVolume),
    isSlower,
  };
}
