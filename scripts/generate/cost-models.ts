import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** A definition in the source code: of a cost model, or of rates. */
export interface FoundCostModel {
  /** The kind; the name of rates. */
  readonly kind: string;
  /** The exported constant. */
  readonly name: string;
  /** The file, relative to the registry. */
  readonly module: string;
}

/** Every cost model: an exported constant created by `defineCostModel`. */
export function findCostModels(folder: string): Promise<readonly FoundCostModel[]> {
  return find(folder, 'defineCostModel', /kind: '([^']+::[^']+::[^']+)'/);
}

/** All rates: an exported constant created by `defineRates`. */
export function findRates(folder: string): Promise<readonly FoundCostModel[]> {
  return find(folder, 'defineRates', /name: '([^']+)'/);
}

/** The usage of every kind: an exported constant created by `defineUsage`. */
export function findUsages(folder: string): Promise<readonly FoundCostModel[]> {
  return find(folder, 'defineUsage', /kind: '([^']+::[^']+::[^']+)'/);
}

async function find(
  folder: string,
  define: string,
  named: RegExp,
): Promise<readonly FoundCostModel[]> {
  const exported = new RegExp(`export const (\\w+) = ${define}\\(`);
  const found: FoundCostModel[] = [];
  const entries = await readdir(folder, { recursive: true });
  for (const entry of entries.map((name) => name.split(path.sep).join('/'))) {
    if (!/^[^/]+\/.+\.ts$/.test(entry) || entry.endsWith('.example.ts')) continue;
    const source = await readFile(path.join(folder, entry), 'utf8');
    const name = exported.exec(source)?.[1];
    const kind = named.exec(source)?.[1];
    if (name !== undefined && kind !== undefined) found.push({ kind, name, module: `./${entry}` });
  }
  return found.sort((one, other) => (one.kind < other.kind ? -1 : 1));
}

/** The registry: how to load each cost model and its examples, and all rates. */
export function costModelsSource(
  found: readonly FoundCostModel[],
  rates: readonly FoundCostModel[],
): string {
  const loaders = found.map(
    ({ kind, name, module }) =>
      `'${kind}': {
         model: async () => (await import('${module}')).${name},
         examples: async () => (await import('${module.replace(/\.ts$/, '.example.ts')}')).EXAMPLES,
       },`,
  );
  const ratesLoaders = rates.map(
    ({ kind, name, module }) => `'${kind}': async () => (await import('${module}')).${name},`,
  );
  return `// Generated from the cost models by \`npm run generate\`. Do not edit.
import type { CostExample } from './cost-example.ts';
import type { CostModel } from './define-cost-model.ts';
import type { Rates } from './define-rates.ts';

/** How to load a cost model, and what shows that it is right. */
export interface CostModelLoader {
  model(): Promise<CostModel>;
  examples(): Promise<readonly CostExample[]>;
}

/** By kind. */
export const COST_MODELS: Readonly<Record<string, CostModelLoader>> = {
${loaders.join('\n')}
};

/** By name: prices of services that have no resource to charge. */
export const RATES: Readonly<Record<string, () => Promise<Rates>>> = {
${ratesLoaders.join('\n')}
};
`;
}
