import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Chance } from './chance.ts';

/** What can happen to a file on a failing disk, or because of a user's mistake. */
const DAMAGES: Readonly<Record<string, (content: Buffer, chance: Chance) => Buffer | undefined>> = {
  'a flipped bit in': (content, chance) => {
    const damaged = Buffer.from(content);
    const at = chance.below(Math.max(1, damaged.length));
    if (damaged.length > 0) damaged.writeUInt8((damaged[at] ?? 0) ^ (1 << chance.below(8)), at);
    return damaged;
  },
  'the end cut from': (content, chance) => content.subarray(0, chance.below(content.length + 1)),
  'a hole in': (content, chance) => {
    const at = chance.below(content.length + 1);
    return Buffer.concat([content.subarray(0, at), content.subarray(at + 1 + chance.below(50))]);
  },
  'something behind': (content, chance) =>
    Buffer.concat([content, Buffer.alloc(1 + chance.below(300), chance.below(256))]),
  'the loss of': () => undefined,
};

/** Damages the state between two runs; returns a description. */
export async function damageState(
  chance: Chance,
  { state, copy }: { readonly state: string; readonly copy: string },
): Promise<string> {
  const draw = chance.below(10);
  const estate = path.join(state, 'estate.json');
  if (draw === 0) {
    await rm(state, { recursive: true, force: true });
    return 'the folder is gone';
  }
  if (draw < 3) return damageFile(chance, estate);
  if (draw === 3) {
    if (!(await exists(state))) return 'no state yet';
    await rm(copy, { recursive: true, force: true });
    await cp(state, copy, { recursive: true });
    return 'a copy is kept';
  }
  if (draw < 6) {
    if (!(await exists(copy))) return 'no copy yet';
    await rm(state, { recursive: true, force: true });
    await mkdir(path.dirname(state), { recursive: true });
    await cp(copy, state, { recursive: true });
    return 'an older copy takes its place';
  }
  const folder = path.join(state, 'state');
  const names = (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith('LO'));
  return names.length === 0
    ? 'no state yet'
    : damageFile(chance, path.join(folder, chance.pick(names.sort())));
}

async function damageFile(chance: Chance, file: string): Promise<string> {
  const [name, damage] = chance.pick(Object.entries(DAMAGES));
  if (!(await exists(file))) return `no ${path.basename(file)} yet`;
  const damaged = damage(await readFile(file), chance);
  if (damaged === undefined) await rm(file);
  else await writeFile(file, damaged);
  return `${name} ${path.basename(file)}`;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
