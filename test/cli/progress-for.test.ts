import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { createLogger, NO_PROGRESS } from '../../src/cli/progress.ts';
import { progressFor } from '../../src/cli/progress-for.ts';
import { StatusArea } from '../../src/cli/status-area.ts';
import { SecretMask } from '../../src/lib/secret-mask.ts';
import { Screen } from '../helpers/screen.ts';

test.each([
  ['-', false],
  ['/dev/stdout', false],
  ['/dev/stderr', false],
  ['/dev/fd/1', false],
  ['/dev/null', true],
  ['resources.ndjson', true],
  [undefined, true],
])(
  'with resources written to %s, progress is drawn on the same terminal: %s',
  async (output, isDrawn) => {
    const [stdout, stderr] = [new Screen(80, 24), new Screen(80, 24)];
    const { signal } = new AbortController();
    const secrets = new SecretMask();
    const terminal = {
      stdout,
      stderr,
      stdin: () => Readable.from([]),
      env: {},
      cwd: '/',
      secrets,
      signal,
    };
    const logger = createLogger(terminal, { logLevel: 'info', logFormat: 'auto', warnings: [] });

    const progress = await progressFor(output, { logger, area: new StatusArea(stderr) }, terminal);
    progress.end?.();

    expect(progress !== NO_PROGRESS).toBe(isDrawn);
  },
);
