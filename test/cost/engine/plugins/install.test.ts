import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { longshore, type CommandResult } from '../../../helpers/command.ts';

const BINARY = '#!/bin/sh\nexit 0\n';

let root: string;
let folder: string;
let server: Server;
let origin: string;
/** What the server has, by path. */
const served = new Map<string, Buffer | object>();

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'longshore-install-'));
  server = createServer((request, response) => {
    const body = served.get(request.url ?? '');
    if (body === undefined) response.writeHead(404).end();
    else response.end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(root, { recursive: true, force: true });
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(root, 'plugins-'));
});

const run = (...args: readonly string[]): Promise<CommandResult> =>
  longshore(['plugin', ...args, '--plugin-dir', folder], { cwd: root });

/** An entry of a tar file. */
interface Entry {
  readonly name: string;
  readonly content?: string;
  readonly mode?: number;
  readonly type?: string;
  readonly link?: string;
}

function tar(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap(({ name, content = '', mode = 0o755, type = '0', link = '' }) => {
    const header = Buffer.alloc(512);
    header.write(name, 0, 100);
    header.write(mode.toString(8).padStart(7, '0'), 100);
    header.write(Buffer.byteLength(content).toString(8).padStart(11, '0'), 124);
    header.write('        ', 148);
    header.write(type, 156);
    header.write(link, 157, 100);
    header.write('ustar\u000000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148);
    const body = Buffer.alloc(Math.ceil(Buffer.byteLength(content) / 512) * 512);
    body.write(content);
    return [header, body];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1_024)]));
}

/** A zip file whose files are not packed. */
function zip(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content = '', mode = 0o100755 } of entries) {
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt32LE(content.length, 20);
    entry.writeUInt32LE(content.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE((mode << 16) >>> 0, 38);
    entry.writeUInt32LE(at, 42);
    parts.push(local, Buffer.from(name), Buffer.from(content));
    directory.push(entry, Buffer.from(name));
    at += 30 + name.length + content.length;
  }
  const all = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(all.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, all, end]);
}

const GOOD: Entry = { name: 'finfocus-plugin-example', content: BINARY };

async function archive(name: string, bytes: Buffer): Promise<string> {
  const file = path.join(root, name);
  await writeFile(file, bytes);
  return file;
}

describe('an archive', () => {
  test.each([
    ['finfocus-plugin-example_1.2.0_linux_amd64.tar.gz', tar([GOOD])],
    ['finfocus-plugin-example_1.2.0_linux_amd64.zip', zip([GOOD])],
    ['finfocus-plugin-example_v1.2.0.tgz', tar([{ ...GOOD, name: `./x/${GOOD.name}` }])],
  ])('%s is installed', async (name, bytes) => {
    const result = await run('install', await archive(name, bytes));

    expect(result).toMatchObject({ exitCode: 0 });
    const file = path.join(folder, 'example/1.2.0/finfocus-plugin-example');
    expect(await readFile(file, 'utf8')).toBe(BINARY);
    expect(JSON.parse((await run('list', '--output', 'json')).stdout)).toMatchObject({
      plugins: [{ name: 'example', version: '1.2.0', binary: file }],
    });
  });

  const LINK = { name: 'finfocus-plugin-example', type: '2', link: '/bin/sh' };
  test.each([
    ['a name above it', tar([GOOD, { name: '../outside', content: 'x' }])],
    ['an absolute name', tar([GOOD, { name: '/tmp/outside', content: 'x' }])],
    ['a name above it, later', tar([GOOD, { name: 'a/../../outside', content: 'x' }])],
    ['a symbolic link', tar([GOOD, { ...LINK, name: 'link' }])],
    ['a hard link', tar([GOOD, { ...LINK, name: 'link', type: '1' }])],
    ['a device', tar([GOOD, { name: 'device', type: '3' }])],
    ['the same file twice', tar([GOOD, GOOD])],
    ['nothing to run', tar([{ ...GOOD, mode: 0o644 }])],
    ['a broken header', gzipSync(Buffer.alloc(1_024, 'x'))],
    ['no gzip', Buffer.from('no archive')],
    ['an end in the middle', gzipSync(Buffer.from(tar([GOOD])).subarray(0, 20))],
  ])('tar with %s is refused, and nothing is installed', async (_, bytes) => {
    const result = await run(
      'install',
      await archive('finfocus-plugin-example_1.2.0.tar.gz', bytes),
    );

    expect(result.exitCode).toBe(1);
    expect(await readdir(path.join(folder))).toEqual([]);
  });

  test.each([
    ['a name above it', zip([GOOD, { name: '../outside', content: 'x' }])],
    ['a backslash', zip([GOOD, { name: '..\\outside', content: 'x' }])],
    ['a symbolic link', zip([GOOD, { name: 'link', content: '/bin/sh', mode: 0o120777 }])],
    ['no directory', Buffer.from('PK')],
  ])('zip with %s is refused, and nothing is installed', async (_, bytes) => {
    const result = await run('install', await archive('finfocus-plugin-example_1.2.0.zip', bytes));

    expect(result.exitCode).toBe(1);
    expect(await readdir(path.join(folder))).toEqual([]);
  });
});

