import type { RecordAnswer, StoredRecord } from '../../../core/exporters/stored-records.ts';
import type { StoreReader } from '../../store/store-reader.ts';

/** What a source of records reads with. */
export interface RecordContext {
  readonly reader: Pick<StoreReader, 'query'>;
  readonly accountId: string;
  readonly signal: AbortSignal;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** The records of one kind. */
export interface RecordSource {
  /**
   * All records of the account, page by page. Each page is a question of its own, so that no reader waits for the
   * consumer of another.
   *
   * @throws {RecordsNotReadError} when nothing of this account was ever evaluated or collected
   */
  pages(context: RecordContext): AsyncGenerator<readonly StoredRecord[], void>;
  /** Single records, by their identifiers: one answer for each, in the same order. */
  find(
    identifiers: readonly (readonly string[])[],
    context: RecordContext,
  ): Promise<readonly RecordAnswer[]>;
}
