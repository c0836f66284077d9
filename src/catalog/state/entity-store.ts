import { crc32 } from 'node:zlib';
import { z } from 'zod';
import {
  AFTER_ENTITIES,
  checksumIn,
  ENTITY,
  hasPrefix,
  prefixOf,
  RecordCodec,
  type EntityRecord,
  type KnownRecord,
  type RecordKey,
} from './entity-record.ts';
import {
  freshDatabase,
  isClosed,
  isDamage,
  openDatabase,
  problemOf,
  readSeal,
  stateError,
  writeSeal,
  type Database,
} from './state-database.ts';

/** An entity, with every source that wrote to it. */
export interface EntityGroup {
  readonly blueprint: string;
  readonly identifier: string;
  readonly records: readonly EntityRecord[];
}

/** Whose state it is. State of another installation is of no use. */
export interface StateOwner {
  readonly baseUrl: string;
  readonly type: string;
  readonly identifier: string;
}

/** What all records amount to: a record that is lost, or comes back, changes it. */
const Sum = z.object({ records: z.number(), exclusive: z.number(), total: z.number() });
type Sum = z.output<typeof Sum>;

const Header = z.object({
  version: z.literal(2),
  baseUrl: z.string(),
  type: z.string(),
  identifier: z.string(),
  /** When it was last compared with Port itself, in milliseconds since the epoch. */
  comparedAt: z.number().optional(),
  /** What was read of each kind's history. */
  windows: z.record(z.string(), z.string()).optional(),
  /** Number of the last write that the sum counts. */
  sealedAt: z.number(),
  /** Undefined while writes have come since. */
  sum: Sum.optional(),
});
type Header = z.output<typeof Header>;

const HEADER = Buffer.from('h');
/** Begins the number of each write since the state was sealed: one that is missing was lost. */
const WRITE = 'w';
const AFTER_WRITES = 'x';
const GROUPS_PER_BATCH = 1_000;
const ENTRIES_PER_READ = 1_000;

type Operation =
  | { readonly type: 'put'; readonly key: Buffer; readonly value: Buffer }
  | { readonly type: 'del'; readonly key: Buffer };

/**
 * What was last written to Port, on disk: for each entity and source a hash, and what the resource is
 * fetched by. A write is whole or not at all, whenever the process is killed. Damage is found, when the
 * state is opened or later: what is damaged is never believed, and the state is rebuilt from Port.
 */
export class EntityStore implements AsyncDisposable {
  readonly #directory: string;
  readonly #codec = new RecordCodec();
  #db: Database;
  #header: Header;
  /** Number of the last write. */
  #writes: number;
  #damage: string | undefined;
  #rebuilding: Promise<void> | undefined;

  private constructor(directory: string, db: Database, owner: StateOwner) {
    this.#directory = directory;
    this.#db = db;
    this.#header = { version: 2, ...ownerOf(owner), sealedAt: 0 };
    this.#writes = 0;
  }

  /**
   * Opens the state in a folder, or begins it. State that belongs to another installation, is of another
   * version, or is damaged, is begun anew: Port has it all.
   *
   * @throws {ConfigurationError} when another process has it open
   * @throws {StateError} when the folder cannot be used
   */
  static async open(directory: string, owner: StateOwner): Promise<EntityStore> {
    let problem: string | undefined;
    const db = await openDatabase(directory, (found) => {
      problem = found;
    });
    const store = new EntityStore(directory, db, owner);
    try {
      problem = (await store.#load()) ?? problem;
    } catch (error) {
      if (!isDamage(error)) {
        await db.close().catch(() => undefined); // the first error tells more
        throw stateError(directory, error);
      }
      problem = problemOf(error);
    }
    if (problem !== undefined) await store.#rebuild(problem);
    return store;
  }

  /** What was found to be damaged; undefined while all is as it was written. */
  get damage(): string | undefined {
    return this.#damage;
  }

  /** When it was last compared with Port; undefined for never. */
  get comparedAt(): number | undefined {
    return this.#header.comparedAt;
  }

  /** It agrees with Port again: damage from before is repaired. */
  async setComparedAt(time: number): Promise<void> {
    await this.#setHeader({ comparedAt: time });
    this.#damage = undefined;
  }

  /** What of a kind's history was read last; undefined when it has none, or was never read whole. */
  windowOf(kind: string): string | undefined {
    return this.#header.windows?.[kind];
  }

  async setWindows(windows: ReadonlyMap<string, string>): Promise<void> {
    if (windows.size === 0) return;
    await this.#setHeader({
      windows: { ...this.#header.windows, ...Object.fromEntries(windows) },
    });
  }

