import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { KindContract } from '../contract.ts';

/** Every kind that moto has, in an order in which they can be created: dependencies come first. */
export const CONTRACTS = inOrder(await findContracts());

/** The contracts exported by the files in this folder; other exports are internal. */
async function findContracts(): Promise<readonly KindContract[]> {
  const files = await readdir(fileURLToPath(new URL('.', import.meta.url)));
  const found: KindContract[] = [];
  for (const file of files.filter((name) => name !== 'index.ts').sort()) {
    const module = (await import(new URL(file, import.meta.url).href)) as object;
    found.push(...Object.values(module).filter(isContract));
  }
  return found;
}

function isContract(value: unknown): value is KindContract {
  return typeof value === 'object' && value !== null && 'kind' in value && 'expected' in value;
}

/** @throws when two depend on each other */
function inOrder(contracts: readonly KindContract[]): readonly KindContract[] {
  const ordered: KindContract[] = [];
  let waiting = contracts;
  while (waiting.length > 0) {
    const kinds = new Set(waiting.map(({ kind }) => kind));
    const ready = waiting.filter(({ after = [] }) => !after.some((kind) => kinds.has(kind)));
    if (ready.length === 0) throw new Error(`circular dependency: ${[...kinds].join(', ')}`);
    ordered.push(...ready);
    waiting = waiting.filter((contract) => !ready.includes(contract));
  }
  return ordered;
}
