import type { Logger } from 'pino';
import type { Settings } from '../../config/settings.ts';
import type { MetricsModule } from '../../cost/metrics/metrics-module.ts';
import type { Clock } from '../../lib/clock.ts';
import type { SecretMask } from '../../lib/secret-mask.ts';

/** What the exporter needs. Times are in milliseconds. */
export interface ExporterOptions {
  readonly settings: Settings;
  /** The base folder of relative paths. */
  readonly cwd: string;
  readonly modules: readonly MetricsModule[];
  /** Regions that are not read. */
  readonly excludedRegions: readonly string[];
  /** Families of Bedrock's models that have series. @default all */
  readonly bedrockFamilies?: RegExp | undefined;
  /** Prices of capacity blocks may be read: AWS charges for them. */
  readonly hasCapacityBlocks: boolean;
  /** The longest time to read one kind in one account and region. */
  readonly scopeTimeMs: number;
  /** The same for RDS. @default scopeTimeMs */
  readonly rdsTimeMs?: number | undefined;
  /** Age of prices that change often, after which they are read again. */
  readonly refreshMs: number;
  readonly http: {
    /** Undefined for every address. */
    readonly host: string | undefined;
    readonly port: number;
    readonly path: string;
    /** The longest time for an answer. */
    readonly timeoutMs: number;
  };
  /** A label of the metrics about scrapes. */
  readonly region: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  readonly secrets: SecretMask;
  /** Stops the exporter. */
  readonly signal: AbortSignal;
}
