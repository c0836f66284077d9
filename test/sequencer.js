import Sequencer from '@jest/test-sequencer';

/** Files that take longest, the longest first: none is left for the end, where it would run alone. */
const SLOWEST = [
  'e2e/demo',
  'e2e/killed',
  'host/serve-once',
  'host/serve',
  'conformance/foreign-answers',
  'chaos/chaos',
  'e2e/memory',
  'conformance/estate',
  'conformance/gone',
  'e2e/port',
  'host/live-events',
  'e2e/confirmation',
  'e2e/deletion',
  'e2e/shrunk-estate',
  'mapping/jq/differential',
  'catalog/corruption',
  'host/secrets',
  'e2e/faults',
];

export default class SlowestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const found = SLOWEST.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
      return found < 0 ? SLOWEST.length : found;
    };
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
}
