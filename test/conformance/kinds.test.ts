import { describe } from '@jest/globals';
import { loadKind, OBJECT_KINDS } from '../../src/core/exporters/registry.ts';
import { describeConformance } from './conformance.ts';
import { exampleOf } from './worked-example.ts';

describe.each(OBJECT_KINDS)('%s', (name) => {
  describeConformance(async () => ({
    kind: await loadKind(name),
    example: exampleOf(name),
  }));
});
