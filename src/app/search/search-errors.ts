import { remedyFor } from '../../aws/remedy.ts';
import { ResourceNotFoundError, ResourceNotReadError } from '../../core/exporters/exporter.ts';
import type { Kind } from '../../core/exporters/kind.ts';
import { ConfigurationError, type LongshoreError } from '../../lib/errors.ts';
import { count } from '../../lib/table.ts';
import type { PlaceFailure, SearchPlace } from './search-places.ts';

/** The regions that were searched in each account. */
export type SearchedPlaces = Map<string, readonly string[]>;

/** Accounts or places that a message names; the rest are counted. */
const MAX_NAMED = 5;

/**
 * The error for a resource that was found nowhere: not found, or not read if some places could not be
 * searched.
 */
export function notFound(
  { title, reach }: Kind,
  identifiers: readonly string[],
  searched: SearchedPlaces,
  failures: readonly PlaceFailure[],
  accounts: number,
): LongshoreError {
  const name = `${title} ${identifiers.join(' ')}`;
  const [first] = failures;
  if (first === undefined) {
    const where = searchedText(searched, reach === 'regional');
    return new ResourceNotFoundError(`no account has ${name}: searched ${where}`, {
      remedy:
        'check the identifier, or search another account or region with --account or --region',
    });
  }
  const places = [...new Set(failures.map(placeText))];
  const elsewhere = searched.size > 0 ? '; it was not found in the rest' : '';
  const failure = {
    ...first.failure,
    message: `${first.failure.message} (not searched: ${listText(places)}, of ${countOf(accounts, 'account')}${elsewhere})`,
    remedy: remedyFor(first.failure, first.permissions),
  };
  return new ResourceNotReadError(name, failure, first.permissions);
}

/** The error for a name that exists in several places. */
export function ambiguous(
  { title }: Kind,
  identifiers: readonly string[],
  places: readonly SearchPlace[],
): ConfigurationError {
  const flags = places
    .map(({ session, region }) => `--account ${session.accountId} --region ${region}`)
    .sort();
  return new ConfigurationError(
    `${places.length} resources are named ${title} ${identifiers.join(' ')}: ${listText(flags)}`,
    { remedy: 'choose one with --account and --region' },
  );
}

/** `210000000001`, or `210000000001/eu-west-1`. */
export function placeText({ accountId, region }: PlaceFailure): string {
  return region === undefined ? accountId : `${accountId}/${region}`;
}

function searchedText(searched: SearchedPlaces, isRegional: boolean): string {
  const ids = [...searched.keys()].sort();
  const accounts =
    ids.length > MAX_NAMED
      ? countOf(ids.length, 'account')
      : `${ids.length === 1 ? 'account' : 'accounts'} ${ids.join(', ')}`;
  if (!isRegional) return accounts;
  const regions = [...new Set([...searched.values()].flat())].sort();
  const inRegions =
    regions.length > MAX_NAMED ? countOf(regions.length, 'region') : regions.join(', ');
  return `${accounts} in ${inRegions}`;
}

function listText(names: readonly string[]): string {
  const others = names.length - MAX_NAMED;
  const named = names.slice(0, MAX_NAMED).join(', ');
  return others > 0 ? `${named} and ${count(others)} more` : named;
}

function countOf(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}
