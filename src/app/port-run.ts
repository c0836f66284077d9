import { hash, randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Settings } from '../config/settings.ts';
import { isRegionAllowed } from '../aws/region-policy.ts';
import type { Selector } from '../core/exporters/selector.ts';
import type { EntityState } from '../catalog/state/entity-state.ts';
import { EstateMemory } from '../catalog/state/estate-memory.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { RunExtent, WithheldReason } from '../catalog/reconcile/scope-proofs.ts';
import type { JqEvaluator } from '../mapping/jq/evaluator.ts';
import { Mapper } from '../mapping/mapper.ts';
import { BlueprintDirectory } from '../port/blueprint-directory.ts';
import type { Blueprint } from '../port/blueprints.ts';
import type { PortClient } from '../port/port-client.ts';
import { compareWithPort } from '../catalog/compare/compare-with-port.ts';
import { EstateGuard } from '../catalog/reconcile/estate-guard.ts';
import type { CheckGone } from '../catalog/reconcile/gone-checks.ts';
import { PlanTarget, type PlanEntry } from '../catalog/write/plan-target.ts';
import { PortSync } from '../catalog/catalog-sync.ts';
import { SyncCounts, type SyncReport } from '../catalog/sync-report.ts';
import { PortWriter } from '../catalog/write/port-writer.ts';
import { RetrySpool } from '../catalog/write/retry-spool.ts';
import { WriteFailures } from '../catalog/write/write-failures.ts';
import type { RunConsumer } from './read-estate.ts';
import type { RunScope } from './run-scope.ts';
import { ownerOf } from './state.ts';

export interface PortRunOptions {
  readonly settings: Settings;
  readonly scope: RunScope;
  readonly client: PortClient;
  readonly store: EntityState;
  readonly evaluator: JqEvaluator;
  readonly ledger: Ledger;
  readonly signal: AbortSignal;
  readonly cwd: string;
  /** Reads what Port has before the run, whatever the age of the state. */
  readonly comparesWithPort?: boolean | undefined;
  readonly resyncId?: string;
  /** Takes the entries of a plan, instead of anything being written. */
  readonly onPlanEntry?: ((entry: PlanEntry) => Promise<void>) | undefined;
  /** Blueprints that a plan takes to be in Port already. */
  readonly plannedBlueprints?: ReadonlyMap<string, Blueprint> | undefined;
}

/** A run's way into Port, or into a plan of it. */
export interface PortConsumer extends RunConsumer {
  readonly sync: PortSync;
  readonly report: SyncReport;
}

/** Prepares a run into Port: the state is made to agree with Port where it is new or old. */
export async function openPortRun(options: PortRunOptions): Promise<PortConsumer> {
  const { settings, scope, client, store, evaluator, signal, cwd, onPlanEntry } = options;
  const { config } = scope.mapping;
  const mapper = new Mapper(config, evaluator);
  const stateProblems = await repaired(store);
  const guard = await openGuard(settings, scope, cwd, onPlanEntry === undefined, stateProblems);
  const age = ageOf(store.comparedAt, Date.now());
  if (options.comparesWithPort === true || age >= settings.state.maxAgeMs) {
    const { mappings } = mapper;
    await compareWithPort({ client, store, mappings, signal, now: () => Date.now() });
  }
  const resyncId = options.resyncId ?? randomUUID();
  const failures = new WriteFailures();
  const blueprints = new BlueprintDirectory(client, signal, options.plannedBlueprints);
  const planned =
    onPlanEntry === undefined
      ? undefined
      : new PlanTarget({
          client,
          failures,
          blueprints,
          enableMergeEntity: config.enableMergeEntity,
          signal,
          onEntry: onPlanEntry,
        });
  const target =
    planned ??
    new PortWriter({
      client,
      state: store,
      failures,
      spool: new RetrySpool(
        path.resolve(cwd, settings.state.directory, `retry-${resyncId}.ndjson`),
      ),
      ...config,
      event: { type: 'resync', resyncId },
      signal,
      onFailed: ({ record }) => {
        if (record !== undefined) sync.noteFailure(record.source, record.resource);
      },
    });
  const withheld = new Set<Promise<void>>();
  const counts = new SyncCounts((blueprint, identifier, reason) => {
    if (onPlanEntry === undefined) return;
    const told = onPlanEntry({ action: 'withhold', blueprint, identifier, reason }).finally(() =>
      withheld.delete(told),
    );
    withheld.add(told);
  });
  const sync: PortSync = new PortSync({
    ...config,
    guard,
    stateProblems,
    mostDeletionsPerScope: settings.deletion.mostPerScope,
    resyncId,
    mapper,
    store,
    target,
    written: target.counts,
    failures,
    blueprints,
    extent: extentOf(scope),
    signal,
    counts,
  });
  return {
    sync,
    get report() {
      return sync.report;
    },
    async event(event) {
      if (event.type === 'batch') await sync.batch(event.scope, event.batch);
      else sync.scope(event.record);
    },
    async finish(ledger, check) {
      const report = await sync.finish(maskedCheck(check, scope.secrets));
      await Promise.all(withheld);
      if (isIncomplete(report)) ledger.leaveIncomplete();
    },
    abandon: () => Promise.resolve(),
  };
}

