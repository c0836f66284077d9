import { z } from 'zod';

/** How Aurora charges for I/O: by the request, or within higher prices of instances and storage. */
export type AuroraMode = 'Standard' | 'I/O-Optimized';

const IO_OPTIMIZED = 'aurora-iopt1';
const STANDARD = 'aurora';

const Cluster = z.object({ StorageType: z.string().optional() });

export const SERVERLESS_USAGE_TYPE: Readonly<Record<AuroraMode, string>> = {
  Standard: 'Aurora:ServerlessV2Usage',
  'I/O-Optimized': 'Aurora:ServerlessV2IOOptimizedUsage',
};

/** The mode of a cluster. The API leaves the storage type out of a standard one. */
export function clusterMode(storageType: string | undefined): AuroraMode {
  return storageType === IO_OPTIMIZED ? 'I/O-Optimized' : 'Standard';
}

/** The mode of an instance: its own storage type tells, or else that of its cluster. */
export function auroraMode(
  storageType: string | undefined,
  cluster: unknown,
): AuroraMode | undefined {
  if (storageType === IO_OPTIMIZED || storageType === STANDARD) return clusterMode(storageType);
  const parsed = Cluster.safeParse(cluster);
  return parsed.success ? clusterMode(parsed.data.StorageType) : undefined;
}
