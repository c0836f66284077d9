import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isBetterSource } from '../../../cost/billing/charge-source.ts';
import { downloadExport } from '../../../cost/billing/s3/download-export.ts';
import { chargesPart } from '../../../store/charges.ts';
import type { Store } from '../../../store/store.ts';
import { importCharges } from '../bill/import-charges.ts';
import type { ImportedPart } from '../bill/import-report.ts';
import type { CollectOptions } from './collect-options.ts';
import type { CollectedScope } from './collect-report.ts';
import { recordCollection, type CollectedPeriod } from './collected-periods.ts';
import { EXPORT_PERMISSIONS, leastSourceOf, sourceOf, type FoundPeriod } from './export-sources.ts';
import { failedScope } from './failed-scope.ts';

/** Why a period need not be read; undefined when it must. */
export function knownOutcome(
  found: FoundPeriod,
  collected: ReadonlyMap<string, CollectedPeriod>,
): 'final' | 'unchanged' | 'kept' | undefined {
  const same = [...collected.values()].find(
    ({ location, period }) => location === found.location && period === found.period,
  );
  const known = same ?? collected.get(chargesPart(found.account, found.period));
  if (known === undefined) return undefined;
  const { type } = found.place;
  if (known.isFinal && !isBetterSource(leastSourceOf(found.place), known.source)) return 'final';
  if (same !== undefined) return same.version === found.manifest.etag ? 'unchanged' : undefined;
  // Without a type, its columns decide when it is imported.
  return type !== undefined && isBetterSource(known.source, type) ? 'kept' : undefined;
}

/** A scope that was not read, or not yet. */
export function scopeOf({
  place,
  account,
  period,
}: FoundPeriod): Pick<CollectedScope, 'source' | 'name' | 'account' | 'period'> {
  return { source: sourceOf(place), name: place.name, account, period };
}

/**
 * Downloads a period and puts it into the store. Its files are deleted in any case; when it fails, the store keeps what
 * it had.
 */
export async function collectExport(
  found: FoundPeriod,
  folder: string,
  store: Store,
  options: CollectOptions,
): Promise<CollectedScope> {
  const { signal } = options;
  const own = path.join(folder, `${found.place.name}-${found.period}`);
  try {
    await mkdir(own, { recursive: true, mode: 0o700 });
    options.onStep?.(`Downloading ${found.place.name} of ${found.period}`);
    return await imported(found, own, store, options);
  } catch (error) {
    signal.throwIfAborted();
    const { reason, ...ended } = failedScope(error, EXPORT_PERMISSIONS.bucket);
    return {
      ...{ ...scopeOf(found), ...ended },
      ...(reason !== undefined && { reason: atItsPlace(reason, own, found) }),
    };
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** Files are named as in the bucket: where they were downloaded to is gone. */
function atItsPlace(reason: string, folder: string, { place }: FoundPeriod): string {
  const [before = '', ...after] = reason.split(`${folder}/`);
  return [before, ...after.map((text) => text.replace(/^\d+\//, ''))].join(`s3://${place.bucket}/`);
}

async function imported(
  found: FoundPeriod,
  folder: string,
  store: Store,
  options: CollectOptions,
): Promise<CollectedScope> {
  const { signal, now, retentionMonths, acceptsLostAccounts, openFiles, onStep } = options;
  const { bucket, manifest, place } = found;
  const downloaded = await downloadExport({ bucket, manifest, folder, signal, now });
  const collectedAt = now();
  const { parts } = await importCharges(
    { store, stored: store },
    {
      paths: [downloaded.manifest],
      type: place.type,
      retentionMonths,
      acceptsLostAccounts,
      openFiles,
      signal,
      now: () => collectedAt,
      ...(onStep !== undefined && { onStep }),
    },
  );
  const loaded = parts.filter(({ outcome }) => outcome === 'loaded');
  for (const { account, period, source, sourceName, rows } of loaded) {
    const { location } = found;
    const { etag: version } = downloaded.version;
    await recordCollection(
      store,
      { account, period, source, sourceName, location, version, charges: rows, collectedAt },
      signal,
    );
  }
  const [first] = parts;
  return {
    ...scopeOf(found),
    ...(first !== undefined && { account: first.account, source: first.source }),
    ...(loaded.length === 0
      ? { outcome: 'kept' as const }
      : {
          outcome: 'complete' as const,
          charges: loaded.reduce((sum, { rows }) => sum + rows, 0),
          billed: billedOf(loaded),
        }),
  };
}

function billedOf(parts: readonly ImportedPart[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    parts.flatMap(({ totals }) => totals.map(({ currency, BilledCost }) => [currency, BilledCost])),
  );
}
