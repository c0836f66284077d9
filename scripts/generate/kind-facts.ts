import type { Kind } from '../../src/core/exporters/kind.ts';

/**
 * The errors and limits that the kinds declare, for the code that calls AWS, which does not depend on kinds.
 *
 * @throws when two kinds declare different limits for one operation
 */
export function kindFactsSource(kinds: readonly Kind[]): string {
  const notFound = kinds.flatMap(({ errors }) => errors.notFound ?? []);
  const notConfigured = kinds.flatMap(({ errors }) => errors.notConfigured ?? []);
  const limits = kinds.flatMap(({ limits: own }) => own);
  const declared = new Map<string, string>();
  for (const limit of limits) {
    const text = JSON.stringify(limit);
    for (const operation of limit.operations) {
      if ((declared.get(operation) ?? text) !== text)
        throw new Error(`two kinds declare different limits for ${operation}`);
      declared.set(operation, text);
    }
  }
  return `// Generated from the kind definitions by \`npm run generate\`. Do not edit.
import type { PublishedLimit } from './published-limit.ts';

/** Their services' error codes for a missing resource. */
export const KIND_NOT_FOUND: readonly string[] = ${listOf(notFound)};

/** Their services' error codes for missing configuration. */
export const KIND_NOT_CONFIGURED: readonly string[] = ${listOf(notConfigured)};

/** AWS's published limits of their calls. */
export const KIND_LIMITS: readonly PublishedLimit[] = [${[...new Set(limits.map((limit) => JSON.stringify(limit)))].join(',')}];
`;
}

function listOf(texts: readonly string[]): string {
  return JSON.stringify([...new Set(texts)].sort());
}
