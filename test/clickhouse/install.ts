import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const FOLDER = fileURLToPath(new URL('./', import.meta.url));

/** Installs chdb, ClickHouse as a library, beside the tests: it is too large to be a dependency of every checkout. */
async function installChdb(): Promise<void> {
  if (existsSync(`${FOLDER}node_modules/chdb/package.json`)) return;
  process.stdout.write('installing chdb (560 MB)\n');
  await promisify(execFile)(
    'npm',
    ['install', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'],
    {
      cwd: FOLDER,
    },
  );
}

try {
  await installChdb();
} catch (error) {
  process.stderr.write(`chdb could not be installed: ${String(error)}\n`);
  process.exitCode = 1;
}
