import type { Resource } from '../core/exporters/resource.ts';
import type { Scope } from '../ledger/scope.ts';
import { hash64 } from './hash64.ts';
import { arnOf, nameOf, tagsOf } from './resource-facts.ts';
import type { ResourceRow, StoredGap } from './rows.ts';

/** What a row has besides the resource. */
export interface RowFacts {
  readonly id: string;
  readonly gaps: readonly StoredGap[];
  readonly scopeId: number;
  readonly version: bigint;
  /** Milliseconds since the Unix epoch. */
  readonly firstSeen: number;
  /** What the kind's default entity takes as its title. */
  readonly title: string | object | undefined;
}

/** A resource as the store keeps it. */
export function rowOf(
  scope: Scope,
  { Properties, __ExtraContext }: Resource,
  facts: RowFacts,
): ResourceRow {
  const { id, gaps, title, ...place } = facts;
  const tags = tagsOf(Properties);
  const propertiesJson = JSON.stringify(Properties);
  const contextJson = contextOf(__ExtraContext);
  const gapsJson = JSON.stringify(gaps);
  return {
    ...place,
    keyHash: hash64(id),
    contentHash: hash64(`${propertiesJson}\0${contextJson ?? ''}\0${gapsJson}`) | 1n, // 0 is for "write it again"
    id,
    arn: arnOf(scope, Properties, id),
    name: nameOf(scope.kind, Properties, tags, title),
    tagsJson: JSON.stringify(tags),
    propertiesJson,
    contextJson,
    gapsJson,
  };
}

/** Account and region are columns of their own. */
function contextOf(context: Resource['__ExtraContext']): string | undefined {
  if (context === undefined) return undefined;
  const rest = Object.entries(context).filter(
    ([name]) => name !== 'AccountId' && name !== 'Region',
  );
  return rest.length === 0 ? undefined : JSON.stringify(Object.fromEntries(rest));
}
