import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { chargeRowColumns, chargeRowsOf } from '../../../app/cost/bill/charge-report-json.ts';
import type { ChargeReport } from '../../../app/cost/bill/charge-report.ts';
import { csvText } from '../../../app/store/row-text.ts';
import { chunk } from '../../../lib/chunk.ts';
import type { QueryColumn, QueryValue } from '../../../store/store.ts';
import type { CurrencyReport } from './bill-totals.ts';
import { ApiProblem } from './problem.ts';
import { spreadsheetCell } from './spreadsheet-cell.ts';

/** Rows of one piece of text: a client that reads slowly keeps one piece in memory. */
const ROWS_PER_PIECE = 500;
/** Long answers that are being read at once: each keeps its report in memory. */
const MOST_LONG = 4;
const LONG_ROWS = 10_000;

/** Which rows of a report are sent, and what leads to those after them. */
export interface CsvPage {
  readonly offset: number;
  readonly limit: number;
  readonly next: string | null;
}

/** Sends rows as CSV, as fast as the caller reads them. */
export class CsvSender {
  #long = 0;

  /** The rows of a report as `cost show --output csv` has them: their amounts add up to the bill. */
  sendReport(
    reply: FastifyReply,
    report: CurrencyReport,
    { offset, limit, next }: CsvPage,
  ): FastifyReply {
    const { currency, totals, others } = report;
    const whole: ChargeReport = {
      ...report,
      rows: report.rows.slice(offset, offset + limit),
      // What is in no row is told once, on the last page.
      totals: new Map(next === null && currency !== null ? [[currency, totals]] : []),
      others: new Map(
        next === null && currency !== null ? [[currency, { groups: 0, amount: others }]] : [],
      ),
    };
    return this.send(reply, chargeRowColumns(whole), chargeRowsOf(whole), next);
  }

  /** @throws {ApiProblem} while too many long answers are being read */
  send(
    reply: FastifyReply,
    columns: readonly QueryColumn[],
    rows: readonly (readonly QueryValue[])[],
    next: string | null,
  ): FastifyReply {
    if (rows.length > LONG_ROWS) {
      if (this.#long >= MOST_LONG) {
        throw new ApiProblem(
          'too-many-requests',
          `${MOST_LONG} long answers are being read: send it again later, or ask for pages with limit`,
        );
      }
      this.#long += 1;
      reply.raw.once('close', () => {
        this.#long -= 1;
      });
    }
    if (next !== null) reply.header('link', `<${pageUrl(reply.request, next)}>; rel="next"`);
    return reply.type('text/csv; charset=utf-8').send(Readable.from(pieces(columns, rows)));
  }
}

function pageUrl({ url }: FastifyRequest, page: string): string {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  searchParams.set('page', page);
  return `${pathname}?${searchParams.toString()}`;
}

function* pieces(
  columns: readonly QueryColumn[],
  rows: readonly (readonly QueryValue[])[],
): Generator<string, void> {
  const text = csvText(columns);
  yield text.head;
  for (const some of chunk(rows, ROWS_PER_PIECE)) {
    yield text.rows(some.map((row) => row.map(spreadsheetCell)));
  }
}
