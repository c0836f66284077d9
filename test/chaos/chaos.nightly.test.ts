import { describe, expect, test } from '@jest/globals';
import type { ConfirmGone } from '../../src/ledger/confirmation.ts';
import type { WatchedSink } from './run-sync.ts';
import type { ProxyHooks } from '../helpers/fault-proxy.ts';
import { runChaos, type ChaosOptions, type ChaosResult } from './chaos.ts';

/** Long enough for a busy machine, in milliseconds. */
const LONGEST_TEST_MS = 240_000;
/** A short run: `npm run test:chaos` runs for minutes. */
const STEPS = 8;
/** Each bug below shows within ten steps of a world with its seed. */
const STEPS_TO_NOTICE = 40;

function chaos(
  seed: number,
  steps: number,
  harm: Pick<ChaosOptions, 'sabotage' | 'portHooks'> = {},
): Promise<ChaosResult> {
  return runChaos({ seed, steps, mayKill: false, log: () => undefined, ...harm });
}

test.each([
  ['an organization', 4],
  ['listed accounts', 5],
])(
  'random faults break no guarantee: %s',
  async (_, seed) => {
    const { violation } = await chaos(seed, STEPS);

    expect(violation).toBeUndefined();
  },
  LONGEST_TEST_MS,
);

/** Replaces AWS's response to every check of a deletion. */
function answering(status: 'gone' | 'exists'): (sink: WatchedSink) => WatchedSink {
  return (sink) => ({
    event: (event) => sink.event(event),
    finish: ({ ledger }) => {
      const confirmGone: ConfirmGone = (_, missing) =>
        Promise.resolve(missing.map(() => ({ status })));
      return sink.finish({ ledger, confirmGone });
    },
  });
}

/** Treats every scope as complete, whatever AWS's response was. */
function believing(sink: WatchedSink): WatchedSink {
  return {
    ...answering('gone')(sink),
    event: (event) =>
      sink.event(
        event.type === 'scope'
          ? { ...event, record: { ...event.record, outcome: 'complete' } }
          : event,
      ),
  };
}

/** Treats unread data as empty. */
function forgetting(sink: WatchedSink): WatchedSink {
  return {
    ...sink,
    event(event) {
      if (event.type === 'scope') return sink.event(event);
      const { resources, identifiers } = event.batch;
      const batch = { resources, gaps: [], ...(identifiers !== undefined && { identifiers }) };
      return sink.event({ ...event, batch });
    },
  };
}

/** Port reports every entity as owned by this integration. */
const OWNING: ProxyHooks = {
  onResponse({ target }, answer) {
    if (!target.includes('/entities/search')) return undefined;
    const text = answer.body.toString();
    const own = '"port-ocean/aws-v3/chaos/my-aws-v3-integration/exporter"';
    const body = Buffer.from(text.replaceAll(/(?<="\$?datasource":)"[^"]*"/g, own));
    return { ...answer, body };
  },
};

describe('the model detects', () => {
  test.each([
    ['a program that deletes what AWS was not asked for', answering('gone'), 'missing', 6],
    ['a program that believes every answer', believing, 'missing', 4],
    ['a program that blanks what it could not read', forgetting, 'blanked', 4],
    ['a program that never deletes', answering('exists'), 'not exact', 8],
  ] as const)(
    '%s',
    async (_, sabotage, rule, seed) => {
      const { violation } = await chaos(seed, STEPS_TO_NOTICE, { sabotage });

      expect(violation?.rule).toBe(rule);
    },
    LONGEST_TEST_MS,
  );

  test(
    'a program that treats others’ entities as its own',
    async () => {
      const { violation } = await chaos(4, STEPS_TO_NOTICE, { portHooks: OWNING });

      expect(violation?.rule).toBe("another's entity");
    },
    LONGEST_TEST_MS,
  );
});
