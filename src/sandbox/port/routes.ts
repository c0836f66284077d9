import type { Catalog, UpsertOptions } from './catalog.ts';
import type { PortFaults } from './faults.ts';
import type { IntegrationRecord } from './integration.ts';
import { isRecord, PortProblem, type StoredEntity } from './model.ts';
import type { SearchPages } from './pages.ts';

/** A call as the routes see it. */
export interface PortCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly userAgent: string;
}

export interface PortAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The state behind the routes. */
export interface PortParts {
  readonly catalog: Catalog;
  readonly integration: IntegrationRecord;
  readonly pages: SearchPages;
  readonly faults: PortFaults;
  readonly organizationId: string;
  readonly featureFlags: readonly string[];
  /** The most entities in one bulk call. */
  readonly maxBulkSize: number;
  /** Searches return an entity's datasource when requested. */
  readonly tellsDatasource: boolean;
}

type Handler = (call: PortCall, parts: PortParts, names: readonly string[]) => PortAnswer;

const MOST_DELETED = 100;
const MOST_FOUND = 1_000;

const ROUTES: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
  route('GET', '/v1/organization', (_, { organizationId, featureFlags }) =>
    ok({ organization: { id: organizationId, featureFlags } }),
  ),
  route('GET', '/v1/kafka-credentials', () =>
    ok({ credentials: { username: 'kafka-user', password: 'kafka-password' } }),
  ),
  route('POST', '/v1/integration', ({ body }, { integration }) =>
    ok({ integration: integration.create(body) }, 201),
  ),
  // Before ':id': types whose default blueprints Port itself can create. This one leaves that to its host.
  route('GET', '/v1/integration/provision-enabled', () => ok({ integrations: [] })),
  route('GET', '/v1/integration/:id', (_, { integration }, [id = '']) =>
    ok({ integration: integration.read(id) }),
  ),
  route('PATCH', '/v1/integration/:id', ({ body }, { integration }, [id = '']) =>
    ok({ integration: integration.patch(id, body) }),
  ),
  route('PATCH', '/v1/integration/:id/config', ({ body }, { integration }, [id = '']) =>
    ok({ integration: integration.patch(id, isRecord(body) ? { config: body['config'] } : {}) }),
  ),
  route('GET', '/v1/integration/:id/resync-request', (_, { integration }, [id = '']) => {
    integration.read(id);
    return ok({ request: integration.request });
  }),
  route('PATCH', '/v1/integration/:id/resync-state', ({ body }, { integration }, [id = '']) =>
    ok({ integration: integration.patchResyncState(id, body) }),
  ),
  route('POST', '/v1/integration/:id/kinds/:kind/examples', ({ body }, { integration }, names) => {
    integration.examples.set(names[1] ?? '', body);
    return ok({});
  }),
  route('GET', '/v1/blueprints', (_, { catalog }) =>
    ok({ blueprints: [...catalog.blueprints.values()] }),
  ),
  route('POST', '/v1/blueprints', ({ body }, { catalog }) =>
    ok({ blueprint: catalog.createBlueprint(body) }, 201),
  ),
  route('GET', '/v1/blueprints/:id', (_, { catalog }, [id = '']) =>
    ok({ blueprint: catalog.blueprint(id) }),
  ),
  route('PATCH', '/v1/blueprints/:id', ({ body }, { catalog }, [id = '']) =>
    ok({ blueprint: catalog.patchBlueprint(id, body) }),
  ),
  route('DELETE', '/v1/blueprints/:id', (_, { catalog }, [id = '']) => {
    catalog.deleteBlueprint(id);
    return ok({});
  }),
  route('POST', '/v1/blueprints/:id/entities/bulk', upsertMany),
  route('POST', '/v1/blueprints/:id/entities', (call, { catalog }, [id = '']) =>
    ok({ entity: catalog.upsert(id, call.body, optionsOf(call)).entity }, 201),
  ),
  route(
    'POST',
    '/v1/blueprints/:id/bulk/entities/delete',
    ({ body, query }, { catalog }, [id = '']) => {
      const identifiers = listOf(body, 'entities', MOST_DELETED).map(String);
      const deletedEntities = catalog.delete(id, identifiers, flag(query, 'delete_dependents'));
      return ok({ deletedEntities, maxBulkSize: MOST_DELETED });
    },
  ),
  route('DELETE', '/v1/blueprints/:id/entities/:entity', ({ query }, { catalog }, names) => {
    const [id = '', entity = ''] = names;
    const deleted = catalog.delete(id, [entity], flag(query, 'delete_dependents'));
    if (deleted.length === 0) throw new PortProblem(404, 'not_found', `no entity "${entity}"`);
    return ok({});
  }),
  route('GET', '/v1/blueprints/:id/entities-count', (_, { catalog }, [id = '']) => {
    catalog.blueprint(id);
    return ok({ count: catalog.entities(id).size });
  }),
  route('POST', '/v1/blueprints/entities/datasource-entities', ({ body }, { catalog, pages }) => {
    const { datasource_prefix: prefix, datasource_suffix: suffix, limit, from } = recordOf(body);
    const before = timeOf(recordOf(body)['before']);
    const isOurs = ({ datasource, updatedAt }: StoredEntity): boolean =>
      datasource.startsWith(String(prefix)) &&
      datasource.endsWith(String(suffix)) &&
      Date.parse(updatedAt) < before;
    const { entities, next } = pages.page(from, Math.min(Number(limit ?? 5_000), 5_000), () =>
      [...catalog.all()].filter(isOurs),
    );
    return ok({
      entities: entities.map(({ identifier, blueprint }) => ({ identifier, blueprint })),
      next,
    });
  }),
  route('POST', '/v1/blueprints/:id/entities/search', ({ body }, parts, [id = '']) => {
    const { catalog, pages } = parts;
    catalog.blueprint(id);
    const { query, limit = 200, from, include } = recordOf(body);
    if (Number(limit) < 1 || Number(limit) > MOST_FOUND) {
      throw new PortProblem(422, 'invalid_request', `limit must be from 1 to ${MOST_FOUND}`);
    }
    const { entities, next } = pages.page(from, Number(limit), () => catalog.search(query, id));
    return ok({ entities: entities.map((entity) => shown(entity, include, parts)), next });
  }),
  route('POST', '/v1/entities/search', ({ body, query }, parts) => {
    const include = query.getAll('include');
    const entities = [...parts.catalog.search(body)];
    return ok({ entities: entities.map((entity) => shown(entity, include, parts)) });
  }),
  route('POST', '/ingest/metrics/syncMetrics', ({ body }, { integration }) => {
    integration.metrics.push(...listOf(body, 'syncKindsMetrics', 1_000).filter(isRecord));
    return ok({});
  }),
  route(
    'PUT',
    '/ingest/metrics/syncMetrics/resync/:event/kind/:kind',
    ({ body }, { integration }) => {
      integration.metrics.push(recordOf(recordOf(body)['syncKindMetrics']));
      return ok({});
    },
  ),
  route('POST', '/ingest/metrics/heartbeat', ({ body }, { integration }) => {
    integration.heartbeats.push(body);
    return ok({});
  }),
  route('POST', '/ingest/logs', ({ body }, { integration }) => {
    integration.logs.push(...listOf(body, 'logs', 10_000).filter(isRecord));
    return ok({});
  }),
];