  /** What is known of records, in the order asked for; undefined for those that are not there. */
  async known(
    records: readonly Omit<EntityRecord, 'hash'>[],
  ): Promise<readonly (KnownRecord | undefined)[]> {
    if (records.length === 0) return [];
    const keys = records.map((record) => this.#codec.keyOf(record));
    const values = await this.#try(
      () => this.#db.getMany(keys),
      () => [],
    );
    return records.map((record, index) => {
      const key = keys[index];
      const value = values[index];
      if (key === undefined || value === undefined) return undefined;
      const found = this.#codec.compare(record, key, value);
      if (found === undefined) this.#noteDamage('a record is not what was written');
      return found;
    });
  }

  /** Writes records: all of them or none. */
  async put(records: readonly EntityRecord[]): Promise<void> {
    if (records.length === 0) return;
    await this.#write(
      records.map((record) => {
        const key = this.#codec.keyOf(record);
        return { type: 'put', key, value: this.#codec.valueOf(record, key) };
      }),
    );
  }

  async remove(records: readonly RecordKey[]): Promise<void> {
    if (records.length === 0) return;
    await this.#write(records.map((record) => ({ type: 'del', key: this.#codec.keyOf(record) })));
  }

  /** Every record of one entity. */
  async find(blueprint: string, identifier: string): Promise<EntityGroup> {
    const prefix = prefixOf(blueprint, identifier);
    const records: EntityRecord[] = [];
    const range = { gte: prefix, lt: Buffer.concat([prefix, Buffer.alloc(9, 0xff)]) };
    for await (const entries of this.#entries(range)) {
      for (const [key, value] of entries) {
        if (!hasPrefix(key, prefix)) continue;
        const record = this.#decoded(key, value);
        if (record !== undefined) records.push(record);
      }
    }
    return { blueprint, identifier, records };
  }

  /** Every entity, in batches; of one blueprint when it is given. What is written meanwhile is not seen. */
  async *groups(blueprint?: string): AsyncGenerator<readonly EntityGroup[], void> {
    const range =
      blueprint === undefined
        ? ALL_RECORDS
        : {
            gte: Buffer.from(`${ENTITY}${blueprint}\0`),
            lt: Buffer.from(`${ENTITY}${blueprint}\x01`),
          };
    let batch: EntityGroup[] = [];
    let group: { blueprint: string; identifier: string; records: EntityRecord[] } | undefined;
    for await (const entries of this.#entries(range)) {
      for (const [key, value] of entries) {
        const record = this.#decoded(key, value);
        if (record === undefined) continue;
        if (group?.identifier !== record.identifier || group.blueprint !== record.blueprint) {
          if (group !== undefined) batch.push(group);
          group = { blueprint: record.blueprint, identifier: record.identifier, records: [] };
        }
        group.records.push(record);
      }
      if (batch.length >= GROUPS_PER_BATCH) {
        yield batch;
        batch = [];
      }
    }
    if (group !== undefined) batch.push(group);
    if (batch.length > 0) yield batch;
  }

