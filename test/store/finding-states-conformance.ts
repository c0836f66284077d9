import { expect, test } from '@jest/globals';
import { decide, findingStates } from '../../src/app/cost/findings/finding-states.ts';
import type { StoredTable } from '../../src/store/stored-table.ts';
import type { Store } from '../../src/store/store.ts';

const NEVER = new AbortController().signal;
const FIRST = Date.parse('2026-11-01T10:00:00Z');
const LATER = Date.parse('2026-11-02T10:00:00Z');
const UNTIL = Date.parse('2027-01-31T23:59:59.999Z');
/** The decisions as the first version of their table had them. */
const FORMER: StoredTable = {
  name: 'finding_states',
  description: '',
  columns: [
    { name: 'finding_id', type: 'text' },
    { name: 'state', type: 'text' },
    { name: 'until', type: 'time' },
    { name: 'changed_at', type: 'time' },
  ],
};

/** @param open opens the same store, with all tables unless it is told which */
export function decisionsAreKept(open: (tables?: readonly StoredTable[]) => Promise<Store>): void {
  test('decisions of an older store are kept, and later ones have a reason', async () => {
    {
      await using older = await open([FORMER]);
      await older.appendRows(FORMER, [
        ['one', 'dismissed', UNTIL, FIRST],
        ['two', 'done', FIRST, FIRST],
      ]);
    }
    await using store = await open();
    const reason = "it's kept for the audit: C:\\path, 100 %";

    await decide(store, 'two', { state: 'dismissed', until: UNTIL, changedAt: LATER, reason });
    const decided = await findingStates(store, NEVER);
    await decide(store, 'two', { state: 'dismissed', until: UNTIL, changedAt: LATER + 1 });
    const again = await findingStates(store, NEVER);

    expect(Object.fromEntries(decided)).toEqual({
      one: { state: 'dismissed', until: UNTIL, changedAt: FIRST, reason: undefined },
      two: { state: 'dismissed', until: UNTIL, changedAt: LATER, reason },
    });
    expect(again.get('two')?.reason).toBeUndefined();
  });
}
