import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  installedPlugin,
  installedPlugins,
} from '../../../../src/cost/engine/plugins/installed-plugins.ts';
import { compareVersions, isPluginName } from '../../../../src/cost/engine/plugins/plugin-names.ts';

const made: string[] = [];
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'longshore-plugins-'));
  made.push(folder);
});
afterAll(() => Promise.all(made.map((one) => rm(one, { recursive: true, force: true }))));

async function file(name: string, text = '', mode = 0o755): Promise<void> {
  const full = path.join(folder, name);
  await mkdir(path.dirname(full), { recursive: true });
  await writeFile(full, text);
  await chmod(full, mode);
}

describe('installed plugins', () => {
  test('the newest version counts, and what is no version is named', async () => {
    await file('aws-public/v0.1.9/finfocus-plugin-aws-public');
    await file('aws-public/0.1.10/finfocus-plugin-aws-public');
    await file('aws-public/0.2.0-rc.1/finfocus-plugin-aws-public');
    await file('aws-public/latest/finfocus-plugin-aws-public');
    await file('empty/readme');

    const { plugins, problems } = await installedPlugins(folder);

    expect(plugins.map(({ name, version, versions }) => [name, version, versions])).toEqual([
      ['aws-public', '0.2.0-rc.1', ['0.2.0-rc.1', '0.1.10', '0.1.9']],
    ]);
    expect(plugins[0]?.problems).toEqual([expect.stringContaining('latest')]);
    expect(problems).toEqual([expect.stringContaining('empty')]);
  });

  test('the binary of the region comes first, then the names of plugins, then anything that runs', async () => {
    await file('a/1.0.0/finfocus-plugin-a-us-east-1');
    await file('a/1.0.0/finfocus-plugin-a');
    await file('a/1.0.0/plugin.metadata.json', '{"region":"us-east-1"}', 0o644);
    await file('b/1.0.0/pulumicost-plugin-b');
    await file('b/1.0.0/aaa');
    await file('c/1.0.0/README', '', 0o644);
    await file('c/1.0.0/whatever');
    await file('d/1.0.0/README', '', 0o644);

    const { plugins } = await installedPlugins(folder);

    expect(plugins.map(({ binary }) => binary && path.basename(binary))).toEqual([
      'finfocus-plugin-a-us-east-1',
      'pulumicost-plugin-b',
      'whatever',
      undefined,
    ]);
    expect(plugins[0]?.metadata.get('region')).toBe('us-east-1');
  });

  test('a manifest that cannot be read is named, and the plugin is still there', async () => {
    await file('a/1.0.0/a');
    await file('a/1.0.0/plugin.manifest.json', '{"providers": "aws"}', 0o644);
    await file('b/1.0.0/b');
    await file('b/1.0.0/plugin.manifest.json', '{"name":"c","providers":["aws"]}', 0o644);

    const { plugins } = await installedPlugins(folder);

    expect(plugins.map(({ problems }) => problems)).toEqual([
      [expect.stringContaining('providers')],
      [expect.stringContaining('is of plugin "c"')],
    ]);
    expect(plugins[1]?.manifest?.providers).toEqual(['aws']);
  });

  test.each(['../evil', 'a/b', '..', '.', '', 'a\0b', 'a\\b', 'a..b', '/etc', '-x'])(
    'the name %j is refused',
    async (name) => {
      expect(isPluginName(name)).toBe(false);
      await expect(installedPlugin(folder, name)).rejects.toThrow('not the name of a plugin');
    },
  );

  test('links that lead out of the folder are not followed', async () => {
    const other = await mkdtemp(path.join(tmpdir(), 'longshore-elsewhere-'));
    made.push(other);
    await mkdir(path.join(other, '1.0.0'));
    await writeFile(path.join(other, 'tool'), '', { mode: 0o755 });
    await symlink(other, path.join(folder, 'linked'));
    await file('a/1.0.0/README', '', 0o644);
    await symlink(path.join(other, 'tool'), path.join(folder, 'a/1.0.0/a'));

    const { plugins, problems } = await installedPlugins(folder);

    expect(plugins.map(({ name, binary }) => [name, binary])).toEqual([['a', undefined]]);
    expect(problems).toEqual([expect.stringContaining('leads out of the folder')]);
  });

  test('a folder that does not exist has no plugins', async () => {
    expect(await installedPlugins(path.join(folder, 'none'))).toEqual({
      plugins: [],
      problems: [],
    });
    await expect(installedPlugin(folder, 'aws')).rejects.toMatchObject({ problem: 'not-found' });
  });

  test('versions are in the order of SemVer', () => {
    const versions = ['v1.0.0', '1.0.0-rc.2', '1.0.0-rc.10', '1.0.0-1', '0.9.12', '1.0.0-rc'];

    expect(versions.sort(compareVersions)).toEqual([
      ...['0.9.12', '1.0.0-1', '1.0.0-rc', '1.0.0-rc.2', '1.0.0-rc.10', 'v1.0.0'],
    ]);
  });
});
