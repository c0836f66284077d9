import { open, type FileHandle } from 'node:fs/promises';
import { decimalText, ZERO, type Decimal } from '../money/decimal.ts';
import { billService } from '../explorer/bill-services.ts';
import type { ExplorerCost } from '../explorer/explorer-bill.ts';
import { isCommitmentFee, recordCategory } from '../explorer/record-types.ts';
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
  'ChargeFrequency',
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

/** What a charge is, and what it costs. */
interface Charge {
  readonly category: string;
  readonly isCorrection: boolean;
  readonly description: string;
  readonly billed: Decimal;
  readonly effective: Decimal;
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

  /** Adds a charge; what a commitment's fee paid for and nothing used is a charge of its own. */
  async add(cost: ExplorerCost): Promise<void> {
    const { recordType, service, unblended, amortized } = cost;
    const { category, isCorrection } = recordCategory(recordType);
    const what = { category, isCorrection, description: `${recordType}: ${service}` };
    if (isCommitmentFee(recordType) && amortized !== ZERO) {
      const unused = { category: 'Usage', isCorrection, description: `Unused: ${service}` };
      this.#add(cost, { ...unused, billed: ZERO, effective: amortized });
      this.#add(cost, { ...what, billed: unblended, effective: ZERO });
    } else {
      this.#add(cost, { ...what, billed: unblended, effective: amortized });
    }
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

  #add(cost: ExplorerCost, charge: Charge): void {
    this.#rows += 1;
    this.#text += `${this.#row(cost, charge).map(quoted).join(',')}\n`;
  }

  /** In the order of {@link COLUMNS}. */
  #row(
    cost: ExplorerCost,
    { category, isCorrection, description, billed, effective }: Charge,
  ): readonly (string | undefined)[] {
    const { account: payer, month } = this.#options;
    const service = billService(cost.service);
    const isRecurring = isCommitmentFee(cost.recordType);
    const frequency = category === 'Usage' ? 'Usage-Based' : isRecurring ? 'Recurring' : 'One-Time';
    return [
      ...[decimalText(billed), decimalText(effective), payer, cost.currency],
      ...[`${month}-01`, dayAfterMonth(month), category, isCorrection ? 'Correction' : undefined],
      ...[description, frequency, cost.day, dayAfter(cost.day)],
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
