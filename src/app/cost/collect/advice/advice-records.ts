import { z } from 'zod';
import {
  ADVICE_FACTS,
  isAdviceSource,
  type AdviceSource,
} from '../../../../cost/advice/advice-source.ts';
import {
  ADVICE_COLLECTIONS,
  advicePart,
  AWS_ANOMALIES,
  AWS_BUDGETS,
  AWS_RECOMMENDATIONS,
} from '../../../../store/advice-tables.ts';
import type { Store } from '../../../../store/store.ts';
import type { StoredTable } from '../../../../store/stored-table.ts';
import { allRows } from '../../../store/all-rows.ts';
import type { CollectOutcome } from '../collect-report.ts';

/** Advice that could not be read again for so long is removed: AWS itself renews its advice every day. */
const MOST_AGE_MS = 30 * 86_400_000;

/** One source for one account, in one region or in all. */
export interface AdviceScope {
  readonly source: AdviceSource;
  readonly account: string;
  readonly region: string | undefined;
}

/** When a scope was read, and how that ended. */
export interface AdviceRecord extends AdviceScope {
  readonly outcome: string;
  readonly reason: string | undefined;
  readonly items: number;
  /** Of the rows that the store has, in milliseconds since the Unix epoch; undefined when there are none. */
  readonly collectedAt: number | undefined;
}

const Row = z.tuple([
  z.string(),
  z.string(),
  z.string().nullable(),
  z.string(),
  z.string().nullable(),
  z.coerce.number(),
  z.string().nullable(),
]);
const ENDED_WELL: readonly string[] = ['complete', 'not-offered'] satisfies CollectOutcome[];

/** The record of each scope, in the store. */
export class AdviceRecords {
  readonly #records = new Map<string, AdviceRecord>();

  /** @param store undefined where there is none yet */
  static async read(
    store: Pick<Store, 'query'> | undefined,
    signal: AbortSignal,
  ): Promise<AdviceRecords> {
    const found = new AdviceRecords();
    if (store === undefined) return found;
    const rows = await allRows(
      store,
      'select source, account, region, outcome, reason, items, collected_at from advice_collections',
      signal,
    );
    for (const row of rows) {
      const [source, account, region, outcome, reason, items, collectedAt] = Row.parse(row);
      if (!isAdviceSource(source)) continue; // a later version's
      found.#keep({
        ...{ source, account, region: region ?? undefined, outcome, reason: reason ?? undefined },
        ...{ items, collectedAt: collectedAt === null ? undefined : Date.parse(collectedAt) },
      });
    }
    return found;
  }

  of({ source, account, region }: AdviceScope): AdviceRecord | undefined {
    return this.#records.get(advicePart(source, account, region));
  }

  /** The regions of an account that were asked for. */
  regionsOf(source: AdviceSource, account: string): readonly AdviceRecord[] {
    return [...this.#records.values()].filter(
      (one) => one.source === source && one.account === account && one.region !== undefined,
    );
  }

  /** Was the scope read so recently that it need not be read again? */
  isFresh(scope: AdviceScope, minAgeMs: number, now: number): boolean {
    const record = this.of(scope);
    if (record?.collectedAt === undefined || !ENDED_WELL.includes(record.outcome)) return false;
    const { leastAgeMs = 0 } = ADVICE_FACTS[scope.source];
    return now - record.collectedAt < Math.max(minAgeMs, leastAgeMs);
  }

  /** Remembers how a scope ended, after its rows were stored. */
  async write(store: Store, record: AdviceRecord, now: number, signal: AbortSignal): Promise<void> {
    const { source, account, region, outcome, reason, items, collectedAt } = record;
    async function* rows() {
      yield await Promise.resolve([
        [source, account, region ?? null, outcome, reason ?? null, items, collectedAt ?? null, now],
      ] as const);
    }
    const part = advicePart(source, account, region);
    await store.replacePart(ADVICE_COLLECTIONS, part, rows(), signal);
    this.#keep(record);
  }

  /** Removes what could not be read again for 30 days, such as that of accounts that were closed. */
  async removeOld(store: Store, now: number, signal: AbortSignal): Promise<void> {
    for (const [part, { source, collectedAt }] of this.#records) {
      if (collectedAt === undefined || now - collectedAt < MOST_AGE_MS) continue;
      await store.replacePart(adviceTable(source), part, noRows(), signal);
      await store.replacePart(ADVICE_COLLECTIONS, part, noRows(), signal);
      this.#records.delete(part);
    }
  }

  #keep(record: AdviceRecord): void {
    this.#records.set(advicePart(record.source, record.account, record.region), record);
  }
}

/** The table that has a source's rows. */
function adviceTable(source: AdviceSource): StoredTable {
  if (source === 'budgets') return AWS_BUDGETS;
  return source === 'anomalies' ? AWS_ANOMALIES : AWS_RECOMMENDATIONS;
}

async function* noRows(): AsyncGenerator<never, void> {
  // Its part is emptied.
}
