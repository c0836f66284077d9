import { runtimeOpener } from '../../../src/app/runtime.ts';
import { runCollect } from '../../../src/app/cost/collect/run-collect.ts';
import { loadSettings } from '../../../src/config/settings.ts';
import { SecretMask } from '../../../src/lib/secret-mask.ts';

/**
 * A process that is killed: `node --import tsx collect-crash.ts <folder> <first month>`. Collects the bill again and
 * again without end, and prints a line when it is in the store.
 */
const [, , folder = '', from] = process.argv;
const settings = loadSettings({ env: process.env, file: undefined, flags: {} });
const { signal } = new AbortController();
const warn = (): void => undefined;
for (;;) {
  await runCollect({
    ...{ settings, cwd: folder, from, to: undefined, sources: undefined, signal },
    ...{ isAgain: true, isDryRun: false },
    openWith: (its) => runtimeOpener({ settings: its, secrets: new SecretMask(), warn }),
    observer: () => undefined,
    now: Date.now,
  });
  process.stdout.write('collected\n');
}
