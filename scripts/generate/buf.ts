import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';

/**
 * Runs the Protobuf compiler, in the folder that has node_modules: that is the root, or above it, for a copy of the
 * project inside another.
 */
export async function runBuf(root: string, args: readonly string[]): Promise<void> {
  const { resolve } = createRequire(path.join(root, 'package.json'));
  const modules = path.resolve(resolve('ts-proto/package.json'), '../..');
  await promisify(execFile)(path.join(modules, '.bin/buf'), [...args], {
    cwd: path.dirname(modules),
  });
}
