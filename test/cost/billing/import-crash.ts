import { runImport } from '../../../src/app/cost/bill/run-import.ts';
import { loadSettings } from '../../../src/config/settings.ts';

/**
 * A process that is killed: `node --import tsx import-crash.ts <folder> <file>…`. Imports the files in turn without end,
 * and prints the file's number when its charges are in the store.
 */
const [, , folder = '', ...files] = process.argv;
const settings = loadSettings({
  env: { LONGSHORE_COST_RETENTION: '1200' },
  file: undefined,
  flags: {},
});
const { signal } = new AbortController();
for (let turn = 0; ; turn += 1) {
  const index = turn % files.length;
  const paths = [files[index] ?? ''];
  await runImport({ settings, cwd: folder, paths, type: undefined, isDryRun: false, signal });
  process.stdout.write(`${index}\n`);
}
