import type { ExportType } from '../../../cost/billing/charge-source.ts';
import { isBetterSource } from '../../../cost/billing/charge-source.ts';
import { chargeRows } from '../../../cost/billing/charge-query.ts';
import { explainFailure } from '../../../cost/billing/explain-failure.ts';
import { inspectExport, type InspectedExport } from '../../../cost/billing/inspect-export.ts';
import { findExports, type ExportFiles } from '../../../cost/billing/local-files.ts';
import { ConfigurationError } from '../../../lib/errors.ts';
import { CHARGES } from '../../../store/charges.ts';
import type { FileDatabase } from '../../../store/file-database.ts';
import { FileRowsError } from '../../../store/file-rows.ts';
import type { Store } from '../../../store/store.ts';
import { firstKeptPeriod, removeExpired } from './charge-retention.ts';
import { totalsInFiles, totalsInStore, type StoredPart, storedParts } from './charge-totals.ts';
import type { ImportedPart, ImportReport } from './import-report.ts';
import { assertNotOfMember } from './lost-accounts.ts';
import { removeCoveredMembers } from './member-bills.ts';

/** Opens a database that may read these files. */
export type FileDatabaseOpener = (files: readonly string[]) => Promise<FileDatabase>;

export interface ImportChargesOptions {
  /** Files and folders, absolute. */
  readonly paths: readonly string[];
  /** @default what the columns of each file say */
  readonly type: ExportType | undefined;
  readonly retentionMonths: number;
  /** An export with a single account may replace a period that has more. */
  readonly acceptsLostAccounts: boolean;
  readonly openFiles: FileDatabaseOpener;
  readonly signal: AbortSignal;
  now(): number;
  /** Receives what is done now, for a person who waits. */
  onStep?(step: string): void;
}

/** Where charges go; undefined to look only, with what is stored already, if anything is. */
export interface ImportTarget {
  readonly store: Store | undefined;
  readonly stored: Pick<Store, 'query'> | undefined;
}

/**
 * Puts the charges of exports on disk into the store. Each billing period of a payer account is replaced whole; a period
 * that a better source has filled is kept.
 *
 * @throws {BillingExportError} for an export that cannot be read whole, and for that of a member account where the store has
 *   the bill of the organization: nothing of it is stored
 * @throws {ConfigurationError} for two exports with the same period
 */
export async function importCharges(
  target: ImportTarget,
  options: ImportChargesOptions,
): Promise<ImportReport> {
  const { paths, signal, now, retentionMonths, onStep } = options;
  const parts: ImportedPart[] = [];
  const found = await findExports(paths, signal);
  const inspected: Inspected[] = [];
  try {
    for (const files of found) {
      onStep?.(`Looking at ${files.name}`);
      const database = await options.openFiles(files.files);
      const exports = await inspectOrClose(database, files, options);
      inspected.push({ database, exports });
    }
    const exports = inspected.flatMap(({ database, exports: its }) =>
      its.map((one) => ({ ...one, database })),
    );
    const names = exports.flatMap(({ parts: its }) => [...its.keys()]);
    const stored = await storedParts(target.stored, names, signal);
    const first = firstKeptPeriod(now(), retentionMonths);
    const chosen = bestExports(exports);
    for (const one of exports) {
      parts.push(...(await importOne(one, { target, stored, first, chosen, options })));
    }
  } finally {
    for (const { database } of inspected) database[Symbol.dispose]();
  }
  if (target.store !== undefined) {
    await removeExpired(target.store, { now: now(), retentionMonths }, signal);
    await removeCoveredMembers(target.store, signal);
  }
  return { isDryRun: target.store === undefined, parts };
}

interface Inspected {
  readonly database: FileDatabase;
  readonly exports: readonly InspectedExport[];
}

type OpenExport = InspectedExport & { readonly database: FileDatabase };

