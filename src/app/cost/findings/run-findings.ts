import path from 'node:path';
import type { Settings } from '../../../config/settings.ts';
import type { RegionPrices } from '../../../cost/prices/price-book.ts';
import { readPriceFile } from '../../../cost/prices/price-file.ts';
import { withStoredSpotPrices } from '../../../cost/prices/stored-spot-prices.ts';
import { loadStoredPrices } from '../../../cost/prices/stored-prices.ts';
import { systemClock } from '../../../lib/clock.ts';
import { ConfigurationError, LongshoreError } from '../../../lib/errors.ts';
import { StoreError } from '../../../store/store-error.ts';
import type { Store } from '../../../store/store.ts';
import { openReader } from '../../store/open-reader.ts';
import { openStoreOrHost } from '../../store/open-store-or-host.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { loadCostModels } from '../cost-models.ts';
import { evaluateFindings, type EvaluatedFindings } from './evaluate-findings.ts';
import type { EvaluationOptions } from './evaluation.ts';
import { findingAges } from './finding-report.ts';
import { decide, LONGEST_REASON, type FindingState } from './finding-states.ts';
import { foundId } from './finding-lookup.ts';

/** Regions whose prices are in memory at once. */
const HELD_REGIONS = 4;

/** What a user decides about a finding. */
export interface FindingDecision extends Pick<FindingState, 'state' | 'until' | 'reason'> {
  /** The id of a finding, or its unique beginning. */
  readonly finding: string;
}

export interface RunFindingsOptions {
  readonly settings: Settings;
  readonly cwd: string;
  /** @default none */
  readonly decision?: FindingDecision | undefined;
  readonly signal: AbortSignal;
  onStep?(step: string): void;
}

/** The store, to ask for the findings. */
export interface StoredFindings {
  readonly reader: StoreReader;
  /** Why they could not be evaluated: they are those of the last evaluation. */
  readonly problem: StoreError | undefined;
}

/**
 * Decides and evaluates what the store has; `longshore serve` does it while it holds the store. A store that can only be
 * read keeps the findings that it has.
 *
 * @throws {ConfigurationError} when nothing was stored yet, or no finding has the id
 * @throws {StoreError} when the store cannot be opened, or not be written for a decision or the first evaluation
 */
export async function runFindings(options: RunFindingsOptions): Promise<StoredFindings> {
  try {
    return { reader: await evaluatedStore(options), problem: undefined };
  } catch (error) {
    const isOnlyOld = error instanceof StoreError && options.decision === undefined;
    const reader = isOnlyOld ? await formerFindings(options) : undefined;
    if (!isOnlyOld || reader === undefined) throw error;
    return { reader, problem: error };
  }
}

/** @returns undefined when the store cannot be read either, or has no findings */
async function formerFindings({
  settings,
  cwd,
  signal,
}: RunFindingsOptions): Promise<StoreReader | undefined> {
  signal.throwIfAborted();
  let reader: StoreReader | undefined;
  try {
    reader = await openReader(settings, cwd, signal);
    const { evaluatedAt } = await findingAges(reader, signal);
    if (evaluatedAt !== null) return reader;
  } catch (error) {
    if (!(error instanceof LongshoreError)) throw error; // the first error says why
  }
  await reader?.[Symbol.asyncDispose]();
  return undefined;
}

