import type { EntityRecord } from '../entity-record.ts';
import type { EntityGroup } from '../entity-state.ts';

const GROUPS_PER_BATCH = 1_000;

interface OpenGroup {
  readonly blueprint: string;
  readonly identifier: string;
  readonly records: EntityRecord[];
}

/** Records grouped by entity, in batches. */
export async function* grouped(
  batches: AsyncIterable<readonly EntityRecord[]>,
): AsyncGenerator<readonly EntityGroup[], void> {
  let batch: EntityGroup[] = [];
  let group: OpenGroup | undefined;
  for await (const records of batches) {
    for (const record of records) {
      const { blueprint, identifier } = record;
      if (group?.identifier !== identifier || group.blueprint !== blueprint) {
        if (group !== undefined) batch.push(group);
        group = { blueprint, identifier, records: [] };
      }
      group.records.push(record);
    }
    if (batch.length >= GROUPS_PER_BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (group !== undefined) batch.push(group);
  if (batch.length > 0) yield batch;
}
