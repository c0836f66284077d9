import { ClassicLevel } from 'classic-level';
import { z } from 'zod';
import { ConfigurationError, LongshoreError, messageOf } from '../lib/errors.ts';
import { HASH_BYTES } from './content-hash.ts';

/** Where an entity came from: the scope that proves whether it is gone, and who wrote which keys. */
export const EntitySource = z.object({
  /** Empty for an entity that Port already had: its scope is not known. */
  kind: z.string(),
  accountId: z.string(),
  region: z.string(),
  /** Which entity mapping: a number made of how it names its entities. */
  mapping: z.number(),
  /** Name of the keys that it writes. */
  keys: z.string(),
});
export type EntitySource = z.output<typeof EntitySource>;

/** One entity as one source wrote it. */
export interface EntityRecord {
  readonly blueprint: string;
  readonly identifier: string;
  /** A number that the store gave. */
  readonly source: number;
  readonly hash: Uint8Array;
}

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

const Header = z.object({
  version: z.literal(1),
  baseUrl: z.string(),
  type: z.string(),
  identifier: z.string(),
  /** When it was last compared with Port itself, in milliseconds since the epoch. */
  comparedAt: z.number().optional(),
  /** What was read of each kind's history. */
  windows: z.record(z.string(), z.string()).optional(),
});
type Header = z.output<typeof Header>;

const Problem = z.object({ code: z.string().optional(), message: z.string().optional() });

/** Thrown when the state on disk cannot be used. The operator mends it. */
export class StateError extends LongshoreError {
  readonly code = 'state';
  readonly audience = 'operator';
}

const HEADER = Buffer.from('h');
const SOURCE = 's';
const ENTITY = 'e\0';
const AFTER_ENTITIES = 'e\x01';
const GROUPS_PER_BATCH = 1_000;
const SOURCE_BYTES = 4;

/**
 * What was last written to Port, on disk: for each entity and source a hash, about 60 bytes. A write is
 * whole or not at all, whenever the process is killed.
 */
export class EntityStore implements AsyncDisposable {
  readonly #db: ClassicLevel<Buffer, Buffer>;
  readonly #numbers = new Map<string, number>();
  readonly #sources = new Map<number, EntitySource>();
  #header: Header;

  private constructor(db: ClassicLevel<Buffer, Buffer>, header: Header) {
    this.#db = db;
    this.#header = header;
  }

  /**
   * Opens the state in a folder, or begins it. State that belongs to another installation, or cannot be
   * read any more, is begun anew: Port has it all.
   *
   * @throws {ConfigurationError} when another process has it open
   * @throws {StateError} when the folder cannot be used
   */
  static async open(directory: string, owner: StateOwner): Promise<EntityStore> {
    const db = await openDatabase(directory);
    const store = new EntityStore(db, { version: 1, ...owner });
    await store.#load(owner);
    return store;
  }

  /** When it was last compared with Port; undefined for never. */
  get comparedAt(): number | undefined {
    return this.#header.comparedAt;
  }

  async setComparedAt(time: number): Promise<void> {
    this.#header = { ...this.#header, comparedAt: time };
    await this.#db.put(HEADER, Buffer.from(JSON.stringify(this.#header)));
  }

  /** What of a kind's history was read last; undefined when it has none, or was never read whole. */
  windowOf(kind: string): string | undefined {
    return this.#header.windows?.[kind];
  }

  async setWindows(windows: ReadonlyMap<string, string>): Promise<void> {
    if (windows.size === 0) return;
    const all = { ...this.#header.windows, ...Object.fromEntries(windows) };
    this.#header = { ...this.#header, windows: all };
    await this.#db.put(HEADER, Buffer.from(JSON.stringify(this.#header)));
  }

  /** The number of a source, given when it is first asked for. */
  async sourceNumber(source: EntitySource): Promise<number> {
    const name = nameOf(source);
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#sources.size + 1;
    this.#numbers.set(name, number);
    this.#sources.set(number, source);
    await this.#db.put(Buffer.from(`${SOURCE}${number}`), Buffer.from(JSON.stringify(source)));
    return number;
  }

  /** @throws {StateError} for a number that the store never gave */
  source(number: number): EntitySource {
    const source = this.#sources.get(number);
    if (source !== undefined) return source;
    throw new StateError(`the state knows no source ${number}`, {
      remedy: 'delete the state folder: it is rebuilt from Port',
    });
  }

  /** The hashes of records, in the order asked for; undefined for those that are not there. */
  async hashes(
    records: readonly Pick<EntityRecord, 'blueprint' | 'identifier' | 'source'>[],
  ): Promise<readonly (Uint8Array | undefined)[]> {
    if (records.length === 0) return [];
    return this.#db.getMany(records.map(keyOf));
  }

  /** Writes records: all of them or none. */
  async put(records: readonly EntityRecord[]): Promise<void> {
    if (records.length === 0) return;
    await this.#db.batch(
      records.map((record) => ({
        type: 'put',
        key: keyOf(record),
        value: Buffer.from(record.hash),
      })),
    );
  }

  async remove(
    records: readonly Pick<EntityRecord, 'blueprint' | 'identifier' | 'source'>[],
  ): Promise<void> {
    if (records.length === 0) return;
    await this.#db.batch(records.map((record) => ({ type: 'del', key: keyOf(record) })));
  }

