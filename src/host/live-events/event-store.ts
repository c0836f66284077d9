import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ClassicLevel } from 'classic-level';
import { z } from 'zod';
import { openRecord, sealRecord } from '../../lib/checked-record.ts';
import { errorCode } from '../../lib/error-code.ts';
import { LongshoreError, messageOf } from '../../lib/errors.ts';
import { makeFolder } from '../../lib/make-folder.ts';

/** Thrown when the folder of the event queue cannot be used: read-only, full, or in use. */
export class EventQueueError extends LongshoreError {
  readonly code = 'event-queue';
  readonly audience = 'operator';
}

/** Records that could not be read when a store was opened. */
export interface StoreDamage {
  /** Lost records; undefined when their number is unknown. */
  readonly lost: number | undefined;
}

/** The content of a store when it was opened. */
export interface StoredRecords {
  readonly store: EventStore;
  readonly records: ReadonlyMap<string, string>;
  /** Undefined when everything could be read. */
  readonly damage: StoreDamage | undefined;
}

export type StoreOperation =
  | { readonly type: 'put'; readonly key: string; readonly value: string }
  | { readonly type: 'del'; readonly key: string };

type Database = ClassicLevel<string, Buffer>;

/** Keys of records start with `[`. */
const COUNT_KEY = 'count';
const Count = z.coerce.number().int().nonnegative();
/** Enough to detect a full disk. */
const PROBE_BYTES = 65_536;
const RECORDS_PER_BATCH = 1_000;

/**
 * Records on disk, each with a checksum, and their number. The store is read once, when it is opened: the
 * caller keeps the records in memory too, and passes them when the store must be rebuilt.
 */
export class EventStore {
  readonly #directory: string;
  #db: Database;
  /** A write has failed: the database rejects further writes until it is rebuilt. */
  #isBroken = false;

  private constructor(directory: string, db: Database) {
    this.#directory = directory;
    this.#db = db;
  }

  /**
   * Opens the store. Only damaged records are lost; an unreadable folder is kept beside the new one, as
   * `….damaged`.
   *
   * @throws {EventQueueError} when the folder cannot be written
   */
  static async open(directory: string): Promise<StoredRecords> {
    try {
      await prepareFolder(directory);
      const { db, records, damage } = await load(directory);
      if (damage === undefined && db !== undefined) {
        return { store: new EventStore(directory, db), records, damage };
      }
      await db?.close();
      const rebuilt = await rebuild(directory, records, db === undefined);
      return { store: new EventStore(directory, rebuilt), records, damage };
    } catch (error) {
      throw queueError(directory, error);
    }
  }