  /** Begins damaged state anew: a comparison with Port then fills it. */
  async repair(): Promise<void> {
    if (this.#damage !== undefined) await this.#rebuild(this.#damage);
  }

  /** Notes what all records amount to, so that whatever is lost from now on is missed. */
  async seal(): Promise<void> {
    if (this.#isSealed) return;
    const sealedAt = this.#writes;
    const sum = await this.#sum();
    if (sum === undefined) return; // damaged: it is rebuilt first
    if (this.#writes !== sealedAt) return; // somebody writes: the next time will do
    await this.#setHeader({ sealedAt, sum });
    if (this.#writes !== sealedAt) return; // somebody has written meanwhile
    await writeSeal(this.#directory, sealedAt).catch((error: unknown) => {
      throw this.#explained(error);
    });
    const numbers = { gte: Buffer.from(WRITE), lt: keyOfWrite(sealedAt + 1) };
    await this.#try(
      () => this.#db.clear(numbers),
      () => undefined,
    );
  }

  async close(): Promise<void> {
    await this.seal().catch(() => undefined); // unsealed, it is checked more closely when it is opened
    await this.#db.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Reads the header and checks every record. Answers what is wrong, if anything is. */
  async #load(): Promise<string | undefined> {
    const header = headerOf(await this.#db.get(HEADER));
    const seal = await readSeal(this.#directory);
    if (seal === 'damaged') return 'its seal is not what was written';
    if (header === 'damaged') return 'its header is not what was written';
    const isBlank = header === undefined && seal === undefined && (await this.#isEmpty());
    if (header === undefined && !isBlank) return 'its header is missing';
    if (header === undefined || header === 'old' || !isOwn(header, this.#header)) {
      await this.#db.clear();
      await this.#putHeader(this.#header);
      return undefined;
    }
    this.#header = header;
    this.#writes = header.sealedAt;
    const lost = await this.#countWrites();
    if (lost || (seal ?? 0) > this.#writes) return 'a write is missing';
    if (seal === undefined && header.sum !== undefined) return 'its seal is missing';
    const sum = await this.#sum();
    if (sum === undefined) return 'a record is not what was written';
    const expected = header.sum;
    const isSame =
      expected === undefined ||
      (sum.records === expected.records &&
        sum.exclusive === expected.exclusive &&
        sum.total === expected.total);
    return isSame
      ? undefined
      : `${expected.records} records were written, ${sum.records} are there`;
  }

  async #isEmpty(): Promise<boolean> {
    for await (const _ of this.#db.keys({ limit: 1 })) return false;
    return true;
  }

  /** Finds the number of the last write. True when one before it is missing. */
  async #countWrites(): Promise<boolean> {
    const range = { gte: keyOfWrite(this.#writes + 1), lt: Buffer.from(AFTER_WRITES) };
    for await (const key of this.#db.keys(range)) {
      this.#writes += 1;
      if (!key.equals(keyOfWrite(this.#writes))) return true;
    }
    return false;
  }

  /** What all records amount to; undefined when one of them is damaged. */
  async #sum(): Promise<Sum | undefined> {
    const sum = { records: 0, exclusive: 0, total: 0 };
    for await (const entries of this.#entries(ALL_RECORDS)) {
      for (const [key, value] of entries) {
        const checksum = checksumIn(key, value);
        if (checksum === undefined) {
          this.#noteDamage('a record is not what was written');
          return undefined;
        }
        sum.records += 1;
        sum.exclusive = (sum.exclusive ^ checksum) >>> 0;
        sum.total = (sum.total + checksum) % Number.MAX_SAFE_INTEGER;
      }
    }
    return this.#damage === undefined ? sum : undefined;
  }

  /** Entries of a range, in batches. Damage ends it. */
  async *#entries(range: {
    readonly gte: Buffer;
    readonly lt: Buffer;
  }): AsyncGenerator<readonly (readonly [Buffer, Buffer])[], void> {
    await this.#rebuilding;
    const db = this.#db;
    const iterator = db.iterator(range);
    try {
      for (;;) {
        const entries = await iterator.nextv(ENTRIES_PER_READ);
        if (entries.length === 0) return;
        yield entries;
      }
    } catch (error) {
      if (isDamage(error)) await this.#rebuild(problemOf(error));
      else if (!isClosed(error) || !this.#isReplaced(db)) throw this.#explained(error);
    } finally {
      await iterator.close();
    }
  }

  get #isSealed(): boolean {
    return this.#header.sum !== undefined;
  }

  #decoded(key: Buffer, value: Buffer): EntityRecord | undefined {
    const record = this.#codec.decode(key, value);
    if (record === undefined) this.#noteDamage('a record is not what was written');
    return record;
  }

  async #write(operations: readonly Operation[]): Promise<void> {
    this.#writes += 1;
    const number: Operation = {
      type: 'put',
      key: keyOfWrite(this.#writes),
      value: Buffer.alloc(0),
    };
    const unsealed: Operation[] = [];
    if (this.#isSealed) {
      this.#header = without(this.#header, 'sum');
      unsealed.push({ type: 'put', key: HEADER, value: sealedText(this.#header) });
    }
    const batch = [...unsealed, number, ...operations];
    await this.#try(
      () => this.#db.batch(batch),
      () => this.#db.batch([...operations]),
    );
  }

  async #setHeader(changes: Partial<Header>): Promise<void> {
    this.#header = { ...this.#header, ...changes };
    await this.#try(
      () => this.#putHeader(this.#header),
      () => this.#putHeader(this.#header),
    );
  }

  async #putHeader(header: Header): Promise<void> {
    await this.#db.put(HEADER, sealedText(header));
  }

  /** Does something with the database. When that shows damage, it is rebuilt first, and `again` done. */
  async #try<Result>(
    action: () => Promise<Result>,
    again: () => Promise<Result> | Result,
  ): Promise<Result> {
    await this.#rebuilding;
    const db = this.#db;
    try {
      return await action();
    } catch (error) {
      if (isClosed(error) && this.#isReplaced(db)) {
        await this.#rebuilding;
        return again();
      }
      if (!isDamage(error)) throw this.#explained(error);
      await this.#rebuild(problemOf(error));
      return again();
    }
  }

  #isReplaced(db: Database): boolean {
    return this.#rebuilding !== undefined || this.#db !== db;
  }

  /** Begins anew: an empty state, which was never compared with Port. */
  async #rebuild(problem: string): Promise<void> {
    this.#noteDamage(problem);
    this.#rebuilding ??= this.#replace().finally(() => {
      this.#rebuilding = undefined;
    });
    await this.#rebuilding;
  }

  async #replace(): Promise<void> {
    await this.#db.close().catch(() => undefined); // it is thrown away either way
    this.#db = await freshDatabase(this.#directory);
    this.#header = { version: 2, ...ownerOf(this.#header), sealedAt: 0 };
    this.#writes = 0;
    await this.#putHeader(this.#header);
  }

