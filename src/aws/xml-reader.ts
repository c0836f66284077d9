import { NormalizedSchema } from '@smithy/core/schema';
import type { ShapeReference } from './sdk-internals.ts';

/** Reads one element's content; the cursor is after its start tag, and afterwards after its end tag. */
type Read = (cursor: Cursor, isEmpty: boolean) => unknown;

/** The reader of a shape, applied to a document's root element. */
export type XmlReader = (document: Uint8Array) => object;

const readers = new WeakMap<object, XmlReader | 'unsupported'>();

/**
 * A reader for the responses of one shape, created once from its schema: it scans the text and creates the
 * SDK's output in one pass, where a general parser builds a tree first. Undefined for shapes with unsupported
 * members; the SDK then parses them itself.
 */
export function xmlReaderOf(shape: ShapeReference): XmlReader | undefined {
  const schema = NormalizedSchema.of(shape);
  const key: unknown = schema.getSchema();
  if (typeof key !== 'object' || key === null) return undefined;
  const known = readers.get(key);
  if (known !== undefined) return known === 'unsupported' ? undefined : known;
  const read = schema.isStructSchema() ? structReader(schema, new Map()) : undefined;
  const reader = read === undefined ? undefined : rootReader(read);
  readers.set(key, reader ?? 'unsupported');
  return reader;
}

/** A position in a document. */
class Cursor {
  readonly text: string;
  at = 0;
  /** The tag that `open` found. */
  tag = '';
  /** Was it `<tag/>`? */
  isEmpty = false;

  constructor(text: string) {
    this.text = text;
  }

  /** Moves past the next start tag, or past the end tag of the enclosing element; returns which. */
  open(): boolean {
    const { text } = this;
    for (;;) {
      const start = text.indexOf('<', this.at);
      const end = text.indexOf('>', start);
      if (start < 0 || end < 0) throw new Error('the XML ends too early');
      this.at = end + 1;
      const first = text.charCodeAt(start + 1);
      if (first === SLASH) return false;
      if (first === QUESTION || first === EXCLAMATION) continue;
      this.isEmpty = text.charCodeAt(end - 1) === SLASH;
      const tag = text.slice(start + 1, this.isEmpty ? end - 1 : end);
      const space = tag.search(/\s/);
      this.tag = space < 0 ? tag : tag.slice(0, space);
      return true;
    }
  }

  /** Moves past this start tag, if it comes next. */
  opens(startTag: string): boolean {
    if (!this.text.startsWith(startTag, this.at)) return false;
    this.at += startTag.length;
    return true;
  }

  /** The text of the element, up to and past its end tag. */
  content(isEmpty: boolean): string {
    if (isEmpty) return '';
    const end = this.text.indexOf('<', this.at);
    if (end < 0) throw new Error('the XML ends too early');
    const raw = this.text.slice(this.at, end);
    this.at = end;
    if (this.open()) throw new Error(`text was expected, and <${this.tag}> found`);
    const decoded = NOT_ASCII.test(raw) ? Buffer.from(raw, 'latin1').toString('utf8') : raw;
    return decoded.includes('&') ? decoded.replaceAll(ENTITY, decodeEntity) : decoded;
  }

  /** Skips the element and its content. */
  skip(isEmpty: boolean): void {
    if (isEmpty) return;
    while (this.open()) this.skip(this.isEmpty);
  }
}

const SLASH = 0x2f;
const QUESTION = 0x3f;
const EXCLAMATION = 0x21;

/** The document is stored as bytes, half the size of decoded text; only non-ASCII text is decoded. */
const NOT_ASCII = /[\x80-\xff]/;
const ENTITY = /&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g;
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function decodeEntity(entity: string, hex?: string, decimal?: string, name?: string): string {
  if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
  if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
  return NAMED[name ?? ''] ?? entity;
}

