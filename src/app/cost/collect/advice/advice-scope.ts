import { classify } from '../../../../aws/errors.ts';
import { ADVICE_FACTS } from '../../../../cost/advice/advice-source.ts';
import type { Store } from '../../../../store/store.ts';
import type { StoredRowOf, StoredTable } from '../../../../store/stored-table.ts';
import { advicePart } from '../../../../store/advice-tables.ts';
import type { CollectOptions } from '../collect-options.ts';
import type { CollectedScope } from '../collect-report.ts';
import { failedScope } from '../failed-scope.ts';
import type { AdviceRecords, AdviceScope } from './advice-records.ts';
import { scopeOf } from './advice-work.ts';

/** Where advice is stored, and what is known of it. */
export interface AdviceContext {
  readonly store: Store;
  readonly records: AdviceRecords;
  readonly options: CollectOptions;
}

/**
 * Reads one scope and records how that ended. When it fails, the store keeps the rows that it had.
 *
 * @param read stores the rows, and resolves with their number
 */
export async function readScope(
  scope: AdviceScope,
  { store, records, options }: AdviceContext,
  read: () => Promise<number>,
): Promise<CollectedScope> {
  const { now, signal } = options;
  const collectedAt = now();
  try {
    const items = await read();
    const record = { ...scope, outcome: 'complete', reason: undefined, items, collectedAt };
    await records.write(store, record, collectedAt, signal);
    return { ...scopeOf(scope), outcome: 'complete', items };
  } catch (error) {
    signal.throwIfAborted();
    const ended = endedWith(error, scope);
    const known = records.of(scope);
    const { outcome, reason } = ended;
    await records.write(
      store,
      {
        ...{ ...scope, outcome, reason, items: known?.items ?? 0 },
        collectedAt: outcome === 'not-offered' ? collectedAt : known?.collectedAt,
      },
      collectedAt,
      signal,
    );
    return { ...scopeOf(scope), ...ended };
  }
}

/** AWS does not have each service in each region: then there is no host of that name. */
function endedWith(
  error: unknown,
  { source, region }: AdviceScope,
): ReturnType<typeof failedScope> {
  const ended = failedScope(error, ADVICE_FACTS[source].permissions);
  const isAbsent = region !== undefined && classify(error).class === 'service-absent';
  return isAbsent ? { outcome: 'not-offered', reason: 'AWS does not have it here' } : ended;
}

/**
 * Puts what a scope has into the place of its rows.
 *
 * @returns the number of rows
 */
export async function storeItems<Item, Table extends StoredTable>(
  { store, options }: AdviceContext,
  { source, account, region }: AdviceScope,
  {
    table,
    items,
    rowOf,
  }: {
    readonly table: Table;
    readonly items: AsyncIterable<readonly Item[]>;
    rowOf(item: Item): StoredRowOf<Table>;
  },
): Promise<number> {
  let count = 0;
  async function* rows() {
    for await (const batch of items) {
      count += batch.length;
      yield batch.map(rowOf);
    }
  }
  await store.replacePart(table, advicePart(source, account, region), rows(), options.signal);
  return count;
}
