import { hash, randomUUID } from 'node:crypto';
import path from 'node:path';
import { isRegionAllowed } from '../aws/region-policy.ts';
import { CatalogSync } from '../catalog/catalog-sync.ts';
import { compareWithPort } from '../catalog/compare/compare-with-port.ts';
import { EstateGuard } from '../catalog/reconcile/estate-guard.ts';
import type { RunExtent } from '../catalog/reconcile/scope-proofs.ts';
import type { EntityState } from '../catalog/state/entity-state.ts';
import { EstateMemory } from '../catalog/state/estate-memory.ts';
import type { EntityTarget } from '../catalog/write/entity-target.ts';
import { PlanTarget, type PlanEntry } from '../catalog/write/plan-target.ts';
import { PortWriter } from '../catalog/write/port-writer.ts';
import { RetrySpool } from '../catalog/write/retry-spool.ts';
import { WriteFailures } from '../catalog/write/write-failures.ts';
import type { Settings } from '../config/settings.ts';
import type { Selector } from '../core/exporters/selector.ts';
import type { JqEvaluator } from '../mapping/jq/evaluator.ts';
import { Mapper } from '../mapping/mapper.ts';
import { BlueprintDirectory } from '../port/blueprint-directory.ts';
import type { Blueprint } from '../port/blueprints.ts';
import type { PortClient } from '../port/port-client.ts';
import type { RunScope } from './run-scope.ts';
import { ownerOf } from './state.ts';

/** Receives the entries of a plan; nothing is written. */
export interface PlanOutput {
  onEntry(entry: PlanEntry): Promise<void>;
  /** Blueprints that the plan treats as existing in Port. */
  readonly blueprints?: ReadonlyMap<string, Blueprint> | undefined;
}

export interface PortRunOptions {
  readonly settings: Settings;
  readonly scope: RunScope;
  readonly client: PortClient;
  readonly store: EntityState;
  readonly evaluator: JqEvaluator;
  readonly signal: AbortSignal;
  readonly cwd: string;
  /** Compares the state with Port before the run, however recent the state is. */
  readonly comparesWithPort?: boolean | undefined;
  readonly resyncId?: string;
  /** @default everything is written to Port */
  readonly plan?: PlanOutput | undefined;
}

/** Opens the sink of a run: Port, or a plan. A new or old state is first compared with Port. */
export async function openPortRun(options: PortRunOptions): Promise<CatalogSync> {
  const { settings, scope, client, store, evaluator, signal, cwd, plan } = options;
  const { config } = scope.mapping;
  const mapper = new Mapper(config, evaluator);
  const stateProblems = await repaired(store);
  const guard = await openGuard(settings, scope, cwd, plan === undefined, stateProblems);
  const age = ageOf(store.comparedAt, Date.now());
  if (options.comparesWithPort === true || age >= settings.state.maxAgeMs) {
    const { mappings } = mapper;
    await compareWithPort({ client, store, mappings, signal, now: () => Date.now() });
  }
  const resyncId = options.resyncId ?? randomUUID();
  const failures = new WriteFailures();
  const blueprints = new BlueprintDirectory(client, signal, plan?.blueprints);
  return new CatalogSync({
    ...config,
    guard,
    stateProblems,
    mostDeletionsPerScope: settings.deletion.mostPerScope,
    resyncId,
    mapper,
    store,
    target: targetOf({ ...options, resyncId, failures, blueprints }),
    failures,
    blueprints,
    extent: extentOf(scope),
    signal,
  });
}

interface TargetOptions extends PortRunOptions {
  readonly resyncId: string;
  readonly failures: WriteFailures;
  readonly blueprints: BlueprintDirectory;
}

function targetOf(options: TargetOptions): EntityTarget {
  const { settings, scope, client, store, signal, cwd, plan } = options;
  const { resyncId, failures, blueprints } = options;
  const { config } = scope.mapping;
  if (plan !== undefined) {
    const { enableMergeEntity } = config;
    const onEntry = (entry: PlanEntry): Promise<void> => plan.onEntry(entry);
    return new PlanTarget({ client, failures, blueprints, enableMergeEntity, signal, onEntry });
  }
  const spool = path.resolve(cwd, settings.state.directory, `retry-${resyncId}.ndjson`);
  return new PortWriter({
    client,
    state: store,
    failures,
    spool: new RetrySpool(spool),
    ...config,
    event: { type: 'resync', resyncId },
    signal,
  });
}

/** Recreates damaged state. @returns what was damaged */
async function repaired(store: EntityState): Promise<string[]> {
  const { damage } = store;
  if (damage === undefined) return [];
  await store.repair();
  return [`the state was damaged and is rebuilt from Port: ${damage}`];
}

/**
 * Time since the last comparison with Port. A time in the future means that the clock was set back: it is
 * ignored.
 */
function ageOf(comparedAt: number | undefined, now: number): number {
  return comparedAt === undefined || comparedAt > now ? Number.POSITIVE_INFINITY : now - comparedAt;
}

/** @param problems receives the problems of the state */
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