async function inspectOrClose(
  database: FileDatabase,
  files: ExportFiles,
  { type, signal, now }: ImportChargesOptions,
): Promise<readonly InspectedExport[]> {
  try {
    return await inspectExport(database, files, { type, signal, collectedAt: now() });
  } catch (error) {
    database[Symbol.dispose]();
    throw error;
  }
}

/** Of each part, the export that it comes from. */
function bestExports(exports: readonly OpenExport[]): ReadonlyMap<string, OpenExport> {
  const best = new Map<string, OpenExport>();
  for (const one of exports) {
    for (const [part, { account, period }] of one.parts) {
      const other = best.get(part);
      if (other?.query.type === one.query.type) {
        throw new ConfigurationError(
          `two exports have the charges of ${account} in ${period}: ${other.query.name} and ${one.query.name}`,
          {
            remedy:
              'import one of them; parts of one export are imported together, by their folder',
          },
        );
      }
      if (other === undefined || isBetterSource(one.query.type, other.query.type))
        best.set(part, one);
    }
  }
  return best;
}

interface ImportOneOptions {
  readonly target: ImportTarget;
  readonly stored: ReadonlyMap<string, StoredPart>;
  readonly first: string;
  readonly chosen: ReadonlyMap<string, OpenExport>;
  readonly options: ImportChargesOptions;
}

async function importOne(
  one: OpenExport,
  { target, stored, first, chosen, options }: ImportOneOptions,
): Promise<readonly ImportedPart[]> {
  const { query, parts } = one;
  const { signal, onStep, acceptsLostAccounts } = options;
  const base = [...parts].map(([name, { account, period, rows }]) => {
    const before = stored.get(name);
    const source = { source: query.type, sourceName: query.name };
    const common = { name, account, period, rows, ...source, before };
    if (period < first) return { ...common, outcome: 'too-old' as const };
    const better = betterSource(one, before, chosen.get(name));
    return better === undefined
      ? { ...common, outcome: 'loaded' as const }
      : { ...common, outcome: 'kept' as const, keptSource: better };
  });
  const loaded = base.filter(({ outcome }) => outcome === 'loaded').map(({ name }) => name);
  const replaced = loaded.filter((name) => stored.has(name));
  if (replaced.length > 0 && target.stored !== undefined && !acceptsLostAccounts) {
    await assertNotOfMember(one, replaced, target.stored, signal);
  }
  if (target.store !== undefined && loaded.length > 0) {
    onStep?.(`Importing ${query.name}`);
    await load(one, loaded, target.store, signal);
  }
  const totals =
    target.store === undefined
      ? await totalsInFiles(one.database, query, one.files, signal)
      : await totalsInStore(target.store, loaded, signal);
  return base.map(({ name, ...part }) => ({ ...part, totals: totals.get(name) ?? [] }));
}

function betterSource(
  one: OpenExport,
  before: StoredPart | undefined,
  chosen: OpenExport | undefined,
): string | undefined {
  if (chosen !== undefined && chosen.files !== one.files) return chosen.query.type;
  if (before !== undefined && isBetterSource(before.source, one.query.type)) return before.source;
  return undefined;
}

async function load(
  { query, files, parts, database }: OpenExport,
  names: readonly string[],
  store: Store,
  signal: AbortSignal,
): Promise<void> {
  const counts = new Map(names.map((name) => [name, parts.get(name)?.rows ?? 0]));
  const isAll = counts.size === parts.size;
  const list = names.map((name) => `'${name.replaceAll("'", "''")}'`).join(', ');
  try {
    await store.replacePartsFrom(
      CHARGES,
      {
        files,
        parts: counts,
        sql: (linked) => {
          const rows = chargeRows(query, linked);
          return isAll ? rows : `select * from (${rows}) where stored_part in (${list})`;
        },
      },
      signal,
    );
  } catch (error) {
    if (!(error instanceof FileRowsError)) throw error;
    throw await explainFailure(database, query, files, signal, error);
  }
}
