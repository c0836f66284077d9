import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { HASH_BYTES } from '../content-hash.ts';
import {
  sourceName,
  type EntityRecord,
  type EntitySource,
  type KnownRecord,
  type RecordKey,
} from '../entity-record.ts';
import type { Range } from './database.ts';

/** Prefix of the key of every record. */
const ENTITY = 'e\0';
/** The first key after all records. */
const AFTER_ENTITIES = 'e\x01';

export const ALL_RECORDS: Range = { gte: Buffer.from(ENTITY), lt: Buffer.from(AFTER_ENTITIES) };

/** Bytes of a source's hash in a key: two of a million sources collide in one of 10⁷ installations. */
const SOURCE_BYTES = 8;
const CHECKSUM_BYTES = 4;

/** As `sourceName` writes it. */
const Identity = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.number(),
  z.string(),
  z.string().optional(),
]);
const Resource = z.array(z.string());

/** Keys and values of records on disk. Each record is self-contained, with a checksum. */
export class RecordCodec {
  /** Known sources, each once: as many as scopes and mappings. */
  readonly #sources = new Map<string, { readonly source: EntitySource; readonly id: Buffer }>();

  /** `blueprint`, `identifier` and a hash of the source: records of one entity are adjacent. */
  keyOf({ blueprint, identifier, source }: RecordKey): Buffer {
    return Buffer.concat([prefixOf(blueprint, identifier), this.#known(sourceName(source)).id]);
  }

  /** The content's hash, a checksum of key and value, the source, and the resource in full. */
  valueOf(record: EntityRecord, key: Buffer): Buffer {
    const text = textOf(record);
    const length = Buffer.byteLength(text);
    const value = Buffer.allocUnsafe(HASH_BYTES + CHECKSUM_BYTES + length);
    value.set(record.hash.subarray(0, HASH_BYTES));
    value.write(text, HASH_BYTES + CHECKSUM_BYTES);
    value.writeUInt32LE(checksumOf(key, value), HASH_BYTES);
    return value;
  }

  /** The record; undefined when it is corrupt. */
  decode(key: Buffer, value: Buffer): EntityRecord | undefined {
    if (!isIntact(key, value)) return undefined;
    const text = value.toString('utf8', HASH_BYTES + CHECKSUM_BYTES);
    const end = text.indexOf('\n');
    const { source, id } = this.#known(text.slice(0, end));
    if (!id.equals(key.subarray(key.length - SOURCE_BYTES))) return undefined;
    const name = key.toString('utf8', ENTITY.length, key.length - SOURCE_BYTES - 1);
    const separator = name.indexOf('\0');
    return {
      blueprint: unescaped(name.slice(0, separator)),
      identifier: unescaped(name.slice(separator + 1)),
      source,
      hash: value.subarray(0, HASH_BYTES),
      resource: Resource.parse(JSON.parse(text.slice(end + 1))), // verified by its checksum
    };
  }

  /** The content of a value, compared with this source and resource; undefined when the value is corrupt. */
  compare(record: Omit<EntityRecord, 'hash'>, key: Buffer, value: Buffer): KnownRecord | undefined {
    if (!isIntact(key, value)) return undefined;
    const hasResource = value.toString('utf8', HASH_BYTES + CHECKSUM_BYTES) === textOf(record);
    return { hash: value.subarray(0, HASH_BYTES), hasResource };
  }

  #known(name: string): { readonly source: EntitySource; readonly id: Buffer } {
    const known = this.#sources.get(name);
    if (known !== undefined) return known;
    const [kind, accountId, region, mapping, keys, period] = Identity.parse(JSON.parse(name));
    const scope = { kind, accountId, region, ...(period !== undefined && { period }) };
    const source = { ...scope, mapping, keys };
    const made = { source, id: hash('sha256', name, 'buffer').subarray(0, SOURCE_BYTES) };
    this.#sources.set(name, made);
    return made;
  }
}

function textOf({ source, resource }: Pick<EntityRecord, 'source' | 'resource'>): string {
  return `${sourceName(source)}\n${JSON.stringify(resource)}`;
}

/** The records of one blueprint. */
export function recordsOf(blueprint: string): Range {
  const name = `${ENTITY}${escaped(blueprint)}`;
  return { gte: Buffer.from(`${name}\0`), lt: Buffer.from(`${name}\x01`) };
}

/** The records of one entity. */
export function recordsOfEntity(blueprint: string, identifier: string): Range {
  const prefix = prefixOf(blueprint, identifier);
  return { gte: prefix, lt: Buffer.concat([prefix, Buffer.alloc(SOURCE_BYTES + 1, 0xff)]) };
}

/** The key prefix of all records of an entity. */
function prefixOf(blueprint: string, identifier: string): Buffer {
  return Buffer.from(`${ENTITY}${escaped(blueprint)}\0${escaped(identifier)}\0`);
}

/** A name without NUL, which ends names in keys. Escaping keeps their order. */
function escaped(name: string): string {
  return name.replaceAll('\x01', '\x01\x02').replaceAll('\0', '\x01\x01');
}

function unescaped(name: string): string {
  return name.replaceAll('\x01\x01', '\0').replaceAll('\x01\x02', '\x01');
}

/** Reads the checksum of an intact value; undefined of any other. */
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
