import { NormalizedSchema } from '@smithy/core/schema';
import type { Shape } from './xml-writer.ts';

/** How a protocol writes names and lists into form fields. */
export type QueryDialect = 'ec2' | 'query';

/** Reads an operation's input from a form, as the query protocols flatten it (`Filter.1.Value.2`). */
export function readQuery(shape: Shape, form: URLSearchParams, dialect: QueryDialect): object {
  const fields = new Map(form);
  return readStruct(NormalizedSchema.of(shape), '', fields, dialect);
}

function readStruct(
  schema: NormalizedSchema,
  prefix: string,
  fields: ReadonlyMap<string, string>,
  dialect: QueryDialect,
): object {
  const entries: [string, unknown][] = [];
  for (const [name, member] of schema.structIterator()) {
    const value = readMember(
      member,
      `${prefix}${fieldName(member, name, dialect)}`,
      fields,
      dialect,
    );
    if (value !== undefined) entries.push([name, value]);
  }
  return Object.fromEntries(entries);
}

function readMember(
  member: NormalizedSchema,
  key: string,
  fields: ReadonlyMap<string, string>,
  dialect: QueryDialect,
): unknown {
  const isPresent = [...fields.keys()].some((name) => name === key || name.startsWith(`${key}.`));
  if (!isPresent) return undefined;
  if (member.isListSchema()) {
    const isFlat = dialect === 'ec2' || member.getMergedTraits().xmlFlattened !== undefined;
    const base = isFlat ? key : `${key}.member`;
    const list: unknown[] = [];
    for (let index = 1; ; index += 1) {
      const value = readMember(member.getValueSchema(), `${base}.${index}`, fields, dialect);
      if (value === undefined) return list;
      list.push(value);
    }
  }
  if (member.isStructSchema()) return readStruct(member, `${key}.`, fields, dialect);
  const text = fields.get(key);
  if (text === undefined) return undefined;
  if (member.isBooleanSchema()) return text === 'true';
  if (member.isNumericSchema()) return Number(text);
  return text;
}

function fieldName(member: NormalizedSchema, name: string, dialect: QueryDialect): string {
  const traits = member.getMergedTraits();
  if (dialect === 'query') return traits.xmlName ?? name;
  const queryName = traits['ec2QueryName'];
  if (typeof queryName === 'string') return queryName;
  const wireName = traits.xmlName ?? name;
  return wireName.charAt(0).toUpperCase() + wireName.slice(1);
}
