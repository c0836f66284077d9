import { STORED_TABLES } from './cost-tables.ts';
import { STORED_VIEWS } from './cost-views.ts';

/** What each table holds: users see this with `longshore query --tables`. */
export const TABLES: Readonly<Record<string, string>> = {
  resources: 'every resource, of all kinds; one row each',
  scopes: 'each account, region and kind: how it was last read, and when it was read completely',
  runs: 'every run, with its outcome',
  resource_history: 'earlier properties of resources that changed or disappeared',
  ...Object.fromEntries(
    [...STORED_TABLES, ...STORED_VIEWS].map(({ name, description }) => [name, description]),
  ),
};

/** A table that a query may name. */
export interface TableDescription {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** A table with what it holds; one that is not common is the view of a kind. */
export function describedTable(
  name: string,
  columns: TableDescription['columns'],
): TableDescription {
  return { name, description: TABLES[name] ?? 'the resources of one kind', columns };
}

/** The common tables in their order, then the views of kinds by name. */
export function commonFirst(one: TableDescription, other: TableDescription): number {
  return rankOf(one) - rankOf(other) || (one.name < other.name ? -1 : 1);
}

function rankOf({ name }: TableDescription): number {
  const rank = Object.keys(TABLES).indexOf(name);
  return rank < 0 ? Number.MAX_SAFE_INTEGER : rank;
}
