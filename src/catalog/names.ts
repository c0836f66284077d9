import type { Scope } from '../ledger/scope.ts';
import { sourceName, type EntitySource } from './state/entity-record.ts';

/** Names an entity in the sets of a run. */
export function entityName(blueprint: string, identifier: string): string {
  return `${blueprint}\0${identifier}`;
}

/** Names what one source made of an entity. */
export function recordName(blueprint: string, identifier: string, source: EntitySource): string {
  return `${blueprint}\0${identifier}\0${sourceName(source)}`;
}

/** Names a resource of a scope in the sets of a run. */
export function resourceName(
  { kind, accountId, region }: Pick<Scope, 'kind' | 'accountId' | 'region'>,
  resource: readonly string[],
): string {
  return `${kind}\0${accountId}\0${region}\0${JSON.stringify(resource)}`;
}