test('a folder with a link is refused', async () => {
  const source = path.join(root, 'linked');
  await mkdir(source);
  await writeFile(path.join(source, 'finfocus-plugin-linked'), BINARY);
  await chmod(path.join(source, 'finfocus-plugin-linked'), 0o755);
  await symlink('/etc/passwd', path.join(source, 'passwd'));

  const result = await run('install', source, '--plugin-version', '1.0.0');

  expect(result).toMatchObject({ exitCode: 1 });
  expect(result.stderr).toContain('is a link');
});

test.each(['../up', 'a/b', '.hidden', '', 'a..b'])('the name %j is refused', async (name) => {
  const file = await archive('finfocus-plugin-example_1.2.0.tar.gz', tar([GOOD]));

  const result = await run('install', file, '--name', name);

  expect(result.exitCode).toBe(1);
  expect(await run('remove', name)).toMatchObject({ exitCode: 1 });
});

describe('a listing of releases', () => {
  const system = process.platform === 'darwin' ? 'darwin' : 'linux';
  const arch = process.arch === 'arm64' ? 'arm64' : 'amd64';
  const name = (version: string): string =>
    `finfocus-plugin-example_${version}_${system}_${arch}.tar.gz`;
  const bytes = tar([GOOD]);
  const sum = createHash('sha256').update(bytes).digest('hex');
  const release = (version: string, checksum: string): object => {
    served.set(`/${version}/archive.tar.gz`, bytes);
    served.set(`/${version}/checksums.txt`, Buffer.from(`${checksum}  ${name(version)}\n`));
    return {
      tag_name: `v${version}`,
      assets: [
        { name: name(version), browser_download_url: `${origin}/${version}/archive.tar.gz` },
        { name: 'other_windows_arm.zip', browser_download_url: `${origin}/other` },
        { name: 'checksums.txt', browser_download_url: `${origin}/${version}/checksums.txt` },
      ],
    };
  };

  test('gives the newest version, or the one that is asked for; update gives the newest', async () => {
    served.set('/releases', [release('1.0.0', sum), release('1.1.0', sum)]);

    const first = await run('install', `${origin}/releases@1.0.0`);
    const again = await run('install', `${origin}/releases@v1.0.0`);
    const updated = await run('update', '--clean');

    expect(first.stdout).toContain('Installed example 1.0.0');
    expect(again).toMatchObject({ exitCode: 1 });
    expect(again.stderr).toContain('--force');
    expect(updated.stdout).toContain('Installed example 1.1.0');
    expect(await readdir(path.join(folder, 'example'))).toEqual(['1.1.0']);
    expect((await run('update')).stdout).toContain('is the newest version');
    expect(await run('validate')).toMatchObject({ exitCode: 0 });
    expect((await run('remove', 'example')).stdout).toContain('Removed example 1.1.0');
    expect(await readdir(folder)).toEqual([]);
  });

  test('is refused with a wrong checksum, and without one', async () => {
    served.set('/wrong', [release('1.0.0', '0'.repeat(64))]);
    served.set('/none', [release('1.0.1', 'none')]);

    expect((await run('install', `${origin}/wrong`)).stderr).toContain('was expected');
    expect((await run('install', `${origin}/none`)).stderr).toContain('no SHA-256 checksum');
    expect((await run('install', `${origin}/missing`)).stderr).toContain('answered with 404');
    expect((await run('install', 'http://example.test/releases')).stderr).toContain('https');
    expect(await readdir(folder)).toEqual([]);
  });
});
