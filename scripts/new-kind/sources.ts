import { upperFirst, type KindNames } from './kind-names.ts';
import type { Listing, Member, SdkClient } from './sdk-client.ts';

/** The inputs for the sources of a new kind. */
export interface Scaffold {
  readonly names: KindNames;
  readonly client: SdkClient;
  readonly listing: Listing;
}

/** The fields in `fields.ts`, which a definition imports if it uses them. */
const SHARED_FIELDS = ['structure', 'structureList', 'tagList', 'time'] as const;

/** The kind's definition: it compiles and lists; comments mark what to look up. */
export function definitionSource({ names, client, listing }: Scaffold): string {
  const { operation, items, item, pageSize } = listing;
  const parts = item === undefined ? textParts(listing) : structureParts(listing, item, names);
  const PER_PAGE = `${names.upperPlural}_PER_PAGE`;
  const isPascal = parts.listed.includes('pascalKeys');
  const shared = SHARED_FIELDS.filter((field) => new RegExp(`\\b${field}\\b`).test(parts.fields));
  const imports = [
    ...(shared.length > 0 ? [`import { ${shared.join(', ')} } from '../fields.ts';`] : []),
    ...(isPascal ? [`import { pascalKeys, type PascalKeys } from '../pascal-keys.ts';`] : []),
  ];
  const types = [`${operation}CommandOutput`, ...(item === undefined ? [] : [item])];
  return `
import { ${client.name}, paginate${operation} } from '${client.packageName}';
import type { ${types.join(', ')} } from '${client.packageName}';
import { z } from 'zod';
import type { ActionContext } from '../../actions/action.ts';
import { sdkPages } from '../../actions/sdk-pages.ts';
import { defineKind, type FieldsOf } from '../define-kind.ts';
${imports.join('\n')}

/** To be looked up: the maximum page size of ${operation}. */
const ${PER_PAGE} = 50;

${parts.types}

const Properties = z.object({
${parts.fields}
} satisfies FieldsOf<Source>);

/** To be written: the URL of ${operation} in the API reference. */
export const ${names.constant} = defineKind({
  kind: '${names.kind}',
  title: '${names.title}',
  reach: 'regional',
  client: ${client.name},
  properties: Properties,
  // To be looked up: CloudFormation's primary identifier; remove it if this is not a CloudFormation type.
  primaryIdentifier: ['${upperFirst(parts.id)}'],
  entity: {
    blueprint: '${names.blueprint}',
    identifier: '${parts.entityIdentifier}',
    title: '${parts.title}',
    properties: [${parts.shown.map((field) => `'${field}'`).join(', ')}],
    // To be considered: relations to other kinds, if a ${names.title} contains their identifiers.
  },
  list: {
    operation: '${operation}',
    permissions: ['${client.signingName}:${operation}'],
    pageSize: ${PER_PAGE},
    pages,
    items: identified,
  },
  get: {
    identifiers: ['${upperFirst(parts.id)}'],
    of: (item) => [idOf(item)],
    // To be replaced by a call for this one resource, if AWS has one: this reads the list to find it.
    async find([id = ''], context) {
      for await (const page of pages(context)) {
        const found = identified(page)?.find((item) => idOf(item) === id);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  },
  idOf,
  listed: ${parts.listed},
  actions: { defaults: [], options: [] },
});

function pages(context: ActionContext<${client.name}>): AsyncIterable<${operation}CommandOutput> {
  return sdkPages(paginate${operation}, context, {${pageSize === undefined ? '' : ` ${pageSize}: ${PER_PAGE} `}});
}

function identified(page: ${operation}CommandOutput): readonly Item[] | undefined {
  return page.${items}${parts.filter};
}

function idOf(item: Item): string {
  return ${parts.idExpression};
}
${parts.guard}`;
}

/** The simulated kind: it compiles, and the conformance tests fail until it is filled in. */
export function simulationSource({ names, client, listing }: Scaffold): string {
  const call = `${client.signingName}:${listing.operation}`;
  const name = listing.item === undefined ? textParts(listing).id : `${names.resource}Name`;
  return `
import type { ${listing.output} } from '${client.packageName}';
import type { SimulatedKind } from '../../simulation/simulated-kind.ts';

/** To be written: the URL of ${listing.operation} in the API reference. */
export const ${names.variable}: SimulatedKind = {
  kind: '${names.kind}',
  client: () => import('${client.packageName}'),
  gone: 'ResourceNotFoundException', // to be looked up
  calls: {
    '${call}': { most: 50 }, // to be looked up: the largest page
  },
  at(place) {
    const ${name} = \`${names.fileName}-\${place.n}\`;
    return {
      names: { ${name} },
      replies: {
        // To be filled in: AWS's data about this resource.
        '${call}': () => ({ ${listing.items}: [] }) satisfies ${listing.output},
      },
      // To be filled in: the expected raw item, property by property, and its CloudFormation model.
      items: () => [],
    };
  },
};
`;
}

