import type { EntityRecord, KnownRecord, RecordKey } from '../entity-record.ts';
import type { EntityGroup, EntityState, StateOwner } from '../entity-state.ts';
import { openDatabase, type Database, type Operation, type Range } from './database.ts';
import { GuardedDatabase } from './guarded-database.ts';
import { emptyHeader, putHeader, without, type Header } from './header.ts';
import { inspectState, type Inspection } from './inspect-state.ts';
import { levelError } from './level-error.ts';
import { ALL_RECORDS, RecordCodec, recordsOf, recordsOfEntity } from './record-codec.ts';
import { grouped } from './record-groups.ts';
import { sumOf } from './record-sum.ts';
import { writeSeal } from './seal.ts';
import { numberOfWrite, writesUpTo } from './write-journal.ts';

const STRANGE_RECORD = 'a record is corrupt';

/**
 * State on disk, in LevelDB. Writes are numbered, and a seal has their number and a sum over all records:
 * lost writes and changed records are detected.
 */
export class LevelEntityState implements EntityState {
  readonly #directory: string;
  readonly #owner: StateOwner;
  readonly #codec = new RecordCodec();
  readonly #db: GuardedDatabase;
  #header: Header;
  /** Number of the last write. */
  #writes: number;
  #damage: string | undefined;

  private constructor(directory: string, owner: StateOwner, db: Database, found: Inspection) {
    this.#directory = directory;
    this.#owner = owner;
    this.#header = found.status === 'intact' ? found.header : emptyHeader(owner);
    this.#writes = found.status === 'intact' ? found.writes : 0;
    this.#db = new GuardedDatabase(directory, db, {
      onDamage: (problem) => {
        this.#noteDamage(problem);
      },
      begin: (fresh) => this.#begin(fresh),
    });
  }

  /**
   * Opens or creates the state in a folder. Damaged state, or state of another installation or version, is
   * recreated, because Port has all of its content.
   *
   * @throws {ConfigurationError} when another process has it open
   * @throws {StateError} when the folder cannot be used
   */
  static async open(directory: string, owner: StateOwner): Promise<LevelEntityState> {
    const { db, problem } = await openDatabase(directory);
    try {
      const found: Inspection =
        problem === undefined
          ? await inspectState(db, directory, owner)
          : { status: 'damaged', problem };
      const state = new LevelEntityState(directory, owner, db, found);
      if (found.status === 'blank') await state.#begin(db);
      if (found.status === 'foreign') await state.#db.replace();
      if (found.status === 'damaged') await state.#db.rebuild(found.problem);
      return state;
    } catch (error) {
      await db.close().catch(() => undefined); // the first error has more details
      throw levelError(directory, error);
    }
  }

  get damage(): string | undefined {
    return this.#damage;
  }

  get comparedAt(): number | undefined {
    return this.#header.comparedAt;
  }

  async setComparedAt(time: number): Promise<void> {
    await this.#setHeader({ comparedAt: time });
    if (this.#header.comparedAt === time) this.#damage = undefined; // otherwise damage was found meanwhile
  }

  windowOf(kind: string): string | undefined {
    return this.#header.windows?.[kind];
  }

  async setWindows(windows: ReadonlyMap<string, string>): Promise<void> {
    if (windows.size === 0) return;
    await this.#setHeader({
      windows: { ...this.#header.windows, ...Object.fromEntries(windows) },
    });
  }

  async known(
    records: readonly Omit<EntityRecord, 'hash'>[],
  ): Promise<readonly (KnownRecord | undefined)[]> {
    if (records.length === 0) return [];
    const keys = records.map((record) => this.#codec.keyOf(record));
    const values = await this.#db.attempt((db) => db.getMany(keys));
    return records.map((record, index) => {
      const key = keys[index];
      const value = values[index];
      if (key === undefined || value === undefined) return undefined;
      const found = this.#codec.compare(record, key, value);
      if (found === undefined) this.#noteDamage(STRANGE_RECORD);
      return found;
    });
  }

  async put(records: readonly EntityRecord[]): Promise<void> {
    await this.#write(
      records.map((record) => {
        const key = this.#codec.keyOf(record);
        return { type: 'put', key, value: this.#codec.valueOf(record, key) };
      }),
    );
  }

  async remove(records: readonly RecordKey[]): Promise<void> {
    await this.#write(records.map((record) => ({ type: 'del', key: this.#codec.keyOf(record) })));
  }

  async find(blueprint: string, identifier: string): Promise<EntityGroup> {
    const records: EntityRecord[] = [];
    for await (const batch of this.#records(recordsOfEntity(blueprint, identifier))) {
      records.push(...batch);
    }
    return { blueprint, identifier, records };
  }

  groups(blueprint?: string): AsyncGenerator<readonly EntityGroup[], void> {
    return grouped(this.#records(blueprint === undefined ? ALL_RECORDS : recordsOf(blueprint)));
  }

  async repair(): Promise<void> {
    if (this.#damage !== undefined) await this.#db.rebuild(this.#damage);
  }

  async seal(): Promise<void> {
    if (this.#header.sum !== undefined) return;
    const sealedAt = this.#writes;
    const sum = await sumOf(this.#db.entries(ALL_RECORDS));
    if (sum === undefined) this.#noteDamage(STRANGE_RECORD);
    if (sum === undefined || this.#damage !== undefined) return; // it is rebuilt first
    if (this.#writes !== sealedAt) return; // a write is in progress: seal next time
    await this.#setHeader({ sealedAt, sum });
    if (this.#writes !== sealedAt) return; // written meanwhile
    await writeSeal(this.#directory, sealedAt).catch((error: unknown) => {
      throw levelError(this.#directory, error);
    });
    await this.#db.attempt((db) => db.clear(writesUpTo(sealedAt)));
  }

  async close(): Promise<void> {
    await this.seal().catch(() => undefined); // without a seal, it is checked more closely when opened
    await this.#db.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Records of a range, in batches, without damaged ones. */
  async *#records(range: Range): AsyncGenerator<readonly EntityRecord[], void> {
    for await (const entries of this.#db.entries(range)) {
      const records: EntityRecord[] = [];
      for (const [key, value] of entries) {
        const record = this.#codec.decode(key, value);
        if (record === undefined) this.#noteDamage(STRANGE_RECORD);
        else records.push(record);
      }
      yield records;
    }
  }

  async #write(operations: readonly Operation[]): Promise<void> {
    if (operations.length === 0) return;
    await this.#db.attempt((db) => db.batch([...this.#journalled(), ...operations]));
  }

  /** Written with the records: the number of the write, and that the seal is outdated. */
  #journalled(): readonly Operation[] {
    this.#writes += 1;
    const number = numberOfWrite(this.#writes);
    if (this.#header.sum === undefined) return [number];
    this.#header = without(this.#header, 'sum');
    return [putHeader(this.#header), number];
  }

  async #setHeader(changes: Partial<Header>): Promise<void> {
    this.#header = { ...this.#header, ...changes };
    await this.#db.attempt((db) => db.batch([putHeader(this.#header)]));
  }

  /** An empty state that was never compared with Port. */
  async #begin(db: Database): Promise<void> {
    this.#header = emptyHeader(this.#owner);
    this.#writes = 0;
    await db.batch([putHeader(this.#header)]);
  }

  /** Damaged records are ignored: the next run compares with Port. */
  #noteDamage(problem: string): void {
    this.#damage ??= problem;
    this.#header = without(this.#header, 'comparedAt');
  }
}
