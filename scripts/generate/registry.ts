/** A kind's definition in the source code. */
export interface FoundKind {
  readonly kind: string;
  /** The exported constant. */
  readonly name: string;
  /** The file, relative to the registry. */
  readonly module: string;
}

/** The registry: how to load each kind, without loading it before it is needed. */
export function registrySource(found: readonly FoundKind[]): string {
  const loaders = found.map(
    ({ kind, name, module }) => `'${kind}': async () => (await import('${module}')).${name},`,
  );
  return `// Generated from the kind definitions by \`npm run generate\`. Do not edit.
import type { Kind } from './kind.ts';
import type { ObjectKind } from './object-kind.ts';

export const KIND_LOADERS = {
${loaders.join('\n')}
} satisfies Record<ObjectKind, () => Promise<Kind>>;

export type KnownKind = keyof typeof KIND_LOADERS;
`;
}
