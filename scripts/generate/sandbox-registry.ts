/** A simulated kind in the source code. */
export interface FoundSimulation {
  readonly kind: string;
  /** The exported constant. */
  readonly name: string;
  /** The file, relative to the registry. */
  readonly module: string;
  /** Is it a part of another kind's resources? */
  readonly isPart: boolean;
  /** Does a simulated organization have a configurable number of them? */
  readonly isCounted: boolean;
}

const HEAD = '// Generated from the simulated kinds by `npm run generate`. Do not edit.';

/** Every simulated kind, for the sandbox to serve. */
export function sandboxRegistrySource(found: readonly FoundSimulation[]): string {
  const imports = found.map(
    (one) => `import { ${one.name} as ${aliasOf(one)} } from '${one.module}';`,
  );
  const listed = (isPart: boolean): string =>
    found
      .filter((one) => one.isPart === isPart)
      .map((one) => `${aliasOf(one)},`)
      .join('\n');
  return `${HEAD}
import type { SimulatedKind, SimulatedPart } from '../simulation/simulated-kind.ts';
${imports.join('\n')}

export const SIMULATED_KINDS: readonly SimulatedKind[] = [
${listed(false)}
];

export const SIMULATED_PARTS: readonly SimulatedPart[] = [
${listed(true)}
];
`;
}

/** `./ecs/cluster.ts` becomes `ecsCluster`, because services have kinds of the same name. */
function aliasOf({ module, name }: FoundSimulation): string {
  const service = module.split('/')[1] ?? '';
  return `${service}${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}

/** The countable kinds, separate from the kinds themselves, because these import the estate. */
export function estateKindsSource(found: readonly FoundSimulation[]): string {
  const names = found.filter(({ isCounted }) => isCounted).map(({ kind }) => `'${kind}',`);
  return `${HEAD}

/** The kinds that a simulated organization can contain. */
export const SIMULATED_KIND_NAMES = [
${names.join('\n')}
] as const;
`;
}
