import { expect, test } from '@jest/globals';
import type { RunEvent } from '../../src/ledger/run-event.ts';
import { RunProgress } from '../../src/ledger/run-progress.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { readEstate } from '../helpers/read-estate.ts';

const QUEUES = 'AWS::SQS::Queue';

function ended(kind: string): RunEvent {
  const record = {
    kind,
    accountId: '111122223333',
    region: 'eu-west-1',
    outcome: 'complete',
    resources: 0,
    incompleteResources: 0,
    pages: 1,
    calls: 1,
    retries: 0,
    throttles: 0,
    durationMs: 1,
    gaps: [],
  } as const;
  return { type: 'scope', record };
}

/** Progress of a run with `accounts` accounts: `opened` of them were opened, with ten scopes each. */
function progressOf(accounts: number, opened: number, now: () => number): RunProgress {
  const progress = new RunProgress(now);
  for (let n = 0; n < accounts; n += 1) progress.planned({ type: 'account' });
  progress.planned({ type: 'accounts-listed' });
  for (let n = 0; n < opened * 10; n += 1) progress.planned({ type: 'scope', kind: QUEUES });
  for (let n = 0; n < opened; n += 1) progress.planned({ type: 'account-opened' });
  return progress;
}

test('at the end of a run every planned account was opened and every planned scope is done', async () => {
  await using sandbox = await startSandbox({
    estate: { seed: 'progress', accounts: 3, regions: ['eu-west-1', 'eu-west-3'], [QUEUES]: 2 },
  });
  const progress = new RunProgress(() => Date.now());

  const { records, resources } = await readEstate(sandbox, { kinds: [QUEUES], progress });

  const scopes = records.filter(({ kind }) => kind === QUEUES).length;
  expect(scopes).toBe(6);
  expect(progress.snapshot).toMatchObject({
    phase: 'reading',
    accountsOpened: 3,
    accountsPlanned: 3,
    scopesDone: scopes,
    scopesPlanned: scopes,
    resources: resources.length,
    percentage: 100,
    kinds: [{ kind: QUEUES, scopesDone: 6, scopesPlanned: 6, resources: resources.length }],
  });
  expect(progress.snapshot.calls).toBeGreaterThanOrEqual(scopes);
});

test('accounts that are limited by name are the only ones planned', async () => {
  await using sandbox = await startSandbox({
    estate: { seed: 'progress', accounts: 3, regions: ['eu-west-1'], [QUEUES]: 1 },
  });
  const progress = new RunProgress(() => Date.now());

  await readEstate(sandbox, {
    kinds: [QUEUES],
    accountIds: [sandbox.managementAccountId],
    progress,
  });

  expect(progress.snapshot).toMatchObject({ accountsPlanned: 1, scopesPlanned: 1, scopesDone: 1 });
});

test('there is no percentage before all accounts are listed', () => {
  const progress = new RunProgress(() => 0);

  progress.planned({ type: 'account' });
  progress.planned({ type: 'scope', kind: QUEUES });
  progress.event(ended(QUEUES));

  expect(progress.snapshot).toMatchObject({ percentage: undefined, secondsLeft: undefined });
});

test('accounts that are not opened yet count with the average of the others', () => {
  const progress = progressOf(100, 25, () => 0);

  for (let n = 0; n < 100; n += 1) progress.event(ended(QUEUES));

  expect(progress.snapshot).toMatchObject({
    scopesPlanned: 1_000,
    scopesDone: 100,
    percentage: 10,
  });
});

test('the time left follows from the time that scopes took', () => {
  let now = 0;
  const progress = progressOf(10, 10, () => now);

  for (let n = 0; n < 25; n += 1) progress.event(ended(QUEUES));
  now = 1_000;
  expect(progress.snapshot.secondsLeft).toBeUndefined();
  now = 30_000;

  expect(progress.snapshot).toMatchObject({ percentage: 25, secondsLeft: 90 });
});

test('a run that finishes says so', () => {
  const progress = new RunProgress(() => 0);
  expect(progress.snapshot.phase).toBe('starting');

  progress.planned({ type: 'account' });
  expect(progress.snapshot.phase).toBe('listing-accounts');
  progress.planned({ type: 'scope', kind: QUEUES });
  expect(progress.snapshot.phase).toBe('reading');
  progress.finish();

  expect(progress.snapshot.phase).toBe('finishing');
});