  /** Every record of one entity. */
  async find(blueprint: string, identifier: string): Promise<EntityGroup> {
    const prefix = Buffer.from(`${ENTITY}${blueprint}\0${identifier}\0`);
    const end = Buffer.concat([prefix, Buffer.alloc(SOURCE_BYTES + 1, 0xff)]);
    const records: EntityRecord[] = [];
    for await (const [key, hash] of this.#db.iterator({ gte: prefix, lt: end })) {
      if (key.length === prefix.length + SOURCE_BYTES) records.push(recordOf(key, hash));
    }
    return { blueprint, identifier, records };
  }

  /** Every entity, in batches; of one blueprint when it is given. What is written meanwhile is not seen. */
  async *groups(blueprint?: string): AsyncGenerator<readonly EntityGroup[], void> {
    const range =
      blueprint === undefined
        ? { gte: Buffer.from(ENTITY), lt: Buffer.from(AFTER_ENTITIES) }
        : {
            gte: Buffer.from(`${ENTITY}${blueprint}\0`),
            lt: Buffer.from(`${ENTITY}${blueprint}\x01`),
          };
    const iterator = this.#db.iterator(range);
    let batch: EntityGroup[] = [];
    let group: { blueprint: string; identifier: string; records: EntityRecord[] } | undefined;
    try {
      for (;;) {
        const entries = await iterator.nextv(GROUPS_PER_BATCH);
        if (entries.length === 0) break;
        for (const [key, hash] of entries) {
          const record = recordOf(key, hash);
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
    } finally {
      await iterator.close();
    }
  }

  async close(): Promise<void> {
    await this.#db.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #load(owner: StateOwner): Promise<void> {
    const header = headerOf(await this.#db.get(HEADER));
    const isOurs =
      header?.baseUrl === owner.baseUrl &&
      header.type === owner.type &&
      header.identifier === owner.identifier;
    if (!isOurs) {
      await this.#db.clear();
      await this.#db.put(HEADER, Buffer.from(JSON.stringify(this.#header)));
      return;
    }
    this.#header = header;
    const range = { gte: Buffer.from(SOURCE), lt: Buffer.from('t') };
    for await (const [key, value] of this.#db.iterator(range)) {
      const source = EntitySource.parse(JSON.parse(value.toString()));
      const number = Number(key.toString().slice(SOURCE.length));
      this.#numbers.set(nameOf(source), number);
      this.#sources.set(number, source);
    }
  }
}

async function openDatabase(directory: string): Promise<ClassicLevel<Buffer, Buffer>> {
  const options = { keyEncoding: 'buffer', valueEncoding: 'buffer' } as const;
  const db = new ClassicLevel<Buffer, Buffer>(directory, options);
  try {
    await db.open();
    return db;
  } catch (error) {
    const { code, message } = problemOf(error);
    if (code === 'LEVEL_LOCKED') {
      throw new ConfigurationError(`the state in ${directory} is in use by another process`, {
        cause: error,
        remedy: 'wait for the other run, or give this one a state of its own: --state DIRECTORY',
      });
    }
    // A file that is not there, of those that its index names, is damage too.
    if (code === 'LEVEL_CORRUPTION' || message?.includes('No such file') === true) {
      await ClassicLevel.destroy(directory);
      const fresh = new ClassicLevel<Buffer, Buffer>(directory, options);
      await fresh.open();
      return fresh;
    }
    throw new StateError(
      `the state in ${directory} cannot be opened: ${message ?? messageOf(error)}`,
      {
        cause: error,
        remedy: 'make the folder writable, or choose another with LONGSHORE_STATE_DIRECTORY',
      },
    );
  }
}

/** What LevelDB says, in the error that is the cause of classic-level's. */
function problemOf(error: unknown): z.output<typeof Problem> {
  return Problem.safeParse(error instanceof Error ? error.cause : undefined).data ?? {};
}

function headerOf(value: Buffer | undefined): Header | undefined {
  if (value === undefined) return undefined;
  try {
    return Header.safeParse(JSON.parse(value.toString())).data;
  } catch {
    return undefined;
  }
}

function nameOf({ kind, accountId, region, mapping, keys }: EntitySource): string {
  return `${kind}\0${accountId}\0${region}\0${mapping}\0${keys}`;
}

function keyOf({
  blueprint,
  identifier,
  source,
}: Pick<EntityRecord, 'blueprint' | 'identifier' | 'source'>): Buffer {
  const name = Buffer.from(`${ENTITY}${blueprint}\0${identifier}\0`);
  const key = Buffer.allocUnsafe(name.length + SOURCE_BYTES);
  name.copy(key);
  key.writeUInt32BE(source, name.length);
  return key;
}

function recordOf(key: Buffer, hash: Buffer): EntityRecord {
  const name = key.toString('utf8', ENTITY.length, key.length - SOURCE_BYTES - 1);
  const end = name.indexOf('\0');
  return {
    blueprint: name.slice(0, end),
    identifier: name.slice(end + 1),
    source: key.readUInt32BE(key.length - SOURCE_BYTES),
    hash: hash.subarray(0, HASH_BYTES),
  };
}
