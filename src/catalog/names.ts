import { scopeName, type Scope } from '../ledger/scope.ts';
import { sourceName, type EntitySource } from './state/entity-record.ts';

/** Key of an entity in the sets of a run. */
export function entityName(blueprint: string, identifier: string): string {
  return `${blueprint}\0${identifier}`;
}

/** Key of the part of an entity that one source wrote. */
export function recordName(blueprint: string, identifier: string, source: EntitySource): string {
  return `${blueprint}\0${identifier}\0${sourceName(source)}`;
}

/** Key of a resource of a scope in the sets of a run. */
export function resourceName(scope: Scope, resource: readonly string[]): string {
  return `${scopeName(scope)}\0${JSON.stringify(resource)}`;
}
