import pLimit from 'p-limit';
import type { LongshoreKind } from '../../../core/exporters/longshore-kinds.ts';
import { RecordsNotReadError } from '../../../core/exporters/records-not-read-error.ts';
import type {
  AccountRecords,
  RecordAnswer,
  StoredRecord,
  StoredRecords,
} from '../../../core/exporters/stored-records.ts';
import { InternalError, LongshoreError, messageOf } from '../../../lib/errors.ts';
import type { StoreReader } from '../../store/store-reader.ts';
import { findingRecords } from './finding-records.ts';
import type { RecordContext, RecordSource } from './record-source.ts';
import { serviceMonthRecords } from './service-month-records.ts';

const SOURCES: Readonly<Record<LongshoreKind, RecordSource>> = {
  'Longshore::Cost::Finding': findingRecords,
  'Longshore::Cost::ServiceMonth': serviceMonthRecords,
};

/** Questions to the store at once: each holds a page of rows. */
const QUESTIONS_AT_ONCE = 4;

export interface CostRecordsOptions {
  /** Opens the store, when it is first asked; undefined when nothing was stored yet. */
  open(): Promise<StoreReader | undefined>;
  now(): number;
}

/** The records of cost that a run reads from the store. */
export class CostRecords implements StoredRecords, AsyncDisposable {
  readonly #options: CostRecordsOptions;
  readonly #limit = pLimit(QUESTIONS_AT_ONCE);
  #reader: Promise<StoreReader | undefined> | undefined;

  constructor(options: CostRecordsOptions) {
    this.#options = options;
  }

  async *pages(
    of: AccountRecords,
    signal: AbortSignal,
  ): AsyncGenerator<readonly StoredRecord[], void> {
    const source = sourceOf(of.kind);
    const context = await this.#contextOf(of, signal);
    const pages = source.pages(context);
    for (;;) {
      const next = await this.#limit(() => readable(() => pages.next(), signal));
      if (next.done === true) return;
      yield next.value;
    }
  }

  async find(
    of: AccountRecords,
    identifiers: readonly (readonly string[])[],
    signal: AbortSignal,
  ): Promise<readonly RecordAnswer[]> {
    const source = sourceOf(of.kind);
    const context = await this.#contextOf(of, signal);
    return this.#limit(() => readable(() => source.find(identifiers, context), signal));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const reader = await this.#reader?.catch(() => undefined); // its failure was an outcome of each scope
    await reader?.[Symbol.asyncDispose]();
  }

  async #contextOf({ accountId }: AccountRecords, signal: AbortSignal): Promise<RecordContext> {
    this.#reader ??= this.#options.open();
    const opening = this.#reader;
    const reader = await readable(() => opening, signal);
    if (reader === undefined) {
      throw new RecordsNotReadError('not-enabled', 'there is no store yet', {
        remedy:
          'set LONGSHORE_STORE=duckdb and LONGSHORE_COST=true for serve, or run longshore resync --sink store',
      });
    }
    return { reader, accountId, signal, now: this.#options.now() };
  }
}

function sourceOf(kind: string): RecordSource {
  const [, source] = Object.entries(SOURCES).find(([name]) => name === kind) ?? [];
  if (source !== undefined) return source;
  throw new InternalError(`${kind} is not a kind of stored records`);
}

/** A store that cannot be read is the outcome of the scope that asks, with the store's own remedy. */
async function readable<Value>(read: () => Promise<Value>, signal: AbortSignal): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof RecordsNotReadError) throw error;
    const own = error instanceof LongshoreError ? error.remedy : undefined;
    throw new RecordsNotReadError('not-read', `the store could not be read: ${messageOf(error)}`, {
      cause: error,
      remedy: own ?? 'run again; if the problem remains, report it',
    });
  }
}
