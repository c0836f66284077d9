import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { StateOwner } from '../entity-state.ts';
import type { Operation } from './database.ts';
import { Sum } from './record-sum.ts';

/** State data besides the records. */
const Header = z.object({
  version: z.literal(2),
  baseUrl: z.string(),
  type: z.string(),
  identifier: z.string(),
  /** The last comparison with Port, in milliseconds since the epoch. */
  comparedAt: z.number().optional(),
  /** The part of each kind's history that was read. */
  windows: z.record(z.string(), z.string()).optional(),
  /** Number of the last write included in the sum. */
  sealedAt: z.number(),
  /** Undefined after further writes. */
  sum: Sum.optional(),
});
export type Header = z.output<typeof Header>;

export const HEADER_KEY = Buffer.from('h');

/** The header of an empty state. */
export function emptyHeader({ baseUrl, type, identifier }: StateOwner): Header {
  return { version: 2, baseUrl, type, identifier, sealedAt: 0 };
}

export function without(header: Header, key: 'sum' | 'comparedAt'): Header {
  return Header.parse({ ...header, [key]: undefined });
}

export function isOwn(header: Header, owner: StateOwner): boolean {
  return (
    header.baseUrl === owner.baseUrl &&
    header.type === owner.type &&
    header.identifier === owner.identifier
  );
}

/** Writes the header, with its checksum. */
export function putHeader(header: Header): Operation {
  const text = JSON.stringify(header);
  const value = Buffer.from(`${checksumOf(text)}${text}`);
  return { type: 'put', key: HEADER_KEY, value };
}

/** The header in a value; `old` for another version. */
export function headerIn(value: Buffer | undefined): Header | 'damaged' | 'old' | undefined {
  if (value === undefined) return undefined;
  const text = value.toString('utf8', CHECKSUM_DIGITS);
  if (value.toString('latin1', 0, CHECKSUM_DIGITS) !== checksumOf(text)) {
    return value[0] === OPENING_BRACE ? 'old' : 'damaged'; // the first version had no checksum
  }
  return Header.safeParse(JSON.parse(text)).data ?? 'old';
}

const CHECKSUM_DIGITS = 8;
const OPENING_BRACE = 0x7b;

function checksumOf(text: string): string {
  return crc32(text).toString(16).padStart(CHECKSUM_DIGITS, '0');
}
