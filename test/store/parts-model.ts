import fc from 'fast-check';
import { sampleRows, type SampleRow } from './sample-table.ts';

/** A change of a stored table. */
export type PartsChange =
  | {
      readonly change: 'replace';
      readonly part: string;
      readonly batches: readonly (readonly SampleRow[])[];
      /** The batch before which the rows fail; none if it lies beyond. */
      readonly failsBefore: number;
      readonly failure: 'throws' | 'aborts' | 'has a bad value';
    }
  | { readonly change: 'keep'; readonly parts: readonly string[] }
  | {
      readonly change: 'append';
      readonly rows: readonly SampleRow[];
      readonly hasBadValue: boolean;
    }
  | { readonly change: 'reopen' };

const PARTS = ['one', 'two', "it's; --", ''];

const batch = fc.array(sampleRows, { maxLength: 4 });

/** Sequences of changes. */
export const partsChanges: fc.Arbitrary<readonly PartsChange[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        change: fc.constant('replace' as const),
        part: fc.constantFrom(...PARTS),
        batches: fc.array(batch, { maxLength: 3 }),
        failsBefore: fc.constantFrom(0, 1, 2, 99, 99, 99),
        failure: fc.constantFrom('throws', 'aborts', 'has a bad value'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        change: fc.constant('keep' as const),
        parts: fc.subarray(PARTS),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        change: fc.constant('append' as const),
        rows: batch,
        hasBadValue: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ change: 'reopen' as const }) },
  ),
  { minLength: 1, maxLength: 8 },
);

/** What a stored table must hold after changes. */
export class PartsModel {
  readonly #parts = new Map<string, readonly SampleRow[]>();
  #appended: readonly SampleRow[] = [];

  apply(change: PartsChange): void {
    switch (change.change) {
      case 'replace':
        if (!fails(change)) this.#parts.set(change.part, change.batches.flat());
        return;
      case 'keep':
        for (const part of this.#parts.keys()) {
          if (!change.parts.includes(part)) this.#parts.delete(part);
        }
        return;
      case 'append':
        if (!change.hasBadValue) this.#appended = [...this.#appended, ...change.rows];
        return;
      case 'reopen':
        return;
    }
  }

  get rows(): readonly string[] {
    return sortedRows(
      [...[...this.#parts.values()].flat(), ...this.#appended].map(({ values }) => values),
    );
  }
}

/** Do the rows fail before their end? */
export function fails({
  failsBefore,
  batches,
}: Extract<PartsChange, { change: 'replace' }>): boolean {
  return failsBefore <= batches.length;
}

export function sortedRows(rows: readonly (readonly unknown[])[]): readonly string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
