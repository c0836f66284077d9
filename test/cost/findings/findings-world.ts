import { evaluateFindings } from '../../../src/app/cost/findings/evaluate-findings.ts';
import type { EvaluationOptions } from '../../../src/app/cost/findings/evaluation.ts';
import { loadCostModels } from '../../../src/app/cost/cost-models.ts';
import type { Resource } from '../../../src/core/exporters/resource.ts';
import type { ExampleRow } from '../../../src/cost/models/cost-example.ts';
import { examplePrices } from '../../../src/cost/models/example-prices.ts';
import type { RegionPrices } from '../../../src/cost/prices/price-book.ts';
import { usageRow } from '../../../src/cost/usage/usage-rows.ts';
import { DAY_MS, dayName } from '../../../src/cost/usage/usage-days.ts';
import { USAGES } from '../../../src/cost/usage/registry.generated.ts';
import type { ScopeOutcome } from '../../../src/ledger/scope.ts';
import type { EndedRun } from '../../../src/ledger/sink.ts';
import { ResourceSink } from '../../../src/store/resource-sink.ts';
import type { Store } from '../../../src/store/store.ts';
import { USAGE, USAGE_SCOPES } from '../../../src/store/usage-tables.ts';
import { openDuckDb, type TemporaryStore } from '../../helpers/open-duckdb.ts';
import { once } from '../../../src/lib/once.ts';

export const never = new AbortController().signal;
export const ACCOUNT = '210000000001';
export const REGION = 'eu-west-1';
export const NOW = Date.parse('2026-11-20T10:00:00Z');
/** Where the window of usage ends. */
export const UNTIL = Date.parse('2026-11-20T00:00:00Z');
export const DAYS = 14;
const INSTANCE = 'AWS::EC2::Instance';

/** What a finding looks like in a query. */
export type ShownFinding = Readonly<Record<string, unknown>>;

/** A store with resources and usage, whose findings are evaluated. */
export class FindingsWorld implements AsyncDisposable {
  readonly #opened: TemporaryStore;
  #run = 0;
  now = NOW;
  thresholds: Readonly<Record<string, number | readonly string[]>> = {};
  prices: RegionPrices | undefined;

  private constructor(opened: TemporaryStore) {
    this.#opened = opened;
  }

  static async create(): Promise<FindingsWorld> {
    return new FindingsWorld(await openDuckDb());
  }

  /** Over a store of its owner. */
  static over(store: Store): FindingsWorld {
    return new FindingsWorld({ store, [Symbol.asyncDispose]: () => Promise.resolve() });
  }

  get store(): Store {
    return this.#opened.store;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened[Symbol.asyncDispose]();
  }

  /** The prices of instances. */
  async price(...rows: readonly ExampleRow[]): Promise<void> {
    const { models } = await loadCostModels();
    const model = models.get(INSTANCE);
    if (model === undefined) throw new TypeError('no model');
    const example = { title: '', region: REGION, properties: {}, monthly: {}, rows };
    this.prices = examplePrices(model, example);
  }

  /** A run that reads one scope. */
  async read(
    kind: Resource['Type'],
    resources: readonly (readonly [id: string, properties: Readonly<Record<string, unknown>>])[],
    { outcome = 'complete', region = REGION }: { outcome?: ScopeOutcome; region?: string } = {},
  ): Promise<void> {
    this.#run += 1;
    const sink = await ResourceSink.open(this.store, {
      runId: `run-${this.#run}`,
      now: () => this.now,
    });
    const scope = { kind, accountId: ACCOUNT, region };
    const listed = resources.map(([, Properties]): Resource => ({ Type: kind, Properties }));
    const batch = {
      ...{ resources: listed, identifiers: resources.map(([id]) => [id]) },
      ...{ incomplete: new Set<Resource>(), gaps: [] },
    };
    if (outcome === 'complete') await sink.event({ type: 'batch', scope, batch });
    const counts = { pages: 1, calls: 1, retries: 0, throttles: 0, durationMs: 1, gaps: [] };
    const error = { code: 'AccessDenied', message: 'access denied', remedy: 'allow it' };
    await sink.event({
      type: 'scope',
      record: {
        ...{ ...scope, ...counts, outcome, resources: resources.length, incompleteResources: 0 },
        ...(outcome !== 'complete' && { error }),
      },
    });
    await sink.finish(ENDED);
  }

  /** 14 days of hourly values, by resource and name of the usage. It replaces what was measured before. */
  async measure(
    resources: Readonly<Record<string, Readonly<Record<string, number>>>>,
    { kind = INSTANCE, points = DAYS * 24, region = REGION } = {},
  ): Promise<void> {
    const usage = await USAGES[kind]?.usage();
    const parts = new Map<string, ReturnType<typeof usageRow>[]>();
    for (const [id, values] of Object.entries(resources)) {
      for (const [name, value] of Object.entries(values)) {
        const metric = usage?.metrics[name];
        if (metric === undefined) throw new TypeError(`no usage ${name} of ${kind}`);
        const series = { account: ACCOUNT, region, kind, id, name, metric, series: '' };
        for (let day = 0; day < DAYS; day += 1) {
          const start = UNTIL - (DAYS - day) * DAY_MS;
          const hours = Array.from({ length: 24 }, (_, hour) =>
            day * 24 + hour < points ? value : null,
          );
          const rows = parts.get(dayName(start)) ?? [];
          parts.set(dayName(start), rows);
          rows.push(usageRow(series, start, hours));
        }
      }
    }
    await this.store.keepParts(USAGE, []);
    await this.store.addToParts(USAGE, parts, never);
  }

  /** How the usage of a kind was read. */
  async usageRead(
    completeUntil: number | null = UNTIL,
    { kind = INSTANCE, outcome = 'complete', reason = null as string | null, region = REGION } = {},
  ): Promise<void> {
    const row = [ACCOUNT, region, kind, outcome, reason, 1, completeUntil, this.now] as const;
    await this.store.replacePart(USAGE_SCOPES, `${ACCOUNT}/${region}/${kind}`, once([row]), never);
  }

  async evaluate(): Promise<void> {
    await evaluateFindings({ ...(await this.evaluation()), store: this.store });
  }

  /** What the resources are judged with. */
  async evaluation(): Promise<EvaluationOptions> {
    const { models } = await loadCostModels();
    return {
      ...{ store: this.store, models, thresholds: this.thresholds, signal: never },
      prices: () => Promise.resolve(this.prices),
      now: () => this.now,
    };
  }

  async ask(sql: string): Promise<readonly ShownFinding[]> {
    const { columns, rows } = await this.store.query(
      sql,
      { timeoutMs: 10_000, rows: 10_000 },
      never,
    );
    const found: ShownFinding[] = [];
    for await (const batch of rows()) {
      for (const row of batch) {
        found.push(
          Object.fromEntries(row.map((value, index) => [columns[index]?.name ?? '', value])),
        );
      }
    }
    return found;
  }

  /** The verdicts of a rule, by resource. */
  async verdicts(rule: string): Promise<Readonly<Record<string, unknown>>> {
    const rows = await this.ask(
      `select resource_id, verdict, reason from findings where rule = '${rule}' order by resource_id`,
    );
    return Object.fromEntries(
      rows.map(({ resource_id: id, verdict, reason }) => [
        String(id),
        typeof reason === 'string' ? `${String(verdict)}: ${reason}` : verdict,
      ]),
    );
  }
}

const ENDED = {
  ledger: { status: 'complete', totals: { resources: 0, calls: 0 } },
} as unknown as EndedRun;