async function evaluatedStore(options: RunFindingsOptions): Promise<StoreReader> {
  const { settings, cwd, signal, decision, onStep } = options;
  const reader = await openReader(settings, cwd, signal);
  await reader[Symbol.asyncDispose](); // it is there
  const store = await openStoreOrHost(settings, cwd, signal);
  if ('evaluateFindings' in store) {
    await store.evaluateFindings({ decision }, onStep, signal);
    return store;
  }
  try {
    await findingsOf(store, options);
    return store;
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Decides about a finding; without `longshore serve`, nothing is evaluated for it.
 *
 * @returns the id of the finding
 * @throws {ConfigurationError} when nothing was stored yet, or no finding has the id
 * @throws {StoreError} when the store cannot be opened or written
 */
export async function decideFinding(
  decision: FindingDecision,
  { settings, cwd, signal }: Pick<RunFindingsOptions, 'settings' | 'cwd' | 'signal'>,
): Promise<string> {
  const reader = await openReader(settings, cwd, signal);
  await reader[Symbol.asyncDispose](); // it is there
  await using store = await openStoreOrHost(settings, cwd, signal);
  const id = await foundId(store, decision.finding, signal);
  if ('evaluateFindings' in store) {
    await store.evaluateFindings({ decision: { ...decision, finding: id } }, undefined, signal);
  } else await decide(store, id, { ...decision, changedAt: systemClock.now() });
  return id;
}

/** Decides about a finding, if asked to, and evaluates. */
export async function findingsOf(
  store: Store,
  { settings, cwd, decision, signal, onStep }: RunFindingsOptions,
): Promise<EvaluatedFindings> {
  if (decision !== undefined) {
    const id = await foundId(store, decision.finding, signal);
    await decide(store, id, { ...decision, changedAt: systemClock.now() });
  }
  return evaluateFindings({
    ...(await evaluationOptions(store, { settings, cwd, signal })),
    store,
    ...(onStep !== undefined && { onStep }),
  });
}

/** What the resources of the store are judged with. */
export async function evaluationOptions(
  store: EvaluationOptions['store'],
  { settings, cwd, signal }: Pick<RunFindingsOptions, 'settings' | 'cwd' | 'signal'>,
): Promise<EvaluationOptions> {
  const { models } = await loadCostModels();
  return {
    ...{ store, models, signal, now: systemClock.now },
    thresholds: settings.cost.findingThresholds,
    prices: await pricesOf(store, { settings, cwd, signal }),
  };
}

type PricesOf = (region: string) => Promise<RegionPrices | undefined>;

/** The prices of the settings' file, or those that the store has. */
async function pricesOf(
  store: EvaluationOptions['store'],
  { settings, cwd, signal }: Pick<RunFindingsOptions, 'settings' | 'cwd' | 'signal'>,
): Promise<PricesOf> {
  const { pricesFile } = settings.cost;
  if (pricesFile === undefined) return storedPrices(store, signal);
  const { regions } = await readPriceFile(path.resolve(cwd, pricesFile), signal);
  return async (region) => withSpot(store, regions.get(region)?.prices, signal);
}

/** Spot prices are in no price list: those that were read with the prices are in the store. */
async function withSpot(
  store: EvaluationOptions['store'],
  prices: RegionPrices | undefined,
  signal: AbortSignal,
): Promise<RegionPrices | undefined> {
  if (prices === undefined) return undefined;
  return withStoredSpotPrices(store, prices, systemClock.now(), signal);
}

/** The prices that the store has, of few regions at a time. */
function storedPrices(store: EvaluationOptions['store'], signal: AbortSignal): PricesOf {
  const held = new Map<string, RegionPrices | undefined>();
  return async (region) => {
    if (held.has(region)) return held.get(region);
    const [oldest] = held.keys();
    if (held.size >= HELD_REGIONS && oldest !== undefined) held.delete(oldest);
    const stored = await loadStoredPrices(store, region, signal);
    const prices = await withSpot(store, stored?.prices, signal);
    held.set(region, prices);
    return prices;
  };
}

/** Why something was decided. @throws {ConfigurationError} for a text that is too long, or not on one line */
export function decisionReason(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  const remedy = `write one line of up to ${LONGEST_REASON} characters`;
  if (text.length > LONGEST_REASON) {
    throw new ConfigurationError(`--reason: has ${text.length} characters`, { remedy });
  }
  if (!/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) return text;
  throw new ConfigurationError('--reason: has line breaks or control characters', { remedy });
}

/** The end of a dismissal. @throws {ConfigurationError} for what is no day in the future */
export function dismissedUntil(text: string | undefined, now: number): number {
  const remedy = 'write the last day: --until 2027-01-31';
  if (text === undefined) throw new ConfigurationError('--dismiss needs --until', { remedy });
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T23:59:59.999Z`) : Number.NaN;
  if (Number.isNaN(day))
    throw new ConfigurationError(`--until: "${text}" is not a day`, { remedy });
  if (day > now) return day;
  throw new ConfigurationError(`--until: ${text} is over`, { remedy });
}