/** Reasons for keeping entities that ask for somebody's attention, whatever else the run did. */
const ALARMING: readonly WithheldReason[] = [
  'estate-shrank',
  'mapping-not-proved',
  'not-confirmed',
  'refused',
  'replacement-failed',
  'state-damaged',
  'still-exists',
  'threshold',
];

/** Does what happened in Port, or in the mapping, ask for somebody's attention? */
function isIncomplete({ failed, faults, withheld, missing, voidMappings }: SyncReport): boolean {
  return (
    failed > 0 ||
    voidMappings.length > 0 ||
    missing.accounts.length + missing.regions.length > 0 ||
    faults.some(({ reason }) => reason === 'selector-failed') ||
    withheld.some(({ reason }) => ALARMING.includes(reason))
  );
}

/** Begins damaged state anew. Answers what was wrong with it. */
async function repaired(store: EntityState): Promise<string[]> {
  const { damage } = store;
  if (damage === undefined) return [];
  await store.repair();
  return [`the state was damaged and is rebuilt from Port: ${damage}`];
}

/** How long ago Port was compared. A time to come is a clock that was set back: it says nothing. */
function ageOf(comparedAt: number | undefined, now: number): number {
  return comparedAt === undefined || comparedAt > now ? Number.POSITIVE_INFINITY : now - comparedAt;
}

/** @param problems takes what is wrong with what is remembered */
async function openGuard(
  settings: Settings,
  { mapping, accepted }: RunScope,
  cwd: string,
  remembers: boolean,
  problems: string[],
): Promise<EstateGuard> {
  const file = path.resolve(cwd, settings.state.directory, 'estate.json');
  const memory = await EstateMemory.open(file, ownerOf(settings));
  if (memory.problem !== undefined) problems.push(memory.problem);
  const { accountRoleArn, accountRoleArns = [], ouId = [], partition } = settings.accounts;
  return new EstateGuard({
    memory,
    settings: digestOf([accountRoleArn, [...accountRoleArns].sort(), [...ouId].sort(), partition]),
    mapping: digestOf(mapping.config),
    accepted,
    remembers,
  });
}

function digestOf(value: unknown): string {
  return hash('sha256', JSON.stringify(value), 'hex');
}

/** The same check, whose answers repeat no secret. */
function maskedCheck(check: CheckGone, secrets: RunScope['secrets']): CheckGone {
  return async (scope, missing) => {
    const answers = await check(scope, missing);
    return answers.map((answer) => {
      if (answer.status !== 'unknown') return answer;
      const message = secrets.mask(answer.failure.message);
      return { ...answer, failure: { ...answer.failure, message } };
    });
  };
}

function extentOf({ mapping, kinds, accounts, regions, unverifiedRegions }: RunScope): RunExtent {
  const { selectors } = mapping;
  const isProved = ({ regionPolicy: { allow, deny } }: Selector): boolean =>
    ![...allow, ...deny].some((region) => unverifiedRegions.includes(region));
  return {
    mapped: new Set<string>(selectors.keys()),
    kinds,
    accounts,
    regions,
    allowsRegion: (kind, region) =>
      [...selectors].some(
        ([name, blocks]) =>
          name === kind &&
          blocks.some((block) => !isProved(block) || isRegionAllowed(block.regionPolicy, region)),
      ),
  };
}
