import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { daysOf } from '../days.ts';
import type { Ledger } from '../ledger.ts';
import type { LedgerOptions } from '../ledger-options.ts';
import type { LineItem } from '../line-item.ts';
import { gzipped } from './csv.ts';
import { DEFAULT_EXPORTS, exportMonths, type ExportMonth, type PartScope } from './export-keys.ts';
import { billFacts } from './export-row.ts';
import { exportColumns, exportCsv } from './export-tables.ts';
import { manifestText } from './manifests.ts';
import { parquetOf } from './parquet.ts';

/** Contents that are held. Bytes. */
const HELD = 64 * 1_024 * 1_024;
const SIZES_HELD = 20_000;

/** What S3 reports about an object. */
export interface ObjectFacts {
  readonly size: number;
  readonly etag: string;
}

interface Stored {
  readonly key: string;
  readonly exported: ExportMonth;
  /** Undefined for a manifest. */
  readonly scope?: PartScope;
}

/** The objects in the bucket of exports: their content is written when it is asked for. */
export class ExportObjects {
  readonly #ledger: Ledger;
  readonly #options: LedgerOptions;
  readonly #contents = new LRUCache<string, Buffer>({
    maxSize: HELD,
    sizeCalculation: (content) => content.length + 1,
  });
  readonly #facts = new LRUCache<string, ObjectFacts>({ max: SIZES_HELD });

  constructor(ledger: Ledger, options: LedgerOptions) {
    this.#ledger = ledger;
    this.#options = options;
  }

  /** The keys of all objects as S3 sorts them, with the time of their last change. */
  list(): readonly { readonly key: string; readonly modified: Date }[] {
    return this.#stored().map(({ key, exported }) => ({
      key,
      modified: new Date(exported.writtenAt),
    }));
  }

  modified(key: string): Date | undefined {
    const found = this.#find(key);
    if (found === undefined) return undefined;
    const { alterTime = (_: string, time: Date) => time } = this.#options;
    return alterTime(key, new Date(found.exported.writtenAt));
  }

  /** Writes an object, so that its facts and its content are there; nothing for an unknown key. */
  async prepare(key: string): Promise<void> {
    const stored = this.#find(key);
    if (stored !== undefined) await this.#write(stored);
  }

  /** Size and ETag of a prepared object. */
  facts(key: string): ObjectFacts | undefined {
    const stored = this.#find(key);
    return stored === undefined ? undefined : this.#facts.get(versionOf(stored));
  }

  /** The content of a prepared object. */
  content(key: string): Buffer | undefined {
    const stored = this.#find(key);
    return stored === undefined ? undefined : this.#contents.get(versionOf(stored));
  }

  async #write(stored: Stored): Promise<void> {
    const version = versionOf(stored);
    if (this.#contents.has(version)) return;
    const { alterObject = (_: string, whole: Buffer) => whole } = this.#options;
    const content = alterObject(stored.key, await this.#contentOf(stored));
    const etag = `"${createHash('md5').update(content).digest('hex')}"`;
    this.#contents.set(version, content);
    this.#facts.set(version, { size: content.length, etag });
  }

  async #contentOf({ exported, scope }: Stored): Promise<Buffer> {
    if (scope === undefined) return Buffer.from(manifestText(this.#ledger, exported));
    const { estate } = this.#ledger;
    const { options } = exported;
    const facts = billFacts(estate, exported.month, this.#ledger.refresh());
    const csv = exportCsv(options, this.#linesOf(scope, exported.month), facts);
    return options.format === 'csv' ? gzipped(csv) : parquetOf(csv, exportColumns(options));
  }

  *#linesOf({ accountId, from, to }: PartScope, month: string): Generator<LineItem, void> {
    const refresh = this.#ledger.refresh();
    for (const day of daysOf(month).slice(from - 1, to - 1)) {
      yield* this.#ledger.lines(accountId, day, refresh);
    }
  }

  #stored(): readonly Stored[] {
    const { exports = DEFAULT_EXPORTS } = this.#options;
    return exports
      .flatMap((options) => exportMonths(this.#ledger, options))
      .flatMap((exported): Stored[] => [
        ...exported.manifestKeys.map((key) => ({ key, exported })),
        ...exported.parts.map(({ key, scope }) => ({ key, exported, scope })),
      ])
      .sort((one, other) => (one.key < other.key ? -1 : 1));
  }

  #find(key: string): Stored | undefined {
    return this.#stored().find((stored) => stored.key === key);
  }
}

function versionOf({ key, exported }: Stored): string {
  return `${key} ${exported.assemblyId}`;
}
