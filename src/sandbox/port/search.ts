import { isRecord, PortProblem, type StoredEntity } from './model.ts';

type Test = (entity: StoredEntity) => boolean;

/** Compiles a search query to a test of entities. @throws {PortProblem} 422 for an invalid query. */
export function compileQuery(query: unknown): Test {
  if (!isRecord(query) || !Array.isArray(query['rules'])) {
    throw new PortProblem(422, 'invalid_request', 'a query needs combinator and rules');
  }
  const tests = query['rules'].map((rule: unknown) =>
    isRecord(rule) && 'combinator' in rule ? compileQuery(rule) : compileRule(rule),
  );
  return query['combinator'] === 'or'
    ? (entity) => tests.some((test) => test(entity))
    : (entity) => tests.every((test) => test(entity));
}

/** Identifiers named in a query, so that not every entity must be tested. */
export function identifiersOf(query: unknown): readonly string[] | undefined {
  if (!isRecord(query) || query['combinator'] === 'or' || !Array.isArray(query['rules'])) {
    return undefined;
  }
  for (const rule of query['rules'] as unknown[]) {
    if (!isRecord(rule) || rule['property'] !== '$identifier') continue;
    if (rule['operator'] === 'in' && Array.isArray(rule['value'])) return rule['value'].map(String);
    if (rule['operator'] === '=') return [String(rule['value'])];
  }
  return undefined;
}

function compileRule(rule: unknown): Test {
  if (!isRecord(rule)) throw new PortProblem(422, 'invalid_request', 'a rule must be an object');
  const { property, operator, value } = rule;
  const read = reader(String(property));
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  switch (operator) {
    case '=':
      return (entity) => (read(entity) ?? null) === (value ?? null);
    case '!=':
      return (entity) => (read(entity) ?? null) !== (value ?? null);
    case 'in':
      return (entity) => list.includes(read(entity));
    case 'notIn':
      return (entity) => !list.includes(read(entity));
    case 'contains':
      return (entity) => includes(read(entity), value);
    case 'doesNotContains':
      return (entity) => !includes(read(entity), value);
    case 'containsAny':
      return (entity) => list.some((one) => includes(read(entity), one));
    case 'beginsWith':
      return (entity) => textOf(read(entity)).startsWith(String(value));
    case 'endsWith':
      return (entity) => textOf(read(entity)).endsWith(String(value));
    case '<':
      return (entity) => textOf(read(entity)) < String(value);
    case '>':
      return (entity) => textOf(read(entity)) > String(value);
    case 'isEmpty':
      return (entity) => (read(entity) ?? null) === null;
    case 'isNotEmpty':
      return (entity) => (read(entity) ?? null) !== null;
    default:
      throw new PortProblem(422, 'invalid_request', `unknown operator ${String(operator)}`);
  }
}

function reader(property: string): (entity: StoredEntity) => unknown {
  switch (property) {
    case '$identifier':
      return ({ identifier }) => identifier;
    case '$title':
      return ({ title }) => title;
    case '$blueprint':
      return ({ blueprint }) => blueprint;
    case '$datasource':
      return ({ datasource }) => datasource;
    case '$updatedAt':
      return ({ updatedAt }) => updatedAt;
    case '$team':
      return ({ team }) => team;
    default:
      return ({ properties, relations }) => properties[property] ?? relations[property];
  }
}

function includes(value: unknown, part: unknown): boolean {
  if (Array.isArray(value)) return value.includes(part);
  return typeof value === 'string' && typeof part === 'string' && value.includes(part);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
