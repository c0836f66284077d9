import { stat } from 'node:fs/promises';
import path from 'node:path';
import { PluginError } from '../../../cost/engine/plugins/plugin-error.ts';
import { isPluginName, isPluginVersion } from '../../../cost/engine/plugins/plugin-names.ts';

const ARCHIVE = /\.(?:tar\.gz|tgz|zip)$/i;
const REPOSITORY = /^(?:https:\/\/)?github\.com\/([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/i;
const PREFIX = /^(?:finfocus|pulumicost)-plugin-/i;

/** What names of files say about a plugin. */
export interface PluginHints {
  readonly name: string | undefined;
  readonly version: string | undefined;
}

/** Where a plugin comes from. */
export type PluginSource =
  | {
      readonly type: 'folder' | 'archive' | 'binary';
      readonly path: string;
      readonly hints: PluginHints;
    }
  | {
      readonly type: 'releases';
      /** Of a listing in the form of GitHub's releases. */
      readonly url: string;
      readonly name: string | undefined;
      readonly version: string | undefined;
    }
  | {
      readonly type: 'download';
      readonly url: string;
      readonly file: string;
      readonly hints: PluginHints;
    };

/**
 * What a user means: a file or a folder if there is one, else an address.
 *
 * @throws {PluginError} for anything else
 */
export async function sourceOf({
  source,
  version,
  cwd,
}: {
  readonly source: string;
  readonly version?: string | undefined;
  readonly cwd: string;
}): Promise<PluginSource> {
  const local = path.resolve(cwd, source);
  const found = await stat(local).catch(() => undefined);
  if (found?.isDirectory() === true) {
    return { type: 'folder', path: local, hints: folderHints(local) };
  }
  if (found?.isFile() === true) {
    const type = ARCHIVE.test(local) ? 'archive' : 'binary';
    return { type, path: local, hints: fileHints(path.basename(local)) };
  }
  const at = source.lastIndexOf('@');
  const asked = at > source.lastIndexOf('/') ? source.slice(at + 1) : undefined;
  const place = asked === undefined ? source : source.slice(0, at);
  const wanted = asked ?? version;
  const [, owner, repository] = REPOSITORY.exec(place) ?? [];
  if (owner !== undefined && repository !== undefined) {
    const url = `https://api.github.com/repos/${owner}/${repository}/releases?per_page=100`;
    return { type: 'releases', url, name: nameOf(repository.replace(PREFIX, '')), version: wanted };
  }
  if (URL.canParse(place) && /^https?:/i.test(place)) {
    const file = path.posix.basename(new URL(place).pathname);
    if (ARCHIVE.test(file)) return { type: 'download', url: place, file, hints: fileHints(file) };
    return { type: 'releases', url: place, name: undefined, version: wanted };
  }
  throw new PluginError(JSON.stringify(source), 'not-found', 'there is no such file or folder', {
    remedy: 'give a file, a folder, github.com/owner/repository, or the URL of its releases',
  });
}

/** Of `plugins/aws-public/0.1.5` the name and the version. */
function folderHints(folder: string): PluginHints {
  const [last, before] = [path.basename(folder), path.basename(path.dirname(folder))];
  return isPluginVersion(last)
    ? { name: nameOf(before), version: last }
    : { name: nameOf(last.replace(PREFIX, '')), version: undefined };
}

/** Of `finfocus-plugin-aws-public_0.1.5_linux_amd64.tar.gz` the name and the version. */
function fileHints(file: string): PluginHints {
  const [first = '', second] = file
    .replace(ARCHIVE, '')
    .replace(/\.exe$/i, '')
    .split('_');
  const version = second !== undefined && isPluginVersion(second) ? second : undefined;
  return { name: nameOf(first.replace(PREFIX, '')), version };
}

function nameOf(text: string): string | undefined {
  return isPluginName(text) ? text : undefined;
}