/** The response to a call. @throws {PortProblem} when Port refuses it. */
export function answer(call: PortCall, parts: PortParts): PortAnswer {
  for (const [method, path, handler] of ROUTES) {
    const match = method === call.method ? path.exec(call.path) : null;
    if (match !== null) return handler(call, parts, match.slice(1).map(decodeURIComponent));
  }
  throw new PortProblem(404, 'not_found', `no route ${call.method} ${call.path}`);
}

function route(method: string, path: string, handler: Handler): readonly [string, RegExp, Handler] {
  return [method, new RegExp(`^${path.replaceAll(/:\w+/g, '([^/]+)')}$`), handler];
}

function upsertMany(call: PortCall, parts: PortParts, [id = '']: readonly string[]): PortAnswer {
  const { catalog, faults, maxBulkSize } = parts;
  catalog.blueprint(id);
  const given = listOf(call.body, 'entities', maxBulkSize);
  const options = optionsOf(call);
  const entities: object[] = [];
  const errors: object[] = [];
  for (const [index, entity] of given.entries()) {
    const name =
      isRecord(entity) && typeof entity['identifier'] === 'string'
        ? entity['identifier']
        : 'unknown';
    try {
      const fault = faults.ofEntity(`${call.method} ${call.path}`, name);
      if (fault !== undefined)
        throw new PortProblem(fault.status ?? 422, 'invalid_request', 'refused on purpose');
      const { created } = catalog.upsert(id, entity, options);
      entities.push({ index, identifier: name, created, additionalData: {} });
    } catch (error) {
      if (!(error instanceof PortProblem)) throw error;
      const { status: statusCode, code, message } = error;
      errors.push({ index, identifier: name, statusCode, error: code, message });
    }
  }
  return ok({ maxBulkSize, entities, errors }, errors.length === 0 ? 200 : 207);
}

function optionsOf({ query, userAgent }: PortCall): UpsertOptions {
  return {
    merge: flag(query, 'merge'),
    createMissing: flag(query, 'create_missing_related_entities'),
    datasource: userAgent,
  };
}

function shown(
  { datasource, ...entity }: StoredEntity,
  include: unknown,
  { tellsDatasource }: PortParts,
): object {
  if (!Array.isArray(include) || include.length === 0) return entity;
  const wanted = new Set(include.map(String));
  const part = (group: Record<string, unknown>, name: string): object =>
    Object.fromEntries(Object.entries(group).filter(([key]) => wanted.has(`${name}.${key}`)));
  return {
    ...Object.fromEntries(Object.entries(entity).filter(([key]) => wanted.has(key))),
    ...(tellsDatasource && wanted.has('$datasource') && { datasource }),
    properties: part(entity.properties, 'properties'),
    relations: part(entity.relations, 'relations'),
  };
}

function listOf(body: unknown, key: string, most: number): readonly unknown[] {
  const list = recordOf(body)[key];
  if (Array.isArray(list) && list.length >= 1 && list.length <= most) return list as unknown[];
  throw new PortProblem(422, 'invalid_request', `${key} must be a list of 1 to ${most}`);
}

function recordOf(value: unknown): Record<string, unknown> {
  if (isRecord(value)) return value;
  throw new PortProblem(422, 'invalid_request', 'the body must be an object');
}

/** A point in time; without one, the end of time. */
function timeOf(value: unknown): number {
  if (value === undefined || value === null) return Number.POSITIVE_INFINITY;
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw new PortProblem(422, 'invalid_request', 'before must be a time');
  return time;
}

function flag(query: URLSearchParams, name: string): boolean {
  return query.get(name) === 'true';
}

function ok(body: object, status = 200): PortAnswer {
  return { status, body: { ok: true, ...body } };
}
