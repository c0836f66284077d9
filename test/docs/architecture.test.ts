import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Reference {
  readonly file: string;
  /** `readEstate`, or `ScopePool.take` */
  readonly name: string;
}

async function textOf(file: string): Promise<string> {
  return readFile(path.join(ROOT, file), 'utf8');
}

/** Every `src/….ts` that is followed by a name. */
function referencesIn(text: string): readonly Reference[] {
  const pattern = /`(?<file>src\/[^`]+\.ts)`\s+`(?<name>[A-Za-z][\w.]*)`/g;
  return [...text.matchAll(pattern)].map(({ groups }) => ({
    file: groups?.['file'] ?? '',
    name: groups?.['name'] ?? '',
  }));
}

/** Does the file declare the function, class or constant, and the method in it? */
function declares(source: string, name: string): boolean {
  const [owner = '', member] = name.split('.');
  const declared = new RegExp(`^export (?:async )?(?:function\\*?|class|const) ${owner}\\b`, 'm');
  if (!declared.test(source)) return false;
  if (member === undefined) return true;
  return new RegExp(`^ {2}(?:async )?\\*?(?:get )?${member}[(<]`, 'm').test(source);
}

describe('docs/architecture.md', () => {
  test('each function that it names is in the file that it names', async () => {
    const references = referencesIn(await textOf('docs/architecture.md'));

    const wrong: string[] = [];
    for (const { file, name } of references) {
      const source = existsSync(path.join(ROOT, file)) ? await textOf(file) : '';
      if (!declares(source, name)) wrong.push(`${file} ${name}`);
    }

    expect(references.length).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });

  test('a function that is not there would be noticed', () => {
    const source = 'export class Pool {\n  take(): void {}\n}\n';

    expect(declares(source, 'Pool.take')).toBe(true);
    expect(declares(source, 'Pool.give')).toBe(false);
    expect(declares(source, 'Other')).toBe(false);
  });
});

/** Their reader creates the files that they name. */
const RECIPES = ['adding-a-kind.md', 'adding-a-cost-model.md', 'adding-a-finding.md'];

test('every file and folder of the source that the docs name is there', async () => {
  const pages = (await readdir(path.join(ROOT, 'docs'))).filter(
    (name) => name.endsWith('.md') && !RECIPES.includes(name),
  );
  const missing: string[] = [];
  for (const page of [...pages.map((name) => `docs/${name}`), 'README.md', 'CONTRIBUTING.md']) {
    const text = await textOf(page);
    for (const [, named = ''] of text.matchAll(/`((?:src|test|scripts|bench)\/[\w./-]+)`/g)) {
      if (!existsSync(path.join(ROOT, named))) missing.push(`${page}: ${named}`);
    }
  }

  expect(missing).toEqual([]);
});
