import { createHash } from 'node:crypto';
import type { ChargeQuestion, ChargeReport } from '../../../app/cost/bill/charge-report.ts';
import { chargeReport } from '../../../app/cost/bill/charge-report.ts';
import type { StoreReader } from '../../../app/store/store-reader.ts';
import { decimalText } from '../../../cost/money/decimal.ts';
import { ApiProblem, invalidField } from './problem.ts';
import { SharedAnswers } from './shared-answers.ts';

/** Reports whose next pages may be asked for are kept for so long. Milliseconds. */
const KEPT_FOR_MS = 300_000;
/** Rows of all kept reports together: about 30 MB. */
const MOST_KEPT_ROWS = 100_000;
const HASH_LENGTH = 16;
const CURSOR = /^(?<question>[0-9a-f]{16})(?<version>[0-9a-f]{16})-(?<offset>\d+)$/;

/** A report, and where its page begins. */
export interface ReportPage {
  readonly report: ChargeReport;
  readonly offset: number;
  /** What leads to the page that begins there. */
  cursor(offset: number): string;
}

interface KeptReport {
  readonly report: ChargeReport;
  readonly question: string;
  readonly version: string;
  readonly until: number;
}

export interface ReportPagesOptions {
  open(): Promise<Pick<StoreReader, 'query'>>;
  /** Longest time for one report. */
  readonly timeoutMs: number;
  now(): number;
}

/**
 * Reports of the bill in pages. A cursor names the version of the bill that the first page has shown: its next pages
 * come from the same report, so that all pages together are the bill, also while it is collected again.
 */
export class ReportPages {
  readonly #options: ReportPagesOptions;
  readonly #answers: SharedAnswers<ChargeReport>;
  /** The least recently used first. */
  readonly #kept = new Map<string, KeptReport>();

  constructor(options: ReportPagesOptions) {
    this.#options = options;
    this.#answers = new SharedAnswers({ timeoutMs: options.timeoutMs });
  }

  /**
   * @param page a number, or a cursor; undefined for the first
   * @param limit rows of a page
   * @throws {ApiProblem} for a cursor of another question, or of a bill that has changed since
   */
  async page(
    question: ChargeQuestion,
    page: string | undefined,
    limit: number,
    signal: AbortSignal,
  ): Promise<ReportPage> {
    const asked = hashOf(JSON.stringify(question));
    const cursor = CURSOR.exec(page ?? '')?.groups;
    if (cursor === undefined) {
      const report = await this.report(question, signal);
      const number = page === undefined ? 1 : Number(page);
      return this.#pageOf(report, asked, number === 1 ? 0 : (number - 1) * limit, limit);
    }
    const { question: its = '', version = '', offset = '0' } = cursor;
    if (its !== asked) {
      throw invalidField('page', 'page: this cursor belongs to a request with other fields');
    }
    const kept = this.#find(its + version) ?? (await this.report(question, signal));
    if (versionOf(kept) !== version) {
      throw new ApiProblem('bill-changed', 'begin again with the first page, without `page`');
    }
    return this.#pageOf(kept, asked, Number(offset), limit);
  }

  /** A whole report of the bill as it is now. */
  report(question: ChargeQuestion, signal: AbortSignal): Promise<ChargeReport> {
    return this.#answers.ask(
      JSON.stringify(question),
      async (stop) => chargeReport(await this.#options.open(), question, stop),
      signal,
    );
  }

  #pageOf(report: ChargeReport, question: string, offset: number, limit: number): ReportPage {
    const version = versionOf(report);
    if (report.rows.length > limit) this.#keep({ report, question, version });
    return { report, offset, cursor: (next) => `${question}${version}-${next}` };
  }

  #find(key: string): ChargeReport | undefined {
    const kept = this.#kept.get(key);
    return kept === undefined || kept.until < this.#options.now() ? undefined : kept.report;
  }

  #keep(report: Omit<KeptReport, 'until'>): void {
    const now = this.#options.now();
    const key = report.question + report.version;
    this.#kept.delete(key);
    this.#kept.set(key, { ...report, until: now + KEPT_FOR_MS });
    let rows = 0;
    for (const [other, kept] of [...this.#kept].reverse()) {
      rows += kept.report.rows.length;
      if (rows > MOST_KEPT_ROWS || kept.until < now) this.#kept.delete(other);
    }
  }
}

/** Changes with what the bill has for the question. */
function versionOf({ sources, totals, rows }: ChargeReport): string {
  const sums = [...totals].map(([currency, { total, charges, unknown }]) =>
    [currency, decimalText(total), decimalText(charges), unknown].join(' '),
  );
  return hashOf(JSON.stringify([sources, sums, rows.length]));
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);
}
