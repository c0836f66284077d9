import { NormalizedSchema } from '@smithy/core/schema';
import type { Shape } from './xml-writer.ts';

/** An element of XML. */
interface Element {
  readonly name: string;
  readonly children: Element[];
  text: string;
}

/** A tag that opens or closes an element, or the text between two. */
const TOKEN = /<\?[^>]*>|<(\/?)([\w:.-]+)[^>]*?(\/?)>|([^<]+)/g;
const ENTITY = /&(amp|lt|gt|quot|apos|#xD);/g;
const CHARACTERS: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#xD': '\r',
};

/** Reads an operation's input from the body of a request, as `rest-xml` writes it. */
export function readXml(shape: Shape, body: string): object {
  const root = parse(body);
  return root === undefined ? {} : readStruct(NormalizedSchema.of(shape), root);
}

function parse(text: string): Element | undefined {
  const document: Element = { name: '', children: [], text: '' };
  const open = [document];
  for (const [token, isEnd, name, isEmpty, content] of text.matchAll(TOKEN)) {
    const parent = open.at(-1) ?? document;
    if (content !== undefined) parent.text += unescape(content);
    else if (isEnd === '/') open.pop();
    else if (name !== undefined && !token.startsWith('<?')) {
      const element: Element = { name, children: [], text: '' };
      parent.children.push(element);
      if (isEmpty !== '/') open.push(element);
    }
  }
  return document.children[0];
}

function unescape(text: string): string {
  return text.replaceAll(ENTITY, (entity, name: string) => CHARACTERS[name] ?? entity);
}

function readStruct(schema: NormalizedSchema, element: Element): object {
  const entries: [string, unknown][] = [];
  for (const [name, member] of schema.structIterator()) {
    const tag = member.getMergedTraits().xmlName ?? name;
    const found = element.children.filter((child) => child.name === tag);
    const [first] = found;
    if (first === undefined) continue;
    const isFlat = member.getMergedTraits().xmlFlattened !== undefined;
    const value = member.isListSchema()
      ? readList(member, isFlat ? found : first.children)
      : readValue(member, first);
    entries.push([name, value]);
  }
  return Object.fromEntries(entries);
}

function readList(list: NormalizedSchema, elements: readonly Element[]): readonly unknown[] {
  const schema = list.getValueSchema();
  return elements.map((element) => readValue(schema, element));
}

function readValue(schema: NormalizedSchema, element: Element): unknown {
  if (schema.isListSchema()) return readList(schema, element.children);
  if (schema.isStructSchema()) return readStruct(schema, element);
  if (schema.isBooleanSchema()) return element.text === 'true';
  return schema.isNumericSchema() ? Number(element.text) : element.text;
}
