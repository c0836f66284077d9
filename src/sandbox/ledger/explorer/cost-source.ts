import { z } from 'zod';
import { BILL_DIMENSIONS, type BillRow } from '../../prices/bill.ts';
import { CELL_DIMENSIONS, type Cell, type CellDimension } from '../cells.ts';
import { exactOf } from '../exact.ts';
import { lastDay } from '../refresh.ts';
import { seenAccounts, type ExplorerContext } from './requests.ts';

const Known = z.enum(BILL_DIMENSIONS);

/** The sums of a day that the caller may see: from the ledger, or from a bill that replaces it. */
export function* cellsOn(day: string, context: ExplorerContext): Generator<Cell, void> {
  const { ledger, bill } = context;
  const accounts = seenAccounts(context);
  const refresh = ledger.refresh();
  if (bill === undefined) {
    for (const accountId of accounts) yield* ledger.cells(accountId, day, refresh);
    return;
  }
  if (day > lastDay(refresh)) return;
  for (const row of bill.rowsOf(day)) {
    if (accounts.includes(row.dimensions.LINKED_ACCOUNT)) yield cellOf(row);
  }
}

function cellOf({ dimensions, cost, quantity, unit }: BillRow): Cell {
  const all = CELL_DIMENSIONS.map((name) => {
    const known = Known.safeParse(name);
    return [name, known.success ? dimensions[known.data] : ''] as const;
  });
  return {
    labels: {
      dimensions: Object.fromEntries(all) as Record<CellDimension, string>, // every one is there
      tags: {},
      serviceCode: dimensions.SERVICE,
      unit,
    },
    quantity: exactOf(quantity),
    normalized: 0n,
    billed: exactOf(cost),
    effective: exactOf(cost),
  };
}