function rootReader(read: Read): XmlReader {
  return (document) => {
    const { buffer, byteOffset, byteLength } = document;
    const cursor = new Cursor(Buffer.from(buffer, byteOffset, byteLength).toString('latin1'));
    if (!cursor.open()) throw new Error('the XML has no root element');
    const answer = read(cursor, cursor.isEmpty) as object; // a structure's reader makes an object
    if (cursor.text.includes('<', cursor.at)) throw new Error('the XML goes on after its end');
    return detached(answer);
  };
}

/** Copies texts of the response: a slice, such as a page token, would keep the whole document in memory. */
function detached(answer: object): object {
  for (const [name, value] of Object.entries(answer)) {
    if (typeof value === 'string') Reflect.set(answer, name, Buffer.from(value).toString());
  }
  return answer;
}

/** Readers under construction, so that a shape may contain itself. */
type UnderWay = Map<unknown, { read: Read | undefined }>;

function readerOf(schema: NormalizedSchema, underWay: UnderWay): Read | undefined {
  if (schema.isUnionSchema()) return undefined;
  if (schema.isStructSchema()) return structReader(schema, underWay);
  if (schema.isListSchema()) return listReader(schema, underWay);
  if (schema.isStringSchema()) return (cursor, isEmpty) => cursor.content(isEmpty);
  if (schema.isBooleanSchema()) return (cursor, isEmpty) => cursor.content(isEmpty) === 'true';
  if (schema.isNumericSchema()) return (cursor, isEmpty) => Number(cursor.content(isEmpty));
  const isDateTime =
    schema.isTimestampSchema() && (schema.getSchema() === 4 || schema.getSchema() === 5);
  return isDateTime ? (cursor, isEmpty) => new Date(cursor.content(isEmpty)) : undefined;
}

/**
 * A member of a structure. AWS writes members in the same order each time, so the next one is guessed first.
 */
interface Member {
  readonly name: string;
  readonly read: Read;
  readonly startTag: string;
  following: Member | undefined;
}

function structReader(schema: NormalizedSchema, underWay: UnderWay): Read | undefined {
  const key = schema.getSchema();
  const known = underWay.get(key);
  if (known !== undefined) return (cursor, isEmpty) => known.read?.(cursor, isEmpty);
  const entry: { read: Read | undefined } = { read: undefined };
  underWay.set(key, entry);
  const members = new Map<string, Member>();
  for (const [name, member] of schema.structIterator()) {
    const traits = member.getMemberTraits();
    const read = readerOf(member, underWay);
    if (read === undefined || traits.xmlAttribute !== undefined) return undefined;
    if (member.getMergedTraits().xmlFlattened !== undefined) return undefined;
    const tag = traits.xmlName ?? name;
    members.set(tag, { name, read, startTag: `<${tag}>`, following: undefined });
  }
  const start: { following: Member | undefined } = { following: undefined };
  entry.read = (cursor, isEmpty) => {
    const output: Record<string, unknown> = {};
    if (isEmpty) return output;
    for (let before: { following: Member | undefined } = start; ;) {
      const guess = before.following;
      if (guess !== undefined && cursor.opens(guess.startTag)) {
        output[guess.name] = guess.read(cursor, false);
        before = guess;
        continue;
      }
      if (!cursor.open()) return output;
      const member = members.get(cursor.tag);
      if (member === undefined) {
        cursor.skip(cursor.isEmpty);
        continue;
      }
      output[member.name] = member.read(cursor, cursor.isEmpty);
      before.following = member;
      before = member;
    }
  };
  return entry.read;
}

function listReader(schema: NormalizedSchema, underWay: UnderWay): Read | undefined {
  const element = schema.getValueSchema();
  const tag = element.getMergedTraits().xmlName ?? 'member';
  const read = readerOf(element, underWay);
  if (read === undefined) return undefined;
  return (cursor, isEmpty) => {
    const list: unknown[] = [];
    if (isEmpty) return list;
    while (cursor.open()) {
      if (cursor.tag === tag) list.push(read(cursor, cursor.isEmpty));
      else cursor.skip(cursor.isEmpty);
    }
    return list;
  };
}
