import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { CODECS, WIRE_VECTORS } from './wire-vectors.ts';

const DATA = process.env['LONGSHORE_TEST_DATA'] ?? '';
const PUBLISHED = path.join(DATA, 'plugin/wire-vectors.json');

const Vectors = z.object({
  messages: z.array(
    z.object({
      message: z.string(),
      name: z.string(),
      json: z.record(z.string(), z.unknown()),
      wire: z.string(),
    }),
  ),
});

/** Maps keep their keys as they are, in alphabetical order: they are written so in the vectors. */
const MAPS = new Set(['tags', 'details', 'metadata', 'capabilities', 'attributes']);

/** A message in the names of the wire as the generated code has it. */
function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:]+Z$/.test(value)) return new Date(value);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      MAPS.has(key) ? sorted(z.record(z.string(), z.unknown()).parse(member)) : camelCased(member),
    ]),
  );
}

function sorted(map: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function codecOf(message: string): (typeof CODECS)[string] {
  const codec = CODECS[message.slice(message.lastIndexOf('.') + 1)];
  if (codec === undefined) throw new Error(`no message ${message} in the protocol`);
  return codec;
}

describe('messages on the wire', () => {
  it.each(WIRE_VECTORS)('encodes and decodes $name', ({ message, value, wire }) => {
    const bytes = Buffer.from(wire, 'base64');

    const codec = codecOf(message);

    expect(Buffer.from(codec.encode(codec.fromPartial(value)).finish()).toString('base64')).toBe(
      wire,
    );
    expect(codec.decode(bytes)).toEqual(codec.fromPartial(value));
  });

  it('skips fields of later versions', () => {
    const known = Buffer.from('Cgphd3MtcHVibGlj', 'base64');
    const later = Buffer.from([...known, 0xfa, 0x3f, 0x02, 0x68, 0x69]);

    expect(codecOf('NameResponse').decode(later)).toEqual({ name: 'aws-public' });
  });
});

// Without LONGSHORE_TEST_DATA, the vectors above speak for the published ones.
(existsSync(PUBLISHED) ? describe : describe.skip)('the published vectors', () => {
  const { messages } = Vectors.parse(
    existsSync(PUBLISHED) ? JSON.parse(readFileSync(PUBLISHED, 'utf8')) : { messages: [] },
  );

  it.each(messages)('encodes and decodes $name', ({ message, json, wire }) => {
    const codec = codecOf(message);
    const value = codec.fromPartial(camelCased(json));

    expect(Buffer.from(codec.encode(value).finish()).toString('base64')).toBe(wire);
    expect(codec.decode(Buffer.from(wire, 'base64'))).toEqual(value);
  });
});