  /** What is damaged is not believed: the next run compares with Port. */
  #noteDamage(problem: string): void {
    this.#damage ??= problem;
    this.#header = without(this.#header, 'comparedAt');
  }

  #explained(error: unknown): Error {
    return stateError(this.#directory, error);
  }
}

const ALL_RECORDS = { gte: Buffer.from(ENTITY), lt: Buffer.from(AFTER_ENTITIES) };

function without(header: Header, key: 'sum' | 'comparedAt'): Header {
  return Header.parse({ ...header, [key]: undefined });
}

function keyOfWrite(number: number): Buffer {
  const key = Buffer.alloc(WRITE.length + 8);
  key.write(WRITE);
  key.writeBigUInt64BE(BigInt(number), WRITE.length);
  return key;
}

/** A header with its checksum. */
function sealedText(header: Header): Buffer {
  const text = JSON.stringify(header);
  return Buffer.from(`${crc32(text).toString(16).padStart(8, '0')}${text}`);
}

function headerOf(value: Buffer | undefined): Header | 'damaged' | 'old' | undefined {
  if (value === undefined) return undefined;
  const text = value.toString('utf8', 8);
  if (value.toString('latin1', 0, 8) !== crc32(text).toString(16).padStart(8, '0')) {
    return value[0] === OPENING_BRACE ? 'old' : 'damaged'; // the first version had no checksum
  }
  return Header.safeParse(JSON.parse(text)).data ?? 'old';
}

const OPENING_BRACE = 0x7b;

function ownerOf({ baseUrl, type, identifier }: StateOwner): StateOwner {
  return { baseUrl, type, identifier };
}

function isOwn(header: Header, owner: StateOwner): boolean {
  return (
    header.baseUrl === owner.baseUrl &&
    header.type === owner.type &&
    header.identifier === owner.identifier
  );
}
