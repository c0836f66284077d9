import type { LongshoreKind } from '../../../core/exporters/longshore-kinds.ts';
import { RecordsNotReadError } from '../../../core/exporters/records-not-read-error.ts';
import type {
  AccountRecords,
  RecordAnswer,
  StoredRecord,
  StoredRecords,
} from '../../../core/exporters/stored-records.ts';
import { InternalError, LongshoreError, messageOf } from '../../../lib/errors.ts';
import type { RunStoreAccess, StoreQuestion } from '../../store/run-store-access.ts';
import { anomalyRecords } from './anomaly-records.ts';
import { findingRecords } from './finding-records.ts';
import type { RecordContext, RecordSource } from './record-source.ts';
import { serviceMonthRecords } from './service-month-records.ts';

const SOURCES: Readonly<Record<LongshoreKind, RecordSource>> = {
  'Longshore::Cost::Anomaly': anomalyRecords,
  'Longshore::Cost::Finding': findingRecords,
  'Longshore::Cost::ServiceMonth': serviceMonthRecords,
};

export interface CostRecordsOptions {
  readonly access: RunStoreAccess;
  now(): number;
}

/** The records of cost that a run reads from the store. */
export class CostRecords implements StoredRecords {
  readonly #questions: StoreQuestion;
  readonly #now: () => number;

  constructor({ access, now }: CostRecordsOptions) {
    this.#questions = access.questions(noStore);
    this.#now = now;
  }

  async *pages(
    of: AccountRecords,
    signal: AbortSignal,
  ): AsyncGenerator<readonly StoredRecord[], void> {
    const pages = sourceOf(of.kind).pages(this.#contextOf(of, signal));
    for (;;) {
      const next = await readable(() => pages.next(), signal);
      if (next.done === true) return;
      yield next.value;
    }
  }

  find(
    of: AccountRecords,
    identifiers: readonly (readonly string[])[],
    signal: AbortSignal,
  ): Promise<readonly RecordAnswer[]> {
    const source = sourceOf(of.kind);
    return readable(() => source.find(identifiers, this.#contextOf(of, signal)), signal);
  }

  #contextOf({ accountId }: AccountRecords, signal: AbortSignal): RecordContext {
    return { reader: this.#questions, accountId, signal, now: this.#now() };
  }
}

function noStore(): RecordsNotReadError {
  return new RecordsNotReadError('not-enabled', 'there is no store yet', {
    remedy:
      'set LONGSHORE_STORE=duckdb and LONGSHORE_COST=true for serve, or run longshore resync --sink store',
  });
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
