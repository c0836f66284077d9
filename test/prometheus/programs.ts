import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/longshore/', import.meta.url));
const UNPACKED = path.join(CACHE, 'prometheus');
/** apt waits for its mirrors as long as they answer nothing. */
const TIMEOUT_MS = 120_000;

const CommandError = z.object({ stderr: z.string().catch(''), message: z.string().catch('') });
const run = promisify(execFile);

/** The programs of Prometheus. */
export interface PrometheusPrograms {
  readonly prometheus: string;
  readonly promtool: string;
}

/** Thrown when Prometheus is neither installed nor available as a package. The message contains the fix. */
export class PrometheusUnavailableError extends Error {
  override readonly name = 'PrometheusUnavailableError';
}

/**
 * The installed Prometheus, or Debian's package, unpacked below node_modules: nothing is installed on the machine, and
 * no service is started.
 *
 * @throws {PrometheusUnavailableError} when there is neither.
 */
export async function findPrometheus(
  say: (text: string) => void = () => undefined,
): Promise<PrometheusPrograms> {
  const installed = { prometheus: 'prometheus', promtool: 'promtool' };
  if (await works(installed)) return installed;
  const folder = path.join(UNPACKED, 'usr', 'bin');
  const unpacked = {
    prometheus: path.join(folder, 'prometheus'),
    promtool: path.join(folder, 'promtool'),
  };
  if (await works(unpacked)) return unpacked;
  say('downloading the Debian package prometheus (20 MB)\n');
  await unpack();
  if (await works(unpacked)) return unpacked;
  throw new PrometheusUnavailableError(
    `The package prometheus was unpacked into ${UNPACKED}, and does not run on this machine.\n` +
      'Install Prometheus 2.42 or later so that prometheus and promtool are in PATH.',
  );
}

async function works({ prometheus, promtool }: PrometheusPrograms): Promise<boolean> {
  try {
    await run(prometheus, ['--version']);
    await run(promtool, ['--version']);
    return true;
  } catch {
    return false; // missing, or for another system
  }
}

/** Unpacks under another name and renames when complete: a folder with this name is usable. */
async function unpack(): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const partial = await mkdtemp(`${UNPACKED}.partial-`);
  try {
    await download(partial);
    const [archive = ''] = (await readdir(partial)).filter((name) => name.endsWith('.deb'));
    await command('dpkg', ['--extract', path.join(partial, archive), partial]);
    await rm(path.join(partial, archive));
    await rename(partial, UNPACKED).catch(async (error: unknown) => {
      if (!(await exists(UNPACKED))) throw error; // else another run was faster
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** A fresh machine has no lists of packages, and only root may fetch them. */
async function download(folder: string): Promise<void> {
  const args = ['download', '--quiet', '--quiet', 'prometheus'];
  try {
    await command('apt-get', args, folder);
  } catch (error) {
    if (process.getuid?.() !== 0) throw error;
    await command('apt-get', ['update', '--quiet', '--quiet'], folder);
    await command('apt-get', args, folder);
  }
}

async function command(name: string, args: readonly string[], cwd?: string): Promise<void> {
  try {
    await run(name, args, { timeout: TIMEOUT_MS, ...(cwd === undefined ? {} : { cwd }) });
  } catch (error) {
    const { stderr, message } = CommandError.parse(error);
    throw new PrometheusUnavailableError(
      `npm run test:prometheus requires Prometheus 2.42 or later, and could not get it:\n` +
        `${[name, ...args].join(' ')}: ${(stderr === '' ? message : stderr).trim()}\n` +
        'Install it so that prometheus and promtool are in PATH (Debian, Ubuntu: apt-get install prometheus).',
      { cause: error },
    );
  }
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
