import { open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';

/** The file with the number of writes at the last seal. LevelDB ignores it. */
const SEAL = 'SEAL';

/**
 * The number of writes at the last seal: a truncated log loses its own end. Undefined if it was never sealed,
 * `damaged` if the file is corrupt.
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
