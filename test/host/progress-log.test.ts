import { expect, test } from '@jest/globals';
import { logProgress } from '../../src/app/progress-log.ts';
import { RunProgress } from '../../src/ledger/run-progress.ts';
import { VirtualClock } from '../aws/virtual-clock.ts';

test('a run of three and a half minutes logs its progress three times', async () => {
  const clock = new VirtualClock();
  const lines: unknown[] = [];
  const logger = {
    info: (fields: object, message: string) => {
      lines.push({ at: clock.now(), message, ...fields });
    },
  };
  const progress = new RunProgress(clock.now);
  progress.planned({ type: 'account' });
  const run = new AbortController();

  const logged = logProgress('run-1', progress, { clock, logger }, run.signal);
  await clock.run(clock.sleep(210_000));
  run.abort();
  await logged;

  expect(lines).toMatchObject([
    { at: 60_000, message: 'run progress', resyncId: 'run-1', accountsPlanned: 1 },
    { at: 120_000, message: 'run progress' },
    { at: 180_000, message: 'run progress' },
  ]);
  expect(lines[0]).not.toHaveProperty('kinds');
});
