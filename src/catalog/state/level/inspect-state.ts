import type { StateOwner } from '../entity-state.ts';
import { entriesOf, type Database } from './database.ts';
import { HEADER_KEY, headerIn, isOwn, type Header } from './header.ts';
import { isDamage, problemOf } from './level-error.ts';
import { ALL_RECORDS } from './record-codec.ts';
import { isSameSum, sumOf } from './record-sum.ts';
import { readSeal } from './seal.ts';
import { lastWrite } from './write-journal.ts';

/** The result of checking a database. */
export type Inspection =
  | { readonly status: 'intact'; readonly header: Header; readonly writes: number }
  | { readonly status: 'blank' }
  /** The state of another installation or version. */
  | { readonly status: 'foreign' }
  | { readonly status: 'damaged'; readonly problem: string };

/** Reads the header and checks every record. */
export async function inspectState(
  db: Database,
  directory: string,
  owner: StateOwner,
): Promise<Inspection> {
  try {
    return await inspected(db, directory, owner);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return damaged(problemOf(error));
  }
}

async function inspected(db: Database, directory: string, owner: StateOwner): Promise<Inspection> {
  const header = headerIn(await db.get(HEADER_KEY));
  const seal = await readSeal(directory);
  if (seal === 'damaged') return damaged('its seal is corrupt');
  if (header === 'damaged') return damaged('its header is corrupt');
  if (header === undefined) {
    const isBlank = seal === undefined && (await isEmpty(db));
    return isBlank ? { status: 'blank' } : damaged('its header is missing');
  }
  if (header === 'old' || !isOwn(header, owner)) return { status: 'foreign' };
  const writes = await lastWrite(db, header.sealedAt);
  if (writes === 'lost' || (seal ?? 0) > writes) return damaged('a write is missing');
  const expected = header.sum;
  if (seal === undefined && expected !== undefined) return damaged('its seal is missing');
  const sum = await sumOf(entriesOf(db, ALL_RECORDS));
  if (sum === undefined) return damaged('a record is corrupt');
  if (expected !== undefined && !isSameSum(sum, expected)) {
    return damaged(`${expected.records} records were written, ${sum.records} were found`);
  }
  return { status: 'intact', header, writes };
}

function damaged(problem: string): Inspection {
  return { status: 'damaged', problem };
}

async function isEmpty(db: Database): Promise<boolean> {
  for await (const _ of db.keys({ limit: 1 })) return false;
  return true;
}
