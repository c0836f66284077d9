/** Rows whose scope was read completely by the run that wrote them: the only ones that count. */
export const COMMITTED =
  '(scope_id, version, attempt) in (select scope_id, version, attempt from scope_log where is_complete)';

/** Columns of a resource that its history has too. */
export const RESOURCE_COLUMNS =
  'content_hash, id, arn, name, tags, properties, context, gaps, first_seen, last_seen';

/**
 * The rows that count, those of each resource's newest committed version.
 *
 * @param filter limits what is read: a condition on `scope_id` and `key_hash`
 */
export function currentRows(filter = 'true'): string {
  return `select scope_id, version, key_hash, ${RESOURCE_COLUMNS} from resource_log final
    where is_deleted = 0 and ${filter} and (scope_id, key_hash, version, attempt) in (
      select scope_id, key_hash, max(version), argMax(attempt, version) from resource_log
      where ${filter} and ${COMMITTED} group by scope_id, key_hash)`;
}

const TIME = "DateTime64(3, 'UTC')";

const RESOURCE_TYPES = `content_hash UInt64, id String, arn Nullable(String), name Nullable(String),
  tags Map(String, String), properties String, context Nullable(String), gaps String,
  first_seen ${TIME}, last_seen Nullable(${TIME})`;

/** A row that was sent twice replaces itself. */
const REPLACES_ITSELF =
  'engine = ReplacingMergeTree order by (scope_id, key_hash, version, attempt)';

/**
 * What each version of the store adds, the first first. A released step is never changed: a later version adds
 * another. ClickHouse has no transactions for tables, so each statement may be run again. Tables that are declared
 * (`StoredTable`) and views of kinds are made after these steps, from their declarations.
 *
 * Rows are appended under the run's number and a random `attempt`. They count from the moment in which `scope_log`
 * names both: one insert of one block, which ClickHouse takes whole or not at all.
 */
export const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `create table if not exists run_log (
       number Int64, attempt UInt64, id String, started_at ${TIME}, ended_at Nullable(${TIME}), status String,
       resources Nullable(Int64), calls Nullable(Int64), step UInt8, written_at ${TIME} default now64(3))
     engine = ReplacingMergeTree(step) order by (number, attempt)`,
    `create table if not exists run_heartbeat (attempt UInt64, at ${TIME} default now64(3))
     engine = ReplacingMergeTree(at) order by attempt`,
    `create table if not exists scope_log (
       scope_id Int32, version Int64, attempt UInt64, is_complete Bool, kind String, account String, region String,
       period String, resources Int64, outcome String, ended_at ${TIME}, error_code Nullable(String),
       error_message Nullable(String))
     engine = ReplacingMergeTree order by (scope_id, version, attempt)`,
    `create table if not exists resource_log (
       scope_id Int32, version Int64, attempt UInt64, key_hash UInt64, is_deleted Bool default false, ${RESOURCE_TYPES})
     ${REPLACES_ITSELF}`,
    `create table if not exists resource_change_log (
       scope_id Int32, version Int64, attempt UInt64, key_hash UInt64, change String, changed_at ${TIME}, id String,
       arn Nullable(String), name Nullable(String), properties String, first_seen ${TIME})
     ${REPLACES_ITSELF}`,
    `create table if not exists leaving (
       scope_id Int32, version Int64, attempt UInt64, key_hash UInt64, change String, changed_at ${TIME})
     ${REPLACES_ITSELF}`,
    `create or replace view run_state as
       select number, id, started_at, ended_at, status, resources, calls from run_log final
       where status <> 'withdrawn'`,
    `create or replace view scope_state as
       select scope_id as id, any(l.kind) as kind, any(l.account) as account, any(l.region) as region,
         any(l.period) as period, ifNull(maxIf(l.version, is_complete), 0) as version,
         ifNull(argMaxIf(l.resources, l.version, is_complete), 0) as resources,
         maxIf(toNullable(l.ended_at), is_complete) as last_read, argMax(l.outcome, l.version) as outcome,
         max(l.ended_at) as ended_at, argMax(tuple(l.error_code), l.version).1 as error_code,
         argMax(tuple(l.error_message), l.version).1 as error_message
       from scope_log as l group by scope_id`,
    `create or replace view resource_rows as ${currentRows()}`,
    `create or replace view resource_changes as
       select version as run, changed_at, scope_id, change, key_hash, id, arn, name, properties, first_seen
       from resource_change_log final where ${COMMITTED}`,
    `create or replace view resource_history as
       select s.kind as kind, s.account as account, s.region as region, c.id as id, c.arn as arn, c.name as name,
         c.change as change, c.changed_at as changed_at, c.run as run, c.properties as properties,
         c.first_seen as first_seen
       from resource_changes as c inner join scope_state as s on s.id = c.scope_id`,
    'create table if not exists view_state (digest String) engine = MergeTree order by digest',
    `create or replace function json_text as (document, path) ->
       if(JSON_QUERY(document, path) = '[null]', null, JSON_VALUE(document, path))`,
    `create or replace view runs as
       select number, id, started_at, ended_at, status, resources, calls from run_state`,
    `create or replace view scopes as
       select kind, account, region, nullIf(period, '') as period, outcome, error_code, error_message,
         ended_at as last_tried, last_read, resources from scope_state`,
    `create or replace view resources as
       select s.kind as kind, s.account as account, s.region as region, r.id as id, r.arn as arn, r.name as name,
         r.tags as tags, r.properties as properties, r.context as context, r.gaps as gaps,
         r.first_seen as first_seen, coalesce(r.last_seen, s.last_read) as last_seen
       from resource_rows as r inner join scope_state as s on s.id = r.scope_id`,
  ],
  [
    'create table if not exists table_state (digest String) engine = MergeTree order by digest',
    `create table if not exists part_log (
       table_name String, part String, version Int64, write UInt64, is_removed Bool, at ${TIME} default now64(3))
     engine = ReplacingMergeTree order by (table_name, part, version, write)`,
  ],
  [
    // In a column that may be null, JSON_VALUE gives an empty text for a value that is missing.
    `create or replace function json_text as (document, path) ->
       if(JSON_QUERY(ifNull(document, ''), path) = '[null]', null, JSON_VALUE(ifNull(document, ''), path))`,
  ],
];
