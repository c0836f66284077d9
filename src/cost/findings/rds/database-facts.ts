import { z } from 'zod';

/** The properties of a database that rules read. */
export const DatabaseProperties = z.object({
  DBInstanceIdentifier: z.string().optional(),
  DBInstanceClass: z.string().optional(),
  DBInstanceStatus: z.string().optional(),
  DBClusterIdentifier: z.string().optional(),
  Engine: z.string().optional(),
  EngineVersion: z.string().optional(),
  EngineLifecycleSupport: z.string().optional(),
  InstanceCreateTime: z.string().optional(),
  MultiAZ: z.boolean().optional(),
  StorageType: z.string().optional(),
  /** GiB */
  AllocatedStorage: z.number().optional(),
  ReadReplicaSourceDBInstanceIdentifier: z.string().optional(),
  ReadReplicaSourceDBClusterIdentifier: z.string().optional(),
});
export type DatabaseProperties = z.output<typeof DatabaseProperties>;

export function isAvailable({ DBInstanceStatus }: DatabaseProperties): boolean {
  return DBInstanceStatus === 'available';
}

/** Replicas follow another database: they have no connections of their own until they are needed. */
export function isReplica(database: DatabaseProperties): boolean {
  return (
    database.ReadReplicaSourceDBInstanceIdentifier !== undefined ||
    database.ReadReplicaSourceDBClusterIdentifier !== undefined
  );
}

/** When it was created, in milliseconds since the Unix epoch. */
export function createdAt({ InstanceCreateTime }: DatabaseProperties): number | undefined {
  return InstanceCreateTime === undefined ? undefined : Date.parse(InstanceCreateTime);
}

/** The page of a database in the console. */
export function databasePage({
  DBInstanceIdentifier = '',
}: Pick<DatabaseProperties, 'DBInstanceIdentifier'>): string {
  return `rds/home#database:id=${DBInstanceIdentifier};is-cluster=false`;
}