  /**
   * Writes all operations or none. A database that a failed write made unusable is rebuilt.
   *
   * @param count the number of records after the operations
   * @param all these records: requested when the database is rebuilt
   * @throws {EventQueueError} when the disk write fails
   */
  async write(
    operations: readonly StoreOperation[],
    count: number,
    all: () => ReadonlyMap<string, string>,
  ): Promise<void> {
    try {
      if (!this.#isBroken) {
        await this.#db.batch(sealed(operations, count));
        return;
      }
    } catch {
      this.#isBroken = true; // LevelDB rejects every write after a failed one
    }
    try {
      await this.#db.close();
      this.#db = await rebuild(this.#directory, all(), false);
      this.#isBroken = false;
    } catch (error) {
      throw queueError(this.#directory, error);
    }
  }

  async close(): Promise<void> {
    await this.#db.close();
  }
}

/** Creates the folder, finishes an interrupted rebuild, and checks that the folder is writable. */
async function prepareFolder(directory: string): Promise<void> {
  const fresh = rebuiltName(directory);
  const isThere = (await stat(directory).catch(() => undefined)) !== undefined;
  if (isThere) await rm(fresh, { recursive: true, force: true });
  else await rename(fresh, directory).catch(() => makeFolder(directory));
  const probe = path.join(directory, 'probe');
  await writeFile(probe, Buffer.alloc(PROBE_BYTES));
  await rm(probe);
}

/** Reads all readable records; without a database if there are none. */
async function load(directory: string): Promise<{
  readonly db: Database | undefined;
  readonly records: ReadonlyMap<string, string>;
  readonly damage: StoreDamage | undefined;
}> {
  const records = new Map<string, string>();
  let isDamaged = false;
  let count: number | undefined;
  let db: Database | undefined;
  for (const isRepaired of [false, true]) {
    try {
      if (isRepaired) await ClassicLevel.repair(directory);
      db = await openDatabase(directory);
      if (await hasDroppedWrites(directory)) isDamaged = true;
      for await (const [key, value] of db.iterator()) {
        const payload = openRecord(value)?.toString();
        if (payload === undefined) isDamaged = true;
        else if (key === COUNT_KEY) count = Count.safeParse(payload).data;
        else records.set(key, payload);
      }
      break;
    } catch (error) {
      if (isLocked(error)) throw error;
      isDamaged = true;
      await db?.close();
      db = undefined;
    }
  }
  const isShort = (count ?? 0) > records.size;
  if (!isDamaged && !isShort) return { db, records, damage: undefined };
  const lost = count === undefined ? undefined : Math.max(0, count - records.size);
  return { db, records, damage: { lost } };
}

/** Writes all records into a new folder, which then replaces the old one. */
async function rebuild(
  directory: string,
  records: ReadonlyMap<string, string>,
  keepsOld: boolean,
): Promise<Database> {
  const fresh = rebuiltName(directory);
  await rm(fresh, { recursive: true, force: true });
  const db = await openDatabase(fresh);
  try {
    const entries = [...records];
    for (let start = 0; start < entries.length; start += RECORDS_PER_BATCH) {
      const part = entries.slice(start, start + RECORDS_PER_BATCH);
      const puts = part.map(([key, value]) => ({ type: 'put', key, value }) as const);
      await db.batch(sealed(puts, records.size));
    }
  } finally {
    await db.close();
  }
  const damaged = `${directory}.damaged`;
  if (keepsOld) {
    await rm(damaged, { recursive: true, force: true });
    await rename(directory, damaged);
  }
  await rm(directory, { recursive: true, force: true });
  await rename(fresh, directory);
  return openDatabase(directory);
}

/** LevelDB skips damaged parts of its log, and reports that only in its own log of the start. */
async function hasDroppedWrites(directory: string): Promise<boolean> {
  const text = await readFile(path.join(directory, 'LOG'), 'utf8').catch(() => '');
  return /dropping \d+ bytes/.test(text);
}

async function openDatabase(directory: string): Promise<Database> {
  const db = new ClassicLevel<string, Buffer>(directory, { valueEncoding: 'buffer' });
  await db.open();
  return db;
}

function sealed(
  operations: readonly StoreOperation[],
  count: number,
): ({ type: 'put'; key: string; value: Buffer } | { type: 'del'; key: string })[] {
  const all = operations.map((operation) =>
    operation.type === 'del'
      ? operation
      : { ...operation, value: sealRecord(Buffer.from(operation.value)) },
  );
  return [...all, { type: 'put', key: COUNT_KEY, value: sealRecord(Buffer.from(String(count))) }];
}

function rebuiltName(directory: string): string {
  return `${directory}.rebuilt`;
}

function isLocked(error: unknown): boolean {
  return causesOf(error).some((cause) => errorCode(cause) === 'LEVEL_LOCKED');
}

function queueError(directory: string, error: unknown): EventQueueError {
  const reasons = causesOf(error).map(messageOf);
  const remedy = isLocked(error)
    ? 'stop the other process, or use another state folder for this one: --state <folder>'
    : 'free some disk space and make the folder writable, or choose another with LONGSHORE_STATE_DIRECTORY';
  return new EventQueueError(
    `live events cannot be kept in ${directory}: ${reasons.at(-1) ?? 'unknown reason'}`,
    { cause: error, remedy },
  );
}

/** An error and its causes: LevelDB's message is the cause of classic-level's error. */
function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = [];
  for (let next = error; next !== undefined && causes.length < 5;) {
    causes.push(next);
    next = typeof next === 'object' && next !== null && 'cause' in next ? next.cause : undefined;
  }
  return causes;
}
