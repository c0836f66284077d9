import { describe, expect, test } from '@jest/globals';
import { loadKind, OBJECT_KINDS } from '../../src/core/exporters/registry.ts';
import { simulationOf, workedExample } from './worked-example.ts';

describe('an empty response', () => {
  test.each(OBJECT_KINDS)('does not prove that a resource of %s is gone', async (name) => {
    const kind = await loadKind(name);
    if (kind.list.operation === undefined) return; // it has no calls
    const simulated = simulationOf(name);
    const { calls } = 'partOf' in simulated ? simulated.partOf : simulated;
    const example = workedExample(simulated);
    await using served = await example.serve(
      Object.fromEntries(Object.keys(calls).map((operation) => [operation, () => ({})])),
    );

    const answers = await kind.exporter.confirmGone([example.identifiers], served.request([]));

    expect(answers.map(({ status }) => status)).not.toContain('gone');
  });
});
