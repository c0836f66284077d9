import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe } from '@jest/globals';
import type { KindExample } from '../../src/core/exporters/kind-example.ts';
import { loadKind, OBJECT_KINDS } from '../../src/core/exporters/registry.ts';
import { KIND_LOADERS } from '../../src/core/exporters/registry.generated.ts';
import { describeConformance } from './conformance.ts';
import { serve } from './harness.ts';
import { simulationOf, workedExample, type WorkedExample } from './worked-example.ts';

const EXPORTERS = new URL('../../src/core/exporters/', import.meta.url);

/** The example that stands beside a kind's definition. */
async function exampleOf(kind: keyof typeof KIND_LOADERS): Promise<WorkedExample> {
  const simulated = simulationOf(kind);
  if (simulated !== undefined) return workedExample(simulated);
  const module = /import\('(.+?)'\)/.exec(String(KIND_LOADERS[kind]))?.[1] ?? '';
  const url = new URL(module.replace(/\.ts$/, '.example.ts'), EXPORTERS);
  const { example } = (await import(url.href)) as { readonly example: KindExample };
  if (Object.keys(example.properties).length === 0) {
    const file = path.relative(process.cwd(), fileURLToPath(url));
    throw new Error(`the example of ${kind} is yet to be filled in: ${file}`);
  }
  return {
    ...example,
    onlyFetched: {},
    operations: Object.keys(example.replies).map((name) => name.split(':')[1] ?? ''),
    serve: () => serve(example),
  };
}

describe.each(OBJECT_KINDS)('%s', (name) => {
  describeConformance(async () => ({ kind: await loadKind(name), example: await exampleOf(name) }));
});
