import { z } from 'zod';
import { ConfigurationError } from '../../../lib/errors.ts';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import type { Store } from '../../../store/store.ts';
import { allRows } from '../../store/all-rows.ts';

const Row = z.tuple([z.string(), z.string()]);
const SHOWN = 5;

/**
 * The id of the finding, or of AWS's advice, that a user means: its id or the beginning of it, or the id or name of a
 * resource with one finding.
 *
 * @throws {ConfigurationError} for none, and for several
 */
export async function foundId(
  reader: Pick<Store, 'query'>,
  text: string,
  signal: AbortSignal,
): Promise<string> {
  const id = await storedId(reader, text, signal);
  if (id !== undefined) return id;
  throw unknownFinding(text);
}

/** Nothing has this id. */
export function unknownFinding(text: string): ConfigurationError {
  return new ConfigurationError(`no finding is named ${text}`, {
    remedy: 'see the ids: longshore cost findings --verdict all, or --verdict no',
  });
}

/** As {@link foundId}; undefined when nothing that is stored has the id. */
export async function storedId(
  reader: Pick<Store, 'query'>,
  text: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (text === '') return undefined;
  const given = sqlText(text);
  const sql = `select id, title from (select id, title, verdict, resource_id, name from findings
      union all select id, title, 'aws' as verdict, '' as resource_id, null as name from aws_opportunities) as named
    where substring(id, 1, ${text.length}) = ${given} or resource_id = ${given} or name = ${given}
    order by verdict desc, id limit ${SHOWN + 1}`;
  const rows = (await allRows(reader, sql, signal)).map((row) => Row.parse(row));
  const [first, ...others] = rows;
  const exact = rows.find(([id]) => id === text);
  if (exact !== undefined) return exact[0];
  if (first === undefined) return undefined;
  if (others.length === 0) return first[0];
  const list = rows.slice(0, SHOWN).map(([id, title]) => `${id} (${title})`);
  throw new ConfigurationError(`${text} is not one finding`, {
    remedy: `name one of ${list.join(', ')}${rows.length > SHOWN ? ' and others' : ''}`,
  });
}
