import { stat } from 'node:fs/promises';
import { z } from 'zod';
import type { Settings } from '../../config/settings.ts';
import type { QueryValue } from '../../store/store.ts';
import { findReader } from './open-reader.ts';
import { clickHouseVersion, storeFile, storeName, storeTypeOf } from './open-store.ts';
import { StoreClient } from './store-client.ts';
import { NO_QUERY_LIMITS, type StoreReader } from './store-reader.ts';

/** What a healthy store has. */
export interface StoreInspection {
  /** Its file, or its server and database. */
  readonly name: string;
  /** Of the embedded store's file, with its log; undefined for a server. */
  readonly sizeBytes: number | undefined;
  /** The version of the server; undefined for the embedded store. */
  readonly serverVersion: string | undefined;
  /** `longshore serve` holds the file, and has answered for it. */
  readonly isHeldByHost: boolean;
  /** Undefined when nothing was stored yet. */
  readonly content: StoreContent | undefined;
}

export interface StoreContent {
  readonly tablesVersion: number;
  readonly resources: number;
  /** Undefined before the first run. `endedAt` is null while it runs. */
  readonly lastRun: { readonly status: string; readonly endedAt: string | null } | undefined;
}

/** Leaves time for what comes after it within the time of one check, in milliseconds. */
const CONNECT_TIMEOUT_MS = 5_000;

const Counts = z.tuple([z.number(), z.number()]);
const Run = z.tuple([z.string(), z.string().nullable()]);

/**
 * Looks at the store, and changes nothing.
 *
 * @throws {StoreError} when it cannot be read
 */
export async function inspectStore(
  settings: Settings,
  cwd: string,
  signal: AbortSignal,
): Promise<StoreInspection> {
  const isFile = storeTypeOf(settings) === 'duckdb';
  const serverVersion = isFile ? undefined : await clickHouseVersion(settings, CONNECT_TIMEOUT_MS);
  const reader = await findReader(settings, cwd, signal);
  try {
    return {
      name: storeName(settings, cwd),
      sizeBytes: isFile ? await sizeOf(storeFile(settings, cwd)) : undefined,
      serverVersion,
      isHeldByHost: reader instanceof StoreClient,
      content: reader === undefined ? undefined : await contentOf(reader, signal),
    };
  } finally {
    await reader?.[Symbol.asyncDispose]();
  }
}

/** DuckDB's log of what is not yet in the file lies beside it. */
async function sizeOf(file: string): Promise<number> {
  const sizes = [file, `${file}.wal`].map((name) =>
    stat(name).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function contentOf(reader: StoreReader, signal: AbortSignal): Promise<StoreContent> {
  const counts = await firstRow(
    reader,
    'select (select max(version) from store_version), (select count(*) from resources)',
    signal,
  );
  const [tablesVersion, resources] = Counts.parse(counts);
  const run = await firstRow(
    reader,
    'select status, ended_at from runs order by number desc limit 1',
    signal,
  );
  if (run === undefined) return { tablesVersion, resources, lastRun: undefined };
  const [status, endedAt] = Run.parse(run);
  return { tablesVersion, resources, lastRun: { status, endedAt } };
}

async function firstRow(
  reader: StoreReader,
  sql: string,
  signal: AbortSignal,
): Promise<readonly QueryValue[] | undefined> {
  const { rows } = await reader.query(sql, NO_QUERY_LIMITS, signal);
  for await (const batch of rows()) return batch[0];
  return undefined;
}
