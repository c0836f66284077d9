import { NormalizedSchema } from '@smithy/core/schema';

/** Turns a value into XML text. */
type Writer = (value: unknown) => string;

/** The SDK's export for a shape: `ListQueuesResult$`. */
export type Shape = Parameters<typeof NormalizedSchema.of>[0];

const contents = new WeakMap<object, Writer>();

/**
 * The writer of a structure's content, without its own tag. Compiled once per shape: names and order of
 * members are looked up ahead, so that writing only builds strings.
 */
export function xmlContent(shape: Shape): Writer {
  return structContent(NormalizedSchema.of(shape));
}

/** The writer of one member of a structure, with its tag and the tag's attributes (` xmlns="…"`). */
export function xmlMember(structure: Shape, name: string, namespace = ''): Writer {
  const member = NormalizedSchema.of(structure).getMemberSchema(name);
  const tag = rootTag(member.getSchema()) ?? wireName(member, name); // its own shape's name comes first
  const content = member.isStructSchema() ? structContent(member) : scalar;
  return (value) => `<${tag}${namespace}>${content(value)}</${tag}>`;
}

/** The element name in the shape itself, if it has one. */
export function rootTag(shape: Shape): string | undefined {
  return NormalizedSchema.of(shape).getMergedTraits().xmlName;
}

function wireName(member: NormalizedSchema, name: string): string {
  return member.getMergedTraits().xmlName ?? name;
}

/** The members of a structure with their traits. */
export function membersOf(structure: Shape): readonly (readonly [string, NormalizedSchema])[] {
  return [...NormalizedSchema.of(structure).structIterator()];
}

function structContent(schema: NormalizedSchema): Writer {
  const key: unknown = schema.getSchema();
  if (typeof key === 'object' && key !== null) {
    const known = contents.get(key);
    if (known !== undefined) return known;
  }
  let members: (readonly [string, Writer])[] | undefined;
  const writer: Writer = (value) => {
    // Resolved on first use, because shapes may contain themselves.
    members ??= [...schema.structIterator()]
      .filter(([, member]) => member.getMergedTraits().xmlAttribute === undefined)
      .map(([name, member]) => [name, memberWriter(member, name)]);
    let text = '';
    for (const [name, write] of members) {
      const part = property(value, name);
      if (part !== undefined && part !== null) text += write(part);
    }
    return text;
  };
  if (typeof key === 'object' && key !== null) contents.set(key, writer);
  return writer;
}

function memberWriter(member: NormalizedSchema, name: string): Writer {
  const traits = member.getMergedTraits();
  const tag = wireName(member, name);
  if (member.isListSchema()) return listWriter(member, tag, traits.xmlFlattened !== undefined);
  if (member.isMapSchema()) return mapWriter(member, tag);
  if (member.isStructSchema()) {
    const content = structContent(member);
    const attributes = attributesWriter(member);
    return (value) => `<${tag}${attributes(value)}>${content(value)}</${tag}>`;
  }
  return (value) => `<${tag}>${scalar(value)}</${tag}>`;
}

function attributesWriter(schema: NormalizedSchema): Writer {
  const attributes = [...schema.structIterator()]
    .filter(([, member]) => member.getMergedTraits().xmlAttribute !== undefined)
    .map(([name, member]) => [name, wireName(member, name)] as const);
  if (attributes.length === 0) return () => '';
  return (value) =>
    attributes
      .map(([name, tag]) => {
        const part = property(value, name);
        return part === undefined ? '' : ` ${tag}="${scalar(part)}"`;
      })
      .join('');
}

function listWriter(list: NormalizedSchema, tag: string, isFlattened: boolean): Writer {
  const element = list.getValueSchema();
  const elementTag = isFlattened ? tag : wireName(element, 'member');
  const content = element.isStructSchema() ? structContent(element) : scalar;
  const elements = (value: unknown): string => {
    let text = '';
    for (const part of Array.isArray(value) ? value : []) {
      text += `<${elementTag}>${content(part)}</${elementTag}>`;
    }
    return text;
  };
  return isFlattened ? elements : (value) => `<${tag}>${elements(value)}</${tag}>`;
}

function mapWriter(map: NormalizedSchema, tag: string): Writer {
  const element = map.getValueSchema();
  const content = element.isStructSchema() ? structContent(element) : scalar;
  return (value) => {
    const entries = Object.entries(typeof value === 'object' && value !== null ? value : {});
    const text = entries.map(
      ([key, part]) => `<entry><key>${escapeXml(key)}</key><value>${content(part)}</value></entry>`,
    );
    return `<${tag}>${text.join('')}</${tag}>`;
  };
}

function scalar(value: unknown): string {
  if (typeof value === 'string') return escapeXml(value);
  if (value instanceof Date) return value.toISOString();
  return String(value);
}

const SPECIAL = /[&<>"'\r]/;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#xD;',
};

/** Text that is safe between tags and in attributes. */
export function escapeXml(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text.replaceAll(/[&<>"'\r]/g, (character) => ENTITIES[character] ?? character);
}

/** A member of a value that may not be an object. */
export function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const member: unknown = Reflect.get(value, name);
  return member;
}
