import { Refusal } from './refusal.ts';
import type { SdkClient } from './sdk-client.ts';

/** How the sandbox calls the protocols, and what it says of their answers. */
const PROTOCOLS: Readonly<Record<string, readonly [protocol: string, options: string]>> = {
  'aws.protocols#awsJson1_0': ['json', 'JSON_1_0'],
  'aws.protocols#awsJson1_1': ['json', 'JSON_1_1'],
  'aws.protocols#restJson1': ['rest-json', 'JSON_1'],
  'aws.protocols#restXml': ['rest-xml', ''],
  'aws.protocols#awsQuery': ['query', ''],
  'aws.protocols#ec2Query': ['ec2', ''],
};

const START = /\n *\/\/ sorted: `npm run new-kind` adds to these\n/;
const END = /\n *\/\/ end of sorted\n/;
const ENTRY = /^ {2}'?([\w-]+)'?:/;

/** Has the block between the markers a line for this service? */
export function hasEntry(source: string, signingName: string): boolean {
  return entriesOf(blockOf(source).text).some(({ key }) => key === signingName);
}

/** The file that a service's handlers stand in; undefined when it has none. */
export function handlersFile(embeddedAws: string, signingName: string): string | undefined {
  const name = new RegExp(`^ {2}'?${signingName}'?: (\\w+),$`, 'm').exec(embeddedAws)?.[1];
  return name === undefined
    ? undefined
    : new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from '\\./(services/[^']+)'`).exec(
        embeddedAws,
      )?.[1];
}

/** The line of `wire/operations.ts` that tells the sandbox which protocol a service speaks. */
export function loaderEntry({
  packageName,
  signingName,
  protocol,
  isQueryCompatible,
}: SdkClient): string {
  const [dialect, content] = PROTOCOLS[protocol] ?? [];
  if (dialect === undefined || content === undefined) {
    throw new Refusal(`the sandbox does not speak ${protocol}, which ${packageName} wants`);
  }
  const options = isQueryCompatible ? `{ ...${content}, isQueryCompatible: true }` : content;
  const rest = options === '' ? '' : `, ${options}`;
  return `async () => model('${signingName}', '${dialect}', await import('${packageName}')${rest})`;
}

/** Adds `key: value` between the markers, among its neighbours by name. */
export function withEntry(source: string, key: string, value: string): string {
  const { start, end, text } = blockOf(source);
  const name = /^\w+$/.test(key) ? key : `'${key}'`;
  const entries = [...entriesOf(text), { key, text: `  ${name}: ${value},` }];
  const sorted = entries.sort((one, other) => (one.key < other.key ? -1 : 1));
  return source.slice(0, start) + sorted.map((entry) => entry.text).join('\n') + source.slice(end);
}

/** Adds the import of a service's handlers among the others. */
export function withImport(source: string, name: string, file: string): string {
  const lines = source.split('\n');
  const later = lines.findIndex((line) => {
    const other = /from '\.\/(services\/[^']+|wire\/[^']+)';$/.exec(line)?.[1];
    return other !== undefined && other > file;
  });
  lines.splice(later, 0, `import { ${name} } from './${file}';`);
  return lines.join('\n');
}

function blockOf(source: string): { start: number; end: number; text: string } {
  const opening = START.exec(source);
  const closing = END.exec(source);
  if (opening === null || closing === null) throw new Refusal('the marker comments are missing');
  const start = opening.index + opening[0].length;
  return { start, end: closing.index, text: source.slice(start, closing.index) };
}

/** The entries of an object literal, each with all of its lines. */
function entriesOf(text: string): readonly { readonly key: string; readonly text: string }[] {
  const entries: { key: string; text: string }[] = [];
  for (const line of text.split('\n')) {
    const key = ENTRY.exec(line)?.[1];
    const last = entries.at(-1);
    if (key !== undefined) entries.push({ key, text: line });
    else if (last !== undefined) last.text += `\n${line}`;
  }
  return entries;
}
