import type { Entity, EntityKeys, SearchQueryValue } from './entity.ts';
import { plain } from './jq/exact-json.ts';
import { readExpression, type Expression } from './jq/expression.ts';
import { JqFailure } from './jq/jq-failure.ts';
import type { EntityMapping, SearchQuery } from './port-app-config.ts';

/** One field of an entity: a value, or a query whose leaves are expressions. */
export interface Field {
  /** Its path in the mapping: `properties.tags`. */
  readonly name: string;
  /** Its expressions. */
  readonly expressions: readonly Expression[];
  /** Its value for one item, and the faults. */
  valueOf(row: readonly unknown[], failures: JqFailure[]): unknown;
}

type Node =
  | { readonly type: 'jq'; readonly column: number }
  | { readonly type: 'query'; readonly members: Readonly<Record<string, Node>> }
  | { readonly type: 'list'; readonly elements: readonly Node[] }
  | { readonly type: 'constant'; readonly value: unknown };

/** The compiled expressions of one entity mapping, and how their results become an entity. */
export class EntityTemplate {
  readonly expressions: readonly Expression[];
  readonly keys: EntityKeys;
  /** It finds entities by query: the results can change although nothing here does. */
  readonly hasQueries: boolean;
  readonly fields: readonly Field[];

  constructor(mapping: EntityMapping) {
    const builder = new TemplateBuilder();
    const { identifier, blueprint, title, icon, team, properties, relations } = mapping;
    builder.add('identifier', identifier);
    builder.add('blueprint', blueprint);
    for (const [name, value] of Object.entries({ title, icon, team })) {
      if (value !== undefined && value !== null) builder.add(name, value);
    }
    for (const [key, value] of Object.entries(properties)) builder.add(`properties.${key}`, value);
    for (const [key, value] of Object.entries(relations)) builder.add(`relations.${key}`, value);
    this.expressions = builder.expressions;
    this.fields = builder.fields;
    this.hasQueries = builder.hasQueries;
    this.keys = {
      title: typeof title === 'string',
      icon: typeof icon === 'string',
      team: team !== undefined && team !== null,
      properties: Object.keys(properties).sort(),
      relations: Object.keys(relations).sort(),
    };
  }

  /** The blueprint's name, if it does not depend on the resource. */
  get constantBlueprint(): string | undefined {
    const field = this.fields.find(({ name }) => name === 'blueprint');
    const program = field?.expressions[0]?.native;
    if (program === undefined || program.reads.length > 0) return undefined;
    try {
      const value = program.first(null);
      return typeof value === 'string' ? value : undefined;
    } catch {
      return undefined;
    }
  }
}

/** Builds an entity from its field values, key by key. */
export function entityOf(values: Iterable<readonly [string, unknown]>): Entity {
  const fields: [string, unknown][] = [];
  const groups = new Map<string, [string, unknown][]>();
  for (const [field, value] of values) {
    const dot = field.indexOf('.');
    if (dot < 0) {
      fields.push([field, value]);
      continue;
    }
    const name = field.slice(0, dot);
    const members = groups.get(name) ?? [];
    groups.set(name, members);
    members.push([field.slice(dot + 1), value]);
  }
  for (const [name, members] of groups) fields.push([name, Object.fromEntries(members)]);
  return Object.fromEntries(fields) as unknown as Entity; // the mapper has checked identifier and blueprint
}

/** Is it a search query rather than a value? */
export function isSearchQuery(value: unknown): value is SearchQueryValue {
  return typeof value === 'object' && value !== null && 'combinator' in value && 'rules' in value;
}

class TemplateBuilder {
  readonly fields: Field[] = [];
  readonly expressions: Expression[] = [];
  hasQueries = false;

  add(name: string, value: string | SearchQuery): void {
    const first = this.expressions.length;
    const node = this.#node(value);
    this.hasQueries ||= node.type === 'query';
    this.fields.push({
      name,
      expressions: this.expressions.slice(first),
      valueOf: (row, failures) => build(node, row, failures),
    });
  }

  #node(value: unknown): Node {
    if (typeof value === 'string') {
      this.expressions.push(readExpression(value));
      return { type: 'jq', column: this.expressions.length - 1 };
    }
    if (Array.isArray(value)) {
      return { type: 'list', elements: value.map((element: unknown) => this.#node(element)) };
    }
    if (typeof value !== 'object' || value === null) return { type: 'constant', value };
    const members = Object.entries(value).map(
      ([key, member]) => [key, this.#node(member)] as const,
    );
    return { type: 'query', members: Object.fromEntries(members) };
  }
}

function build(node: Node, row: readonly unknown[], failures: JqFailure[]): unknown {
  switch (node.type) {
    case 'jq': {
      const value = row[node.column];
      if (!(value instanceof JqFailure)) return plain(value);
      failures.push(value);
      return null;
    }
    case 'constant':
      return node.value;
    case 'list':
      return node.elements.map((element) => build(element, row, failures));
    case 'query':
      return Object.fromEntries(
        Object.entries(node.members).map(([key, member]) => [key, build(member, row, failures)]),
      );
  }
}
