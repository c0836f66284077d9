import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runBuf } from './buf.ts';

const PROTOCOL = 'src/cost/engine/plugins/protocol';

/** The code of messages and of the gRPC service that belong to the .proto files; made offline. */
export async function pluginProtocol(
  root: string,
): Promise<readonly (readonly [string, string])[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'longshore-protocol-'));
  try {
    const template = path.join(root, 'proto/buf.gen.yaml');
    const args = ['generate', path.join(root, 'proto'), '--template', template];
    await runBuf(root, [...args, '--include-imports', '--output', folder]);
    const names = await readdir(folder, { recursive: true });
    const files = names.filter((name) => name.endsWith('.ts')).sort();
    return await Promise.all(
      files.map(
        async (name) =>
          [
            `${PROTOCOL}/${name.split(path.sep).join('/')}`,
            await readFile(path.join(folder, name), 'utf8'),
          ] as const,
      ),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
