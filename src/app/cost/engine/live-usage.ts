import type {
  LiveUsage,
  MeasurableResource,
} from '../../../cost/engine/projection/planned-usage.ts';
import type { PlannedResource } from '../../../cost/engine/plans/planned-resource.ts';
import {
  RESOURCE_COLUMNS,
  storedResource,
  type ResourceMeasurement,
  type StoredResource,
} from '../../../cost/resources/price-resources.ts';
import { queryRows, sqlText } from '../../../cost/usage/query-rows.ts';
import { chunk } from '../../../lib/chunk.ts';
import { systemClock } from '../../../lib/clock.ts';
import { messageOf } from '../../../lib/errors.ts';
import { StoreError } from '../../../store/store-error.ts';
import type { Settings } from '../../../config/settings.ts';
import { findReader } from '../../store/open-reader.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { EstateUsage } from '../resources/estate-usage.ts';

export interface LiveUsageOptions {
  readonly settings: Settings;
  readonly cwd: string;
  readonly signal: AbortSignal;
  warn(message: string): void;
}

/** Names in one question. */
const NAMES_AT_ONCE = 1_000;

/** What the store has measured of planned resources that exist. A store that cannot be read is a warning. */
export async function liveUsage(
  measurable: readonly MeasurableResource[],
  { settings, cwd, signal, warn }: LiveUsageOptions,
): Promise<LiveUsage> {
  try {
    const reader = await findReader(settings, cwd, signal);
    if (reader === undefined) return new Map();
    await using open = reader;
    return await measuredOf(open, measurable, signal);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    warn(`usage as measured is not used: ${messageOf(error)}`);
    return new Map();
  }
}

/** What a store has measured of planned resources. */
export async function measuredOf(
  reader: Pick<StoreReader, 'query'>,
  measurable: readonly MeasurableResource[],
  signal: AbortSignal,
): Promise<LiveUsage> {
  const usage = await EstateUsage.load(systemClock.now());
  const byName = new Map<string, PlannedResource[]>();
  for (const { resource, model, names } of measurable) {
    if (!usage.kinds.has(model.kind)) continue;
    for (const name of names) {
      const key = keyOf(model.kind, name);
      const known = byName.get(key) ?? [];
      byName.set(key, known);
      known.push(resource);
    }
  }
  const live = new Map<PlannedResource, ResourceMeasurement>();
  const byAccount = new Map<string, StoredResource[]>();
  for (const stored of await storedOf(reader, measurable, signal)) {
    const all = byAccount.get(stored.account) ?? [];
    byAccount.set(stored.account, all);
    all.push(stored);
  }
  for (const [account, all] of byAccount) {
    for (const some of chunk(all, NAMES_AT_ONCE)) {
      const ids = some.map(({ id }) => id);
      const measured = await usage.of(reader, account, signal, ids);
      for (const stored of some) {
        const measurement = measured(stored);
        if (measurement === undefined) continue;
        for (const name of [stored.arn, stored.id]) {
          const planned = name === null ? [] : (byName.get(keyOf(stored.kind, name)) ?? []);
          for (const resource of planned) live.set(resource, measurement);
        }
      }
    }
  }
  return live;
}

/** The stored resources with these names. */
async function storedOf(
  reader: Pick<StoreReader, 'query'>,
  measurable: readonly MeasurableResource[],
  signal: AbortSignal,
): Promise<readonly StoredResource[]> {
  const kinds = [...new Set(measurable.map(({ model }) => model.kind))].map(sqlText);
  const names = [...new Set(measurable.flatMap((one) => one.names))];
  const found: StoredResource[] = [];
  for (const part of chunk(names, NAMES_AT_ONCE)) {
    const list = part.map(sqlText).join(', ');
    const sql = `select ${RESOURCE_COLUMNS} from resources
      where kind in (${kinds.join(', ')}) and (arn in (${list}) or id in (${list}))`;
    for await (const row of queryRows(reader, sql, signal)) found.push(storedResource(row));
  }
  return found;
}

function keyOf(kind: string, name: string): string {
  return `${kind} ${name}`;
}