/** The parts of a definition that depend on the listed type: structures or plain strings. */
interface Parts {
  readonly types: string;
  readonly fields: string;
  /** The member that identifies an item. */
  readonly id: string;
  readonly entityIdentifier: string;
  readonly title: string;
  readonly shown: readonly string[];
  readonly listed: string;
  readonly filter: string;
  readonly idExpression: string;
  readonly guard: string;
}

function structureParts({ fields }: Listing, item: string, { resource }: KindNames): Parts {
  const texts = fields.filter(({ shape }) => shape.isStringSchema()).map(({ name }) => name);
  const id = pick(texts, resource, ['Id', 'Name', 'Arn']);
  const isCamel = /^[a-z]/.test(id);
  const scalars = fields.filter(({ shape }) => !shape.isStructSchema() && !shape.isListSchema());
  const entityIdentifier = upperFirst(pick(texts, resource, ['Arn', 'Id', 'Name']));
  const title = upperFirst(nameAmong(texts, resource) ?? pick(texts, resource, ['Id', 'Arn']));
  return {
    types: `type Item = ${item} & { readonly ${id}: string };
type Source = ${isCamel ? `PascalKeys<${item}>` : item};`,
    fields: fields
      .map(
        (field) =>
          `${upperFirst(field.name)}: ${fieldSource(field)}${field.name === id ? '' : '.optional()'},`,
      )
      .join('\n'),
    id,
    entityIdentifier,
    title,
    shown: scalars
      .map(({ name }) => upperFirst(name))
      .filter((name) => name !== entityIdentifier && name !== title)
      .slice(0, 6),
    listed: isCamel ? '(item) => pascalKeys(item)' : '(item) => item',
    filter: '?.filter(isIdentified)',
    idExpression: `item.${id}`,
    guard: `
function isIdentified(item: ${item}): item is Item {
  return item.${id} !== undefined;
}
`,
  };
}

/** Lists of names, ARNs or URLs: each of the response's `queueUrls` is a `QueueUrl`. */
function textParts({ items }: Listing): Parts {
  const field = upperFirst(items.replace(/ies$/, 'y').replace(/s$/, ''));
  return {
    types: `type Item = string;
/** To be extended with the properties that actions add. */
type Source = { readonly ${field}: string };`,
    fields: `${field}: z.string(),`,
    id: field,
    entityIdentifier: field,
    title: field,
    shown: [],
    listed: `(item) => ({ ${field}: item })`,
    filter: '',
    idExpression: 'item',
    guard: '',
  };
}

/** The member with the resource's name: `QueueName`, otherwise `Name`. */
function nameAmong(members: readonly string[], resource: string): string | undefined {
  const find = (wanted: string): string | undefined =>
    members.find((name) => name.toLowerCase() === wanted.toLowerCase());
  return find(`${resource}Name`) ?? find('Name');
}

/** The member that matches one of these best: first with the resource's name, then alone, then any. */
function pick(members: readonly string[], resource: string, endings: readonly string[]): string {
  const find = (wanted: string): string | undefined =>
    members.find((name) => name.toLowerCase() === wanted.toLowerCase());
  const ways = [
    ...endings.map((ending) => find(`${resource}${ending}`)),
    ...endings.map((ending) => find(ending)),
    ...endings.map((ending) => members.find((name) => name.endsWith(ending))),
  ];
  return ways.find((way) => way !== undefined) ?? members[0] ?? 'Id';
}

function fieldSource({ name, shape }: Member): string {
  if (shape.isTimestampSchema()) return 'time';
  if (shape.isStringSchema()) return 'z.string()';
  if (shape.isBooleanSchema()) return 'z.boolean()';
  if (shape.isNumericSchema()) return 'z.number()';
  if (shape.isStructSchema()) return 'structure';
  if (shape.isMapSchema()) return 'z.record(z.string(), z.unknown())';
  if (!shape.isListSchema()) return 'z.unknown()';
  const element = shape.getValueSchema();
  if (element.isStringSchema()) return 'z.array(z.string())';
  if (!element.isStructSchema()) return 'z.array(z.unknown())';
  const members = [...element.structIterator()].map(([member]) => member);
  const isTags = name === 'Tags' && members.includes('Key') && members.includes('Value');
  return isTags ? 'tagList' : 'structureList';
}
