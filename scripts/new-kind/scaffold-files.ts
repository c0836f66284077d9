import { access, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { Refusal } from './refusal.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** @throws {Refusal} for a file that already exists */
export async function refuseExisting(file: string): Promise<void> {
  const isThere = await access(path.join(ROOT, file)).then(
    () => true,
    () => false,
  );
  if (isThere) throw new Refusal(`${file} already exists, and is not overwritten`);
}

/** Writes a formatted source file, with its folder. */
export async function writeSource(file: string, source: string): Promise<void> {
  const target = path.join(ROOT, file);
  const options = (await resolveConfig(target)) ?? {};
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, await format(source, { ...options, filepath: target }));
}
