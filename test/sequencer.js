import Sequencer from '@jest/test-sequencer';

/** Files that take longest, the longest first: none is left for the end, where it would run alone. */
const SLOWEST = [
  'e2e/iam.long',
  'e2e/completeness.long',
  'e2e/default-catalog.long',
  'chaos/chaos.nightly',
  'e2e/demo-large.nightly',
  'cost/billing/reconcile.long',
  'cost/billing/collect-faults.long',
  'cost/billing/focus-export.long',
  'cost/billing/serve-collect.long',
  'cost/billing/collect-robustness.long',
  'conformance/estate',
  'e2e/demo',
  'host/serve-once.long',
  'conformance/calls.long',
  'e2e/faults.long',
  'e2e/commands',
  'host/store-socket.long',
  'e2e/port.long',
  'conformance/foreign-answers.long',
  'port/limits.long',
  'e2e/outputs',
  'e2e/shrunk-estate.long',
  'host/serve',
  'e2e/confirmation.long',
  'e2e/deletion.long',
  'conformance/gone',
  'cli/cost.long',
  'cost/billing/collect.long',
  'store/duckdb.long',
  'host/live-events',
  'mapping/jq/differential',
  'catalog/corruption',
  'host/secrets',
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
