import { z } from 'zod';
import { hash32 } from '../../../lib/random.ts';
import type { HandlerContext } from '../../services/handler.ts';
import { ServiceError } from '../../wire/call.ts';
import { DAY_MS, dayAfter, dayOf, daysBetween, monthAfter, monthOf, startOf } from '../days.ts';
import { exactText, type Exact } from '../exact.ts';
import type { Ledger } from '../ledger.ts';
import type { LedgerOptions } from '../ledger-options.ts';
import { lastDay } from '../refresh.ts';

/** The only endpoint outside China. */
const REGION = 'us-east-1';
/** How far back the data goes, besides the current month. */
const MONTHS = 13;

const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
export const TimePeriod = z.object({ Start: Day, End: Day });
export type TimePeriod = z.output<typeof TimePeriod>;

/** What the operations of Cost Explorer need. */
export interface ExplorerContext extends HandlerContext {
  readonly ledger: Ledger;
  readonly options: LedgerOptions;
  readonly accountNames: (accountId: string) => string;
}

export type ExplorerHandler = (
  input: Readonly<Record<string, unknown>>,
  context: ExplorerContext,
) => object;

/**
 * Rejects calls to other regions, and all calls of an organization without Cost Explorer.
 *
 * @see https://docs.aws.amazon.com/cost-management/latest/userguide/ce-enable.html
 */
export function checkAccess({ region, options }: ExplorerContext): void {
  if (region !== REGION) {
    throw new ServiceError(
      'UnknownOperationException',
      `ce.${region}.amazonaws.com does not exist: AWS has this API in ${REGION}`,
      404,
    );
  }
  if (options.costExplorer === 'not-enabled') {
    throw new ServiceError('AccessDeniedException', 'User not enabled for cost explorer access');
  }
  if (options.costExplorer === 'preparing') throw unavailable();
}

/** Cost Explorer was enabled less than a day ago, or the period has no data. */
export function unavailable(): ServiceError {
  return new ServiceError(
    'DataUnavailableException',
    'Data is not available. Please try to adjust the time period. If just enabled Cost Explorer, data might not be ingested yet',
  );
}

export function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

/** The input, as a schema has it. */
export function parsed<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

/** The management account sees all accounts, every other one itself. */
export function seenAccounts({ estate, accountId }: HandlerContext): readonly string[] {
  return accountId === estate.managementAccountId ? estate.accountIds : [accountId];
}

export interface Period {
  readonly start: string;
  /** Exclusive. */
  readonly end: string;
  readonly days: readonly string[];
}

/**
 * The days or months of a period in the past; the first and last month may be cut off.
 *
 * @throws {ServiceError} for periods that Cost Explorer has no data for
 */
export function periodsOf(
  { Start, End }: TimePeriod,
  granularity: 'DAILY' | 'MONTHLY',
  { ledger }: ExplorerContext,
): Period[] {
  if (Start >= End) throw invalid('Start date (and hour) should be before end date (and hour)');
  const month = monthOf(dayOf(ledger.now().getTime()));
  if (Start < `${monthAfter(month, -MONTHS)}-01`) {
    throw invalid("You haven't enabled historical data beyond 14 months.");
  }
  if (End > `${monthAfter(month)}-01`) throw invalid('end date past the beginning of next month');
  if (Start > dayAfter(lastDay(ledger.refresh()))) throw unavailable();
  return splitPeriod(Start, End, granularity);
}

export function splitPeriod(from: string, to: string, granularity: 'DAILY' | 'MONTHLY'): Period[] {
  const periods = new Map<string, string[]>();
  for (const day of daysBetween(from, to)) {
    const name = granularity === 'DAILY' ? day : monthOf(day);
    const days = periods.get(name);
    if (days === undefined) periods.set(name, [day]);
    else days.push(day);
  }
  return [...periods.values()].map((days) => {
    const [start = from] = days;
    return { start, end: dayOf(startOf(days.at(-1) ?? start) + DAY_MS), days };
  });
}

/** Amounts are doubles as text, without exponents. */
export function amountText(amount: Exact): string {
  const text = exactText(amount);
  const double = Number(text);
  return Math.abs(double) < 0.000_001 ? text : String(double);
}

/** A share in percent, as text. */
export function percentText(part: Exact, total: Exact): string {
  return total === 0n ? '0' : String(Number((part * 1_000_000n) / total) / 10_000);
}

const Token = z.object({ at: z.number(), query: z.number(), from: z.string() });

/**
 * Cost Explorer's page tokens belong to a query and to a state of the bill.
 *
 * @throws {ServiceError} RequestChangedException for another query, BillExpirationException after a refresh
 */
export class PageTokens {
  readonly #at: number;
  readonly #query: number;

  constructor({ ledger, accountId }: ExplorerContext, operation: string, query: object) {
    this.#at = ledger.refresh().at;
    this.#query = hash32(`${accountId} ${operation} ${JSON.stringify(query)}`);
  }

  close(pagerToken: string | undefined): string | undefined {
    if (pagerToken === undefined) return undefined;
    const token = { at: this.#at, query: this.#query, from: pagerToken };
    return Buffer.from(JSON.stringify(token)).toString('base64url');
  }

  open(token: string | undefined): string | undefined {
    if (token === undefined) return undefined;
    const opened = readToken(token);
    if (opened === undefined) {
      throw new ServiceError('InvalidNextTokenException', 'The pagination token is invalid. Try again without a pagination token.'); // prettier-ignore
    }
    if (opened.query !== this.#query) {
      throw new ServiceError('RequestChangedException', 'Your request parameters changed between pages. Try again with the old parameters or without a pagination token.'); // prettier-ignore
    }
    if (opened.at !== this.#at) {
      throw new ServiceError('BillExpirationException', 'The requested report expired. Update the date interval and try again.'); // prettier-ignore
    }
    return opened.from;
  }
}

function readToken(token: string): z.output<typeof Token> | undefined {
  try {
    return Token.parse(JSON.parse(Buffer.from(token, 'base64url').toString()));
  } catch {
    return undefined;
  }
}
