import { RECORDS_PER_PAGE } from '../../../core/exporters/stored-kind-exporter.ts';
import { RecordsNotReadError } from '../../../core/exporters/records-not-read-error.ts';
import type { RecordAnswer, StoredRecord } from '../../../core/exporters/stored-records.ts';
import { sqlText } from '../../../cost/usage/query-rows.ts';
import { allRows } from '../../store/all-rows.ts';
import { findingStates, type FindingState } from '../findings/finding-states.ts';
import { FINDING_COLUMNS, findingRecord } from './finding-record.ts';
import { EvaluatedPlaces } from './evaluated-places.ts';
import type { RecordContext, RecordSource } from './record-source.ts';

/** Findings as they were evaluated last. */
export const findingRecords: RecordSource = {
  async *pages(context) {
    const { accountId } = context;
    const places = await EvaluatedPlaces.of(context);
    if (places.isEmpty) {
      throw new RecordsNotReadError(
        'not-enabled',
        `no findings of account ${accountId} were ever evaluated`,
        {
          remedy:
            'store the resources with longshore resync --sink store, or set LONGSHORE_STORE and LONGSHORE_COST for serve, then run longshore cost findings',
        },
      );
    }
    const shared = { places, states: await statesOf(context), context };
    let last: string | undefined;
    do {
      const after = last === undefined ? '' : `and id > ${sqlText(last)}`;
      const page = await findingsWhere(after, shared);
      last = page.length === RECORDS_PER_PAGE ? page.at(-1)?.identifiers.at(-1) : undefined;
      if (page.length > 0) yield page;
    } while (last !== undefined);
  },

  async find(identifiers, context): Promise<readonly RecordAnswer[]> {
    const places = await EvaluatedPlaces.of(context);
    const shared = { places, states: await statesOf(context), context };
    const ids = identifiers.flatMap(([, , id]) => (id === undefined ? [] : [sqlText(id)]));
    const found = await findingsWhere(
      ids.length === 0 ? 'and false' : `and id in (${ids.join(', ')})`,
      shared,
    );
    const records = new Map(found.map((record) => [record.identifiers.at(-1), record]));
    return identifiers.map(([kind = '', region = '', id = '']): RecordAnswer => {
      const record = records.get(id);
      if (record !== undefined) return { status: 'exists', record };
      const detail = places.whyUnproven(kind, region);
      return detail === undefined ? { status: 'gone' } : { status: 'unproven', detail };
    });
  },
};

interface Shared {
  readonly places: EvaluatedPlaces;
  readonly states: ReadonlyMap<string, FindingState>;
  readonly context: RecordContext;
}

/** @param condition SQL that begins with `and`; empty for all */
async function findingsWhere(
  condition: string,
  { places, states, context }: Shared,
): Promise<readonly StoredRecord[]> {
  const { reader, accountId, signal, now } = context;
  const rows = await allRows(
    reader,
    `select ${FINDING_COLUMNS.join(', ')} from findings where account = ${sqlText(accountId)} ${condition}
     order by id limit ${RECORDS_PER_PAGE}`,
    signal,
  );
  return rows.map((row) =>
    findingRecord(row, { states, now, staleOf: (kind, region) => places.staleOf(kind, region) }),
  );
}

function statesOf({ reader, signal }: RecordContext): Promise<ReadonlyMap<string, FindingState>> {
  return findingStates(reader, signal);
}
