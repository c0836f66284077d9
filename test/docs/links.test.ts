import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Link {
  readonly page: string;
  readonly target: string;
}

function textOf(file: string): Promise<string> {
  return readFile(path.join(ROOT, file), 'utf8');
}

/** Every page that users read. */
async function pages(): Promise<readonly string[]> {
  const docs = (await readdir(path.join(ROOT, 'docs'))).filter((name) => name.endsWith('.md'));
  const others = [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'deploy/terraform/live-events/README.md',
  ];
  return [...docs.map((name) => `docs/${name}`), ...others];
}

function withoutCode(text: string): string {
  return text.replaceAll(/^ *```[^]*?^ *```$/gm, '');
}

/** Links to files and headings of this repository. */
function linksIn(page: string, text: string): readonly Link[] {
  return [...withoutCode(text).matchAll(/\]\((?<target>[^)\s]+)\)/g)]
    .map(({ groups }) => groups?.['target'] ?? '')
    .filter((target) => !/^https?:/.test(target))
    .map((target) => ({ page, target }));
}

/** The anchors of a page's headings, as GitHub creates them. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(
    ([, heading = '']) => heading,
  );
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

async function isBroken({ page, target }: Link): Promise<boolean> {
  const [file = '', anchor] = target.split('#');
  const linked = file === '' ? page : path.join(path.dirname(page), file);
  if (!existsSync(path.join(ROOT, linked))) return true;
  if (anchor === undefined) return false;
  return !anchorsOf(await textOf(linked)).has(anchor);
}

describe('links in the docs', () => {
  test('lead to existing files and headings', async () => {
    const broken: string[] = [];
    let count = 0;
    for (const page of await pages()) {
      for (const link of linksIn(page, await textOf(page))) {
        count += 1;
        if (await isBroken(link)) broken.push(`${link.page}: ${link.target}`);
      }
    }

    expect(count).toBeGreaterThan(100);
    expect(broken).toEqual([]);
  });

  test('a missing heading would be detected', async () => {
    await expect(isBroken({ page: 'README.md', target: 'docs/mapping.md#nowhere' })).resolves.toBe(
      true,
    );
    await expect(isBroken({ page: 'README.md', target: 'docs/mapping.md#jq' })).resolves.toBe(
      false,
    );
  });

  test('are not repeated in the README', async () => {
    const targets = linksIn('README.md', await textOf('README.md')).map(({ target }) => target);

    expect(targets.length).toBeGreaterThan(10);
    expect(targets.filter((target, index) => targets.indexOf(target) !== index)).toEqual([]);
  });
});
