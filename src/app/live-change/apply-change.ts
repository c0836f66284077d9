import { classify } from '../../aws/errors.ts';
import { isRegionAllowed } from '../../aws/region-policy.ts';
import type { AccountSession } from '../../aws/session.ts';
import type { ScopeClients } from '../../aws/client-factory.ts';
import { ResourceNotFoundError } from '../../core/exporters/exporter.ts';
import type { Kind } from '../../core/exporters/kind.ts';
import { GLOBAL_REGION } from '../../core/exporters/object-kind.ts';
import type { Batch } from '../../core/exporters/resource.ts';
import type { EntityState } from '../../catalog/state/entity-state.ts';
import type { Scope } from '../../ledger/scope.ts';
import { FaultLog, type FaultSink } from '../../mapping/fault.ts';
import type { MappedEntity, MappingInput } from '../../mapping/mapped.ts';
import type { Mapper } from '../../mapping/mapper.ts';
import type { ReadPlan } from '../../resync/read-plan.ts';
import { EntityTracker } from '../../catalog/compare/entity-tracker.ts';
import type { EntityTarget } from '../../catalog/write/entity-target.ts';
import type { WriteFailures } from '../../catalog/write/write-failures.ts';
import type { ApplyOutcome } from './apply-outcome.ts';
import type { ChangedResource } from './changed-resource.ts';

/** The mapping of the moment, as live events need it. */
export interface LiveMapping {
  readonly mapper: Mapper;
  readonly kinds: ReadonlyMap<string, { readonly kind: Kind; readonly plan: ReadPlan }>;
}

export interface ApplyChangeOptions {
  readonly mapping: LiveMapping;
  readonly store: EntityState;
  readonly target: EntityTarget;
  readonly failures: WriteFailures;
  /** Takes what the mapping could not make of the resource. */
  readonly faults: FaultSink;
  /** Undefined when the account is not among those that are read. */
  session(accountId: string, signal: AbortSignal): Promise<AccountSession | undefined>;
  clients(session: AccountSession, signal: AbortSignal): ScopeClients;
  /** A run that is under way leaves this entity alone from now on. */
  touch(blueprint: string, identifier: string): void;
}

/**
 * Reads one changed resource anew, and makes its entities in Port agree: whatever the event was, AWS has
 * the last word.
 *
 * @throws what another try may mend: AWS or Port out of reach
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
      return removeEntities(
        await stubEntities(change, kind, session, options, signal),
        scope,
        options,
      );
    }
    if (classify(error).class === 'denied') return 'denied';
    throw error;
  }
  return write(batch, scope, options, signal);
}

async function write(
  { resources, gaps, incomplete }: Batch,
  scope: Scope,
  options: ApplyChangeOptions,
  signal: AbortSignal,
): Promise<ApplyOutcome> {
  const { mapping, store, target, failures } = options;
  const inputs = resources.map((item) => ({
    item,
    isIncomplete: incomplete?.has(item) ?? gaps.length > 0,
  }));
  const entities = await map(scope.kind, inputs, mapping.mapper, options.faults, signal);
  const selected = entities.filter(({ isSelected }) => isSelected);
  touchAll(selected, options);
  const tracker = new EntityTracker(store, mapping.mapper.mappings);
  const { changes } = await tracker.compare(scope, selected);
  for (const change of changes) await target.write(change);
  const before = failures.entities;
  await target.flush();
  throwIfPortIsAway(failures);
  // What the selector does not let through any more has to go.
  const others = entities.filter(({ isSelected }) => !isSelected);
  const removed = await removeEntities(others, scope, options);
  if (failures.entities > before) return 'denied'; // Port has refused it, and said why: no use in trying again
  if (changes.length > 0) return 'written';
  return removed === 'deleted' ? 'deleted' : 'unchanged';
}

/** The entities of a resource that is gone, from what its identifiers say of it. */
async function stubEntities(
  { identifiers, region }: ChangedResource,
  { kind, liveEvents }: Kind,
  { account }: AccountSession,
  { mapping }: ApplyChangeOptions,
  signal: AbortSignal,
): Promise<readonly MappedEntity[]> {
  const stub = liveEvents?.stub(identifiers, account, region);
  if (stub === undefined) return [];
  const item = {
    Type: kind,
    Properties: stub.properties,
    __ExtraContext: stub.extraContext ?? { AccountId: account.id, Region: region },
  };
  const input = { item, isIncomplete: true, isStub: true };
  // A stub has little but identifiers: what the mapping misses in it is no fault of the mapping.
  return map(kind, [input], mapping.mapper, new FaultLog(), signal);
}

/** Deletes entities that nothing else makes; forgets that this scope made the others. */
async function removeEntities(
  entities: readonly MappedEntity[],
  scope: Scope,
  options: ApplyChangeOptions,
): Promise<ApplyOutcome> {
  const { store, target } = options;
  touchAll(entities, options);
  let outcome: ApplyOutcome = 'absent';
  for (const { entity } of entities) {
    const { blueprint, identifier } = entity;
    if (typeof identifier !== 'string') continue;
    const { records } = await store.find(blueprint, identifier);
    const own = records.filter(({ source }) => {
      const { kind, accountId, region } = source;
      const isSame =
        kind === scope.kind && accountId === scope.accountId && region === scope.region;
      return isSame || kind === '';
    });
    if (own.length === 0) continue;
    if (own.length === records.length) {
      const status = (await target.delete(blueprint, [identifier])).get(identifier)?.status;
      throwIfPortIsAway(options.failures);
      if (status === undefined || status === 'refused') return 'denied';
      if (status !== 'not-ours') outcome = 'deleted';
    }
    await store.remove(own);
  }
  return outcome;
}

async function map(
  kind: string,
  inputs: readonly MappingInput[],
  mapper: Mapper,
  faults: FaultSink,
  signal: AbortSignal,
): Promise<readonly MappedEntity[]> {
  const batches = await mapper.map(kind, inputs, faults, signal);
  return batches.flatMap(({ entities }) => entities);
}

/** Port's absence is no refusal: the change is tried again when Port is back. */
function throwIfPortIsAway({ outage }: WriteFailures): void {
  if (outage !== undefined) throw outage;
}

function touchAll(entities: readonly MappedEntity[], { touch }: ApplyChangeOptions): void {
  for (const { entity } of entities) {
    if (typeof entity.identifier === 'string') touch(entity.blueprint, entity.identifier);
  }
}
