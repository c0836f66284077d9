import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { runBuf } from './buf.ts';

const HEAD = `// Made by scripts/generate/plugin-descriptors.ts: do not edit.

/**
 * The files of the plugin protocol under both names of its package, as FileDescriptorProto in base64: server reflection
 * gives them to clients.
 */
`;
const OLD_NAMES: readonly (readonly [from: string, to: string])[] = [
  ['finfocus/v1/', 'pulumicost/v1/'],
  ['finfocus.v1', 'pulumicost.v1'],
];

/** What server reflection tells about the plugin protocol; made offline. */
export async function pluginDescriptorsSource(root: string): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'longshore-descriptors-'));
  try {
    await cp(path.join(root, 'proto'), folder, { recursive: true });
    const own = path.join(folder, 'finfocus/v1');
    const old = path.join(folder, 'pulumicost/v1');
    await mkdir(old, { recursive: true });
    for (const name of await readdir(own)) {
      const text = await readFile(path.join(own, name), 'utf8');
      const renamed = OLD_NAMES.reduce((all, [from, to]) => all.replaceAll(from, to), text);
      await writeFile(path.join(old, name), renamed);
    }
    const image = path.join(folder, 'image.binpb');
    const flags = ['--as-file-descriptor-set', '--exclude-source-info'];
    await runBuf(root, ['build', folder, ...flags, '-o', image]);
    const files = filesOf(await readFile(image)).map((file) => `'${file.toString('base64')}'`);
    return `${HEAD}export const FILE_DESCRIPTORS: readonly string[] = [${files.join(',')}];\n`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The files of a FileDescriptorSet: its field 1, repeated. */
function filesOf(set: Uint8Array): readonly Buffer[] {
  const reader = new BinaryReader(set);
  const files: Buffer[] = [];
  while (reader.pos < reader.len) {
    reader.tag();
    files.push(Buffer.from(reader.bytes()));
  }
  return files;
}
