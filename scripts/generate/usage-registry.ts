import type { FoundCostModel } from './cost-models.ts';

/** The registry: how to load the usage of each kind, and its examples. */
export function usageRegistrySource(found: readonly FoundCostModel[]): string {
  const loaders = found.map(
    ({ kind, name, module }) =>
      `'${kind}': {
         usage: async () => (await import('${module}')).${name},
         examples: async () => (await import('${module.replace(/\.ts$/, '.example.ts')}')).EXAMPLES,
       },`,
  );
  return `// Generated from the definitions of usage by \`npm run generate\`. Do not edit.
import type { Usage } from './define-usage.ts';
import type { UsageExample } from './usage-example.ts';

/** How to load the usage of a kind, and what shows that it is right. */
export interface UsageLoader {
  usage(): Promise<Usage>;
  examples(): Promise<readonly UsageExample[]>;
}

/** By kind. */
export const USAGES: Readonly<Record<string, UsageLoader>> = {
${loaders.join('\n')}
};
`;
}
