import { hash } from 'node:crypto';
import { HASH_BYTES } from '../../src/catalog/state/content-hash.ts';
import { LevelEntityState } from '../../src/catalog/state/level/level-entity-state.ts';
import { OWNER, SOURCE } from './store-folder.ts';

/** Records in one write. */
export const RECORDS_PER_WRITE = 50;
const WRITERS = 4;

/** The record of a batch, which identifies the batch. */
export function hashOf(batch: string): Uint8Array {
  return hash('sha256', batch, 'buffer').subarray(0, HASH_BYTES);
}

/** Writes until it is killed, and prints which batches are written. */
async function write(directory: string, round: string): Promise<never> {
  const store = await LevelEntityState.open(directory, OWNER);
  let batches = 0;
  const writer = async (): Promise<never> => {
    for (;;) {
      batches += 1;
      const batch = `${round}-${batches}`;
      await store.put(
        Array.from({ length: RECORDS_PER_WRITE }, (_, n) => ({
          blueprint: 'queue',
          identifier: `${batch}/${n}`,
          source: SOURCE,
          resource: [],
          hash: hashOf(batch),
        })),
      );
      process.stdout.write(`${batch}\n`);
    }
  };
  return Promise.race(Array.from({ length: WRITERS }, writer));
}

const [directory, round] = process.argv.slice(2);
if (process.env['WRITES'] === 'yes' && directory !== undefined && round !== undefined) {
  await write(directory, round);
}
