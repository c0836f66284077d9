/** A record of Longshore's own: what it has computed or collected, and stored. */
export interface StoredRecord {
  /** The identifiers by which it is found again, in the order of its kind. */
  readonly identifiers: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
  /** The region that it is about; undefined for none. */
  readonly region?: string | undefined;
  /** Why it is an older record instead of one that was computed again; undefined when it was. */
  readonly stale?: string | undefined;
}

/** What the store says about a record that is missing from a listing. */
export type RecordAnswer =
  | { readonly status: 'exists'; readonly record: StoredRecord }
  /** A complete evaluation, or a complete period of its source, no longer has it. */
  | { readonly status: 'gone' }
  /** What would prove that was not read completely, or is not stored. */
  | { readonly status: 'unproven'; readonly detail: string };

/** The records of an account. */
export interface AccountRecords {
  readonly kind: string;
  readonly accountId: string;
}

/** The stored records, by kind and account. */
export interface StoredRecords {
  /**
   * All records, page by page.
   *
   * @throws {RecordsNotReadError} when nothing of this account was ever evaluated, or the store cannot be read
   */
  pages(of: AccountRecords, signal: AbortSignal): AsyncGenerator<readonly StoredRecord[], void>;
  /**
   * Single records, by their identifiers.
   *
   * @returns one answer for each, in the same order
   */
  find(
    of: AccountRecords,
    identifiers: readonly (readonly string[])[],
    signal: AbortSignal,
  ): Promise<readonly RecordAnswer[]>;
}
