import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What a guide's reader may change. */
const EDITED = ['src', 'scripts', 'docs', 'test', 'bench', 'deploy', '.port', 'package.json'];
const COPIED = [...EDITED, 'demo', 'proto', 'tsconfig.json', 'jest.config.js'];

/** A file that a guide shows: its path, and its code. */
const CODE_BLOCK = /`(src\/[^`]+\.ts)`:\n\n```ts\n([\s\S]*?)```/g;

const run = promisify(execFile);

/** A copy of the project, in which the steps of a guide are executed. */
export interface RecipeCopy {
  readonly folder: string;
  /** Runs one of the project's tools in the copy; fails if it fails. */
  tool(
    name: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): Promise<string>;
  /** The output of a failed tool. */
  failureOf(name: string, args: readonly string[]): Promise<string>;
  compile(): Promise<string>;
  textOf(file: string): Promise<string>;
  /** Replaces a part of a file. @throws {Error} if the file does not have it once */
  edit(file: string, before: string, after: string): Promise<void>;
  /** Writes the files that a guide shows, as printed. @returns their paths */
  follow(guide: string): Promise<readonly string[]>;
  /** The files that differ from the checkout, except generated ones. */
  handwritten(): Promise<readonly string[]>;
  remove(): Promise<void>;
}

/** @param compiled the folders that the guide's code is compiled with */
export async function createRecipeCopy(compiled: readonly string[]): Promise<RecipeCopy> {
  // Inside the checkout, so that node_modules are found; ignored by git.
  const folder = await mkdtemp(path.join(ROOT, '.recipe-'));
  for (const name of COPIED) {
    await cp(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  }
  await writeFile(
    path.join(folder, 'tsconfig.recipe.json'),
    JSON.stringify({ extends: './tsconfig.json', include: compiled }),
  );
  const tool: RecipeCopy['tool'] = async (name, args, added = {}) => {
    const script = path.join(ROOT, 'node_modules', '.bin', name);
    const flags = { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' };
    const options = {
      cwd: folder,
      env: { ...process.env, ...flags, ...added },
      maxBuffer: 16_000_000,
    };
    const { stdout, stderr } = await run(script, args, options);
    return stdout + stderr;
  };
  return {
    folder,
    tool,
    failureOf: (name, args) =>
      tool(name, args).then(
        () => Promise.reject(new Error(`${name} ${args.join(' ')} did not fail`)),
        (error: unknown) => {
          const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
          return stdout + stderr;
        },
      ),
    compile: () => tool('tsc', ['--noEmit', '-p', 'tsconfig.recipe.json']),
    textOf: (file) => readFile(path.join(folder, file), 'utf8'),
    edit: async (file, before, after) => {
      const [start = '', end, ...more] = (await readFile(path.join(folder, file), 'utf8')).split(
        before,
      );
      if (end === undefined || more.length > 0) throw new Error(`${file}: not once: ${before}`);
      await writeFile(path.join(folder, file), start + after + end);
    },
    follow: async (guide) => {
      const blocks = [...guide.matchAll(CODE_BLOCK)];
      for (const [, file = '', code = ''] of blocks) await writeFile(path.join(folder, file), code);
      return blocks.map(([, file = '']) => file);
    },
    handwritten: async () => {
      const generated = (await tool('tsx', ['scripts/generate.ts', '--list'])).split('\n');
      return (await changedFiles(folder)).filter((file) => !generated.includes(file));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function changedFiles(folder: string): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const root of EDITED) {
    for (const file of await filesBelow(folder, root)) {
      const [here, there] = await Promise.all(
        [folder, ROOT].map((parent) => readFile(path.join(parent, file), 'utf8').catch(() => '')),
      );
      if (here !== there) changed.push(file);
    }
  }
  return changed.sort();
}

async function filesBelow(folder: string, root: string): Promise<readonly string[]> {
  if (path.extname(root) !== '') return [root];
  const entries = await readdir(path.join(folder, root), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}
