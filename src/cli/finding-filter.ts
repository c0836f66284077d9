import type { FindingFilter } from '../app/cost/findings/finding-report.ts';
import {
  findingServices,
  knownServices,
  serviceHint,
} from '../app/cost/findings/finding-services.ts';
import { opportunityServices } from '../app/cost/findings/opportunity-report.ts';
import { allRows } from '../app/store/all-rows.ts';
import type { StoreReader } from '../app/store/store-reader.ts';
import { FINDING_TYPES } from '../cost/findings/finding.ts';
import { parseDecimal } from '../cost/money/decimal.ts';
import { ConfigurationError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';
import { accountIdsOf, listOf } from './names.ts';

/** Findings of a table; the other formats have all. */
const TABLE_ROWS = 50;
const MOST_ROWS = 1_000_000;

/** The flags of `longshore cost findings` that choose findings. */
export interface FindingFlags {
  readonly type?: string | undefined;
  readonly service?: string | undefined;
  readonly account?: string | undefined;
  readonly minSaving?: string | undefined;
  readonly verdict: 'yes' | 'no' | 'unknown' | 'all';
  readonly all: boolean;
  readonly output: string;
}

/** @throws {ConfigurationError} for a value that no finding can have */
export function filterOf(flags: FindingFlags): FindingFilter {
  const { minSaving, verdict, all, output } = flags;
  const types = namesOf(flags.type, '--type');
  const unknown = types?.find((name) => !FINDING_TYPES.some((known) => known === name));
  if (unknown !== undefined) {
    const close = nearest(unknown, FINDING_TYPES);
    throw new ConfigurationError(`--type: "${unknown}" is not known`, {
      remedy: close === undefined ? `use ${FINDING_TYPES.join(', ')}` : `did you mean ${close}?`,
    });
  }
  namesOf(flags.account, '--account');
  const accounts = accountIdsOf(flags.account, '--account');
  return {
    types,
    services: namesOf(flags.service, '--service'),
    accounts: accounts === undefined ? undefined : [...accounts],
    verdict: verdict === 'all' || verdict === 'no' ? undefined : verdict,
    minSaving: minSaving === undefined ? undefined : amountOf(minSaving),
    showsAll: all,
    limit: output === 'table' ? TABLE_ROWS : MOST_ROWS,
  };
}

/**
 * The filter with the names that the store has for services.
 *
 * @throws {ConfigurationError} for a service or an account that no finding can be about
 */
export async function storedFilter(
  reader: Pick<StoreReader, 'query'>,
  filter: FindingFilter,
  signal: AbortSignal,
): Promise<FindingFilter> {
  const { accounts = [], services } = filter;
  if (accounts.length > 0) {
    const known = (await allRows(reader, ACCOUNTS_SQL, signal))
      .flat()
      .filter((id) => typeof id === 'string');
    const unknown = accounts.find((id) => !known.includes(id));
    if (unknown !== undefined) {
      throw new ConfigurationError(`--account: the store has nothing of ${unknown}`, {
        remedy: accountHint(unknown, known),
      });
    }
  }
  if (services === undefined) return filter;
  const known = await knownServices(await opportunityServices(reader, signal));
  return {
    ...filter,
    services: services.flatMap((name) => {
      const found = findingServices([name], known);
      if (found.length > 0) return found;
      throw new ConfigurationError(`--service: no rule is about "${name}"`, {
        remedy: serviceHint(name, known),
      });
    }),
  };
}

const ACCOUNTS_SQL = 'select distinct account from scopes order by 1';

function accountHint(unknown: string, known: readonly string[]): string {
  const close = nearest(unknown, known);
  return close === undefined
    ? `read it: longshore resync --sink store; its accounts: longshore query "${ACCOUNTS_SQL}"`
    : `did you mean ${close}?`;
}

function namesOf(text: string | undefined, flag: string): readonly string[] | undefined {
  const names = listOf(text);
  if (names?.length !== 0) return names;
  throw new ConfigurationError(`${flag} is empty`, {
    remedy: 'give a value, or leave the flag out',
  });
}

function amountOf(text: string): ReturnType<typeof parseDecimal> {
  const amount = parseDecimal(text);
  if (amount !== undefined && amount >= 0n) return amount;
  throw new ConfigurationError(`--min-saving: "${text}" is not an amount`, {
    remedy: 'write an amount a month, such as 50 or 12.50',
  });
}
