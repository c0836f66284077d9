import type { Resource } from '../core/exporters/resource.ts';
import type { Scope } from '../ledger/scope.ts';
import { contentHash } from './content-hash.ts';
import { arnOf, nameOf, tagsOf } from './resource-facts.ts';
import type { ResourceRow, StoredGap } from './rows.ts';

const NO_GAPS = '[]';

/** What a row has besides the resource. */
export interface RowFacts {
  readonly id: string;
  /** 64 bits of it. */
  readonly keyHash: bigint;
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
  const { id, gaps } = facts;
  const tags = tagsOf(Properties);
  const propertiesJson = JSON.stringify(Properties);
  const contextJson = __ExtraContext === undefined ? undefined : contextOf(__ExtraContext, scope);
  const gapsJson = gaps.length === 0 ? NO_GAPS : JSON.stringify(gaps);
  return {
    scopeId: facts.scopeId,
    version: facts.version,
    keyHash: facts.keyHash,
    contentHash: contentHash(contentOf(propertiesJson, contextJson, gapsJson)),
    id,
    arn: arnOf(scope, Properties, id),
    name: nameOf(scope.kind, Properties, tags, facts.title),
    tagsJson: JSON.stringify(tags),
    propertiesJson,
    contextJson,
    gapsJson,
    firstSeen: facts.firstSeen,
  };
}

/** Most resources have neither context nor gaps. */
function contentOf(properties: string, context: string | undefined, gaps: string): string {
  const isPlain = context === undefined && gaps === NO_GAPS;
  return isPlain ? properties : `${properties}\0${context ?? ''}\0${gaps}`;
}

/** Account and region are columns of their own; a bucket's own region is not that of its scope. */
function contextOf(
  context: Readonly<Record<string, unknown>>,
  { region }: Scope,
): string | undefined {
  let rest: Record<string, unknown> | undefined;
  for (const name in context) {
    if (name === 'AccountId' || (name === 'Region' && context[name] === region)) continue;
    rest ??= {};
    rest[name] = context[name];
  }
  return rest === undefined ? undefined : JSON.stringify(rest);
}
