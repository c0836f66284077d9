import { open, type FileHandle } from 'node:fs/promises';
import { decimalText } from '../money/decimal.ts';
import { billService } from '../explorer/bill-services.ts';
import type { ExplorerCost } from '../explorer/explorer-bill.ts';
import { recordCategory } from '../explorer/record-types.ts';
import { chargeRows, type ChargeQuery } from './charge-query.ts';
import { ExportColumns } from './export-columns.ts';

const COLUMNS = [
  'BilledCost',
  'EffectiveCost',
  'BillingAccountId',
  'BillingCurrency',
  'BillingPeriodStart',
  'BillingPeriodEnd',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ChargePeriodStart',
  'ChargePeriodEnd',
  'InvoiceIssuerName',
  'ProviderName',
  'PublisherName',
  'RegionId',
  'ServiceName',
  'SubAccountId',
  'x_ServiceCode',
  'is_final',
] as const;

const DAY_MS = 86_400_000;
/** Text that waits to be written. Characters. */
const BUFFERED = 65_536;
const AWS = 'AWS';
const ISSUER = 'Amazon Web Services, Inc.';

/** Whose bill, and when. */
export interface ExplorerFileOptions {
  /** The payer account. */
  readonly account: string;
  /** `2026-10` */
  readonly month: string;
}

/**
 * A month of Cost Explorer as a file of charges. It waits there until all of it is read: a store takes it at once, and
 * memory stays flat.
 */
export class ExplorerFile implements AsyncDisposable {
  readonly #handle: FileHandle;
  readonly #options: ExplorerFileOptions;
  readonly file: string;
  #text = `${COLUMNS.join(',')}\n`;
  #rows = 0;

  private constructor(handle: FileHandle, file: string, options: ExplorerFileOptions) {
    this.#handle = handle;
    this.file = file;
    this.#options = options;
  }

  /** @param file a path that is not there yet */
  static async create(file: string, options: ExplorerFileOptions): Promise<ExplorerFile> {
    return new ExplorerFile(await open(file, 'wx', 0o600), file, options);
  }

  /** How many charges it has. */
  get rows(): number {
    return this.#rows;
  }

  async add(cost: ExplorerCost): Promise<void> {
    this.#rows += 1;
    this.#text += `${this.#row(cost).map(quoted).join(',')}\n`;
    if (this.#text.length >= BUFFERED) await this.#flush();
  }

  /** To be called once, after the last charge. */
  async end(): Promise<void> {
    await this.#flush();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }

  async #flush(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    await this.#handle.writeFile(text);
  }

  /** In the order of {@link COLUMNS}. */
  #row(cost: ExplorerCost): readonly (string | undefined)[] {
    const { account: payer, month } = this.#options;
    const { category, isCorrection } = recordCategory(cost.recordType);
    const service = billService(cost.service);
    return [
      ...[decimalText(cost.unblended), decimalText(cost.amortized), payer, cost.currency],
      ...[`${month}-01`, dayAfterMonth(month), category, isCorrection ? 'Correction' : undefined],
      ...[`${cost.recordType}: ${cost.service}`, cost.day, dayAfter(cost.day)],
      ...[ISSUER, AWS, AWS, cost.region, service.name, cost.account ?? payer, service.code],
      String(!cost.isEstimated),
    ];
  }
}

/** The SQL of the file's charges. */
export function explorerRows(collectedAt: number, files: readonly string[]): string {
  const query: ChargeQuery = {
    type: 'cost-explorer',
    format: 'csv',
    columns: new ExportColumns(COLUMNS.map((name) => ({ name, type: 'VARCHAR' }))),
    name: EXPLORER_NAME,
    collectedAt,
  };
  return chargeRows(query, files);
}

/** `source_name` of charges from Cost Explorer. */
export const EXPLORER_NAME = 'Cost Explorer';

function quoted(value: string | undefined): string {
  return value === undefined ? '' : `"${value.replaceAll('"', '""')}"`;
}

function dayAfter(day: string): string {
  return new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/** The first day of the next month. */
export function dayAfterMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 'YYYY-MM-DD'.length);
}
