/**
 * What each version of the store's file adds, the first first. A released step is never changed: a later version
 * adds another. Tables that are declared (`StoredTable`) and views of kinds are made after these steps, from
 * their declarations.
 */
export const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `create table run_state (
       number bigint primary key, id varchar not null, started_at timestamptz not null, ended_at timestamptz,
       status varchar not null, resources bigint, calls bigint)`,
    `create table scope_state (
       id integer primary key, kind varchar not null, account varchar not null, region varchar not null,
       period varchar not null, version bigint not null, resources bigint not null, last_read timestamptz,
       outcome varchar not null, ended_at timestamptz not null, error_code varchar, error_message varchar)`,
    `create table resource_rows (
       scope_id integer not null, version bigint not null, key_hash ubigint not null, content_hash ubigint not null,
       id varchar not null, arn varchar, name varchar, tags varchar not null, properties json not null,
       context json, gaps json not null, first_seen timestamptz not null, last_seen timestamptz)`,
    `create table resource_changes (
       run bigint not null, changed_at timestamptz not null, scope_id integer not null, change varchar not null,
       key_hash ubigint not null, id varchar not null, arn varchar, name varchar, properties json not null,
       first_seen timestamptz not null)`,
    'create macro json_text(document, path) as json_extract_string(document, path)',
    `create table view_state (digest varchar not null)`,
    `create view runs as
       select number, id, started_at, ended_at, status, resources, calls from run_state`,
    `create view scopes as
       select kind, account, region, nullif(period, '') as period, outcome, error_code, error_message,
         ended_at as last_tried, last_read, resources from scope_state`,
    `create view resources as
       select s.kind, s.account, s.region, r.id, r.arn, r.name,
         from_json(r.tags, '"MAP(VARCHAR,VARCHAR)"') as tags, r.properties, r.context, r.gaps, r.first_seen,
         coalesce(r.last_seen, s.last_read) as last_seen
       from resource_rows r join scope_state s on s.id = r.scope_id
       where r.version <= s.version`,
    `create view resource_history as
       select s.kind, s.account, s.region, c.id, c.arn, c.name, c.change, c.changed_at, c.run, c.properties, c.first_seen
       from resource_changes c join scope_state s on s.id = c.scope_id`,
  ],
  ['create table table_state (digest varchar not null)'],
];
