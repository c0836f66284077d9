import { classify } from '../../aws/errors.ts';
import { isRegionAllowed } from '../../aws/region-policy.ts';
import type { AccountSession } from '../../aws/session.ts';
import type { ScopeClients } from '../../aws/client-factory.ts';
import { removeEntities } from '../../catalog/remove-entities.ts';
import { ResourceWriter } from '../../catalog/resource-writer.ts';
import type { EntityState } from '../../catalog/state/entity-state.ts';
import type { EntityTarget } from '../../catalog/write/entity-target.ts';
import type { WriteFailures } from '../../catalog/write/write-failures.ts';
import { ResourceNotFoundError } from '../../core/exporters/exporter.ts';
import type { Kind } from '../../core/exporters/kind.ts';
import { primaryIdentifierOf } from '../../core/exporters/primary-identifier.ts';
import { GLOBAL_REGION } from '../../core/exporters/object-kind.ts';
import type { Batch } from '../../core/exporters/resource.ts';
import type { Scope } from '../../ledger/scope.ts';
import { FaultLog, type FaultSink } from '../../mapping/fault.ts';
import type { MappedEntity } from '../../mapping/mapped.ts';
import type { Mapper } from '../../mapping/mapper.ts';
import type { ReadPlan } from '../../resync/read-plan.ts';
import type { Enrich } from '../../resync/read-scope.ts';
import type { ApplyOutcome } from './apply-outcome.ts';
import type { ChangedResource } from './changed-resource.ts';

/** The current mapping, as live events need it. */
export interface LiveMapping {
  readonly mapper: Mapper;
  readonly kinds: ReadonlyMap<string, { readonly kind: Kind; readonly plan: ReadPlan }>;
}

export interface ApplyChangeOptions {
  readonly mapping: LiveMapping;
  readonly store: EntityState;
  readonly target: EntityTarget;
  readonly failures: WriteFailures;
  /** Receives mapping faults of the resource. */
  readonly faults: FaultSink;
  /** Undefined for an account that is not read. */
  session(accountId: string, signal: AbortSignal): Promise<AccountSession | undefined>;
  clients(session: AccountSession, signal: AbortSignal): ScopeClients;
  /** What runs add to raw items. @default nothing */
  readonly enrich?: Enrich | undefined;
  /** Excludes this entity from the current run. */
  touch(blueprint: string, identifier: string): void;
}

/**
 * Reads one changed resource, and updates its entities in Port. The event only triggers the read: the state
 * in AWS decides.
 *
 * @throws when a retry may help: AWS or Port is unreachable
 */
export async function applyChange(
  change: ChangedResource,
  options: ApplyChangeOptions,
  signal: AbortSignal,
): Promise<ApplyOutcome> {
  const known = options.mapping.kinds.get(change.kind);
  if (known === undefined) return 'ignored';
  const { kind, plan } = known;
  const isRegional = kind.reach === 'regional';
  const isAllowed = plan.regionPolicies.some((policy) => isRegionAllowed(policy, change.region));
  if (isRegional && !isAllowed) return 'ignored';
  const session = await options.session(change.accountId, signal);
  if (session === undefined) return 'ignored';
  const scope: Scope = {
    kind: kind.kind,
    accountId: change.accountId,
    region: isRegional ? change.region : GLOBAL_REGION,
  };
  let batch: Batch;
  try {
    batch = await kind.exporter.getResource(change.identifiers, {
      account: session.account,
      region: change.region,
      include: plan.include,
      clients: options.clients(session, signal),
      signal,
    });
  } catch (error) {
    if (error instanceof ResourceNotFoundError) {
      const entities = await stubEntities(change, kind, session, options, signal);
      // A record may name another account's resource: only a deletion proves that the resource was here.
      return remove(entities, scope, options, change.isDeletion);
    }
    if (classify(error).class === 'denied') return 'denied';
    throw error;
  }
  const source = { session, endpoint: change.region };
  const enriched = (await options.enrich?.(scope, batch, source, signal)) ?? batch;
  return write(enriched, scope, options, signal);
}

async function write(
  batch: Batch,
  scope: Scope,
  options: ApplyChangeOptions,
  signal: AbortSignal,
): Promise<ApplyOutcome> {
  const { mapping, store, target, failures, faults, touch } = options;
  const writer = new ResourceWriter({
    mapper: mapping.mapper,
    store,
    target,
    faults,
    admit: ({ entity: { blueprint, identifier } }) => {
      if (typeof identifier === 'string') touch(blueprint, identifier);
      return true;
    },
  });
  const before = failures.entities;
  const blocks = await writer.write(scope, batch, signal);
  await target.flush();
  failures.throwIfPortIsAway();
  // Resources that the selector excludes now must be deleted.
  const unselected = blocks.flatMap((block) => block.unselected);
  const removed = await remove(unselected, scope, options);
  if (failures.entities > before) return 'denied'; // Port rejected it with a reason: a retry does not help
  if (blocks.some(({ changed }) => changed > 0)) return 'written';
  return removed === 'deleted' ? 'deleted' : 'unchanged';
}

/** Deletes entities and excludes them from the current run. */
async function remove(
  entities: readonly MappedEntity[],
  scope: Scope,
  { store, target, failures, touch }: ApplyChangeOptions,
  takesUnknown = true,
): Promise<ApplyOutcome> {
  for (const { entity } of entities) {
    if (typeof entity.identifier === 'string') touch(entity.blueprint, entity.identifier);
  }
  const removal = await removeEntities(entities, scope, {
    store,
    target,
    failures,
    takesUnknown,
  });
  return removal === 'refused' ? 'denied' : removal;
}

/** The entities of a deleted resource, from its identifiers. */
async function stubEntities(
  { identifiers, region }: ChangedResource,
  { kind, liveEvents, primaryIdentifier }: Kind,
  { account }: AccountSession,
  { mapping }: ApplyChangeOptions,
  signal: AbortSignal,
): Promise<readonly MappedEntity[]> {
  const stub = liveEvents?.stub(identifiers, account, region);
  if (stub === undefined) return [];
  const item = {
    Type: kind,
    Properties: stub.properties,
    __ExtraContext: {
      ...(stub.extraContext ?? { AccountId: account.id, Region: region }),
      ...primaryIdentifierOf(stub.properties, primaryIdentifier),
    },
  };
  const input = { item, isIncomplete: true, isStub: true };
  // A stub has little more than identifiers: what the mapping cannot find in it is not a fault of the
  // mapping.
  const batches = await mapping.mapper.map(kind, [input], new FaultLog(), signal);
  return batches.flatMap(({ entities }) => entities);
}
