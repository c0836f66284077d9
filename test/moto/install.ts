import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { findPython, MotoUnavailableError } from './python.ts';

const MOTO = fileURLToPath(new URL('requirements.txt', import.meta.url));
const SCHEMATHESIS = fileURLToPath(new URL('../schemathesis/requirements.txt', import.meta.url));
const GRPC = fileURLToPath(
  new URL('../cost/engine/plugins/python/requirements.txt', import.meta.url),
);
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/longshore/', import.meta.url));

const CommandError = z.object({ stderr: z.string().catch(''), message: z.string().catch('') });

type Say = (text: string) => void;

/**
 * The Python of a virtual environment with the pinned moto; creates it if it does not exist.
 *
 * @throws {MotoUnavailableError} without a suitable Python, or when pip fails.
 */
export function installMoto(say?: Say): Promise<string> {
  return install('moto', MOTO, say);
}

/** As {@link installMoto}, with schemathesis. */
export function installSchemathesis(say?: Say): Promise<string> {
  return install('schemathesis', SCHEMATHESIS, say);
}

/** As {@link installMoto}, with grpcio and its generator. */
export function installGrpc(say?: Say): Promise<string> {
  return install('grpc', GRPC, say);
}

async function install(name: string, file: string, say: Say = () => undefined): Promise<string> {
  const python = await findPython();
  const requirements = await readFile(file, 'utf8');
  const hash = createHash('sha256')
    .update([python.path, python.version, requirements].join('\n'))
    .digest('hex')
    .slice(0, 12);
  const folder = path.join(CACHE, `${name}-${hash}`);
  if (!(await exists(folder))) {
    say(`installing ${name} with Python ${python.version} (${python.path})\n`);
    await make(python.path, folder, { name, file });
  }
  return path.join(folder, 'bin', 'python');
}

/** Creates it under another name and renames it when complete: an environment with this name is usable. */
async function make(
  python: string,
  folder: string,
  { name, file }: { readonly name: string; readonly file: string },
): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const partial = await mkdtemp(`${folder}.partial-`);
  try {
    await run(name, python, ['-m', 'venv', partial]);
    await run(name, path.join(partial, 'bin', 'python'), [
      ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'],
      ...['--no-deps', '--only-binary', ':all:', '--requirement', file],
    ]);
    await rename(partial, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error; // else another run was faster
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function run(name: string, command: string, args: readonly string[]): Promise<void> {
  try {
    await promisify(execFile)(command, args);
  } catch (error) {
    const { stderr, message } = CommandError.parse(error);
    throw new MotoUnavailableError(
      `${name} could not be installed: ${[command, ...args].join(' ')}\n${stderr === '' ? message : stderr}`,
      { cause: error },
    );
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Installs them as a command: one message and exit code 1 if that fails. */
async function main(): Promise<void> {
  try {
    await installMoto((text) => process.stdout.write(text));
    await installSchemathesis((text) => process.stdout.write(text));
  } catch (error) {
    if (!(error instanceof MotoUnavailableError)) throw error;
    process.stderr.write(`${error.message.trim()}\n`);
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
