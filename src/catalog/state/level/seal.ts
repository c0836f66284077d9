import { open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';

/** The file that says how far the state had come when it was sealed. LevelDB leaves it alone. */
const SEAL = 'SEAL';

/**
 * How many writes there were when the state was sealed last: a log that is cut short takes its own end
 * with it. Undefined when it never was, `damaged` when the file is not what was written.
 */
export async function readSeal(directory: string): Promise<number | 'damaged' | undefined> {
  const text = await readFile(path.join(directory, SEAL), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const [writes = '', checksum] = text.split(' ');
  return crc32(writes).toString(16) === checksum ? Number(writes) : 'damaged';
}

export async function writeSeal(directory: string, writes: number): Promise<void> {
  const partial = path.join(directory, `${SEAL}.partial`);
  {
    await using file = await open(partial, 'w');
    await file.writeFile(`${writes} ${crc32(String(writes)).toString(16)}`);
    await file.sync();
  }
  await rename(partial, path.join(directory, SEAL));
}
