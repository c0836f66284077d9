import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { HASH_BYTES } from './content-hash.ts';

/** Where an entity came from: the scope that proves whether it is gone, and who wrote which keys. */
export interface EntitySource {
  /** Empty for an entity that Port already had: its scope is not known. */
  readonly kind: string;
  readonly accountId: string;
  readonly region: string;
  /** Which entity mapping: a number made of how it names its entities. */
  readonly mapping: number;
  /** Name of the keys that it writes. */
  readonly keys: string;
}

/** One entity as one source wrote it. */
export interface EntityRecord {
  readonly blueprint: string;
  readonly identifier: string;
  readonly source: EntitySource;
  readonly hash: Uint8Array;
  /** What the resource that it was made of is fetched by; empty when that is not known. */
  readonly resource: readonly string[];
}

/** What names a record: an entity and its source. */
export type RecordKey = Pick<EntityRecord, 'blueprint' | 'identifier' | 'source'>;

/** What the state has of a record. */
export interface KnownRecord {
  readonly hash: Uint8Array;
  /** It was made of the same resource. */
  readonly hasResource: boolean;
}

/** Begins the key of every record. */
export const ENTITY = 'e\0';
/** The first key behind all records. */
export const AFTER_ENTITIES = 'e\x01';

/** Bytes of a source's hash in a key: two of a million sources are the same once in 10⁷ installations. */
const SOURCE_BYTES = 8;
const CHECKSUM_BYTES = 4;

const Identity = z.tuple([z.string(), z.string(), z.string(), z.number(), z.string()]);
const Resource = z.array(z.string());

/** A source as text: the same for the same source. */
export function sourceName({ kind, accountId, region, mapping, keys }: EntitySource): string {
  return JSON.stringify([kind, accountId, region, mapping, keys]);
}

/** Keys and values of records on disk. Each holds all that it says of itself, and a checksum. */
export class RecordCodec {
  /** Sources met so far, each once: there are as many as scopes and mappings. */
  readonly #sources = new Map<string, { readonly source: EntitySource; readonly id: Buffer }>();

  /** `blueprint`, `identifier` and a hash of the source: records of one entity stand together. */
  keyOf({ blueprint, identifier, source }: RecordKey): Buffer {
    return Buffer.concat([prefixOf(blueprint, identifier), this.#known(sourceName(source)).id]);
  }

  /** The content's hash, a checksum of key and value, and the source with the resource in full. */
  valueOf(record: EntityRecord, key: Buffer): Buffer {
    const text = textOf(record);
    const length = Buffer.byteLength(text);
    const value = Buffer.allocUnsafe(HASH_BYTES + CHECKSUM_BYTES + length);
    value.set(record.hash.subarray(0, HASH_BYTES));
    value.write(text, HASH_BYTES + CHECKSUM_BYTES);
    value.writeUInt32LE(checksumOf(key, value), HASH_BYTES);
    return value;
  }

  /** The record; undefined when it is not what was written. */
  decode(key: Buffer, value: Buffer): EntityRecord | undefined {
    if (!isIntact(key, value)) return undefined;
    const text = value.toString('utf8', HASH_BYTES + CHECKSUM_BYTES);
    const end = text.indexOf('\n');
    const { source, id } = this.#known(text.slice(0, end));
    if (!id.equals(key.subarray(key.length - SOURCE_BYTES))) return undefined;
    const name = key.toString('utf8', ENTITY.length, key.length - SOURCE_BYTES - 1);
    const separator = name.indexOf('\0');
    return {
      blueprint: name.slice(0, separator),
      identifier: name.slice(separator + 1),
      source,
      hash: value.subarray(0, HASH_BYTES),
      resource: Resource.parse(JSON.parse(text.slice(end + 1))), // whose checksum was right
    };
  }

  /**
   * What a value says of a record with this source and resource; undefined when the value is not what was
   * written.
   */
  compare(record: Omit<EntityRecord, 'hash'>, key: Buffer, value: Buffer): KnownRecord | undefined {
    if (!isIntact(key, value)) return undefined;
    const hasResource = value.toString('utf8', HASH_BYTES + CHECKSUM_BYTES) === textOf(record);
    return { hash: value.subarray(0, HASH_BYTES), hasResource };
  }

  #known(name: string): { readonly source: EntitySource; readonly id: Buffer } {
    const known = this.#sources.get(name);
    if (known !== undefined) return known;
    const [kind, accountId, region, mapping, keys] = Identity.parse(JSON.parse(name));
    const source = { kind, accountId, region, mapping, keys };
    const made = { source, id: hash('sha256', name, 'buffer').subarray(0, SOURCE_BYTES) };
    this.#sources.set(name, made);
    return made;
  }
}

function textOf({ source, resource }: Pick<EntityRecord, 'source' | 'resource'>): string {
  return `${sourceName(source)}\n${JSON.stringify(resource)}`;
}

/** The part of a key that all records of an entity share. */
export function prefixOf(blueprint: string, identifier: string): Buffer {
  return Buffer.from(`${ENTITY}${blueprint}\0${identifier}\0`);
}

/** Is this the key of a record of the entity with this prefix, and not of one with a longer name? */
export function hasPrefix(key: Buffer, prefix: Buffer): boolean {
  return key.length === prefix.length + SOURCE_BYTES;
}

/** Reads the checksum of a value that is as it was written; undefined of any other. */
export function checksumIn(key: Buffer, value: Buffer): number | undefined {
  return isIntact(key, value) ? value.readUInt32LE(HASH_BYTES) : undefined;
}

function isIntact(key: Buffer, value: Buffer): boolean {
  if (value.length <= HASH_BYTES + CHECKSUM_BYTES) return false;
  return checksumOf(key, value) === value.readUInt32LE(HASH_BYTES);
}

function checksumOf(key: Buffer, value: Buffer): number {
  const head = crc32(value.subarray(0, HASH_BYTES), crc32(key));
  return crc32(value.subarray(HASH_BYTES + CHECKSUM_BYTES), head);
}
