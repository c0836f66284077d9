import { describe, expect, test } from '@jest/globals';
import { readYamlFile } from '../../src/config/read-yaml-file.ts';
import { parseYaml } from '../../src/config/yaml-file.ts';
import { configurationError } from './errors.ts';
import { TempFolder } from './temp-folder.ts';

/** The error message for malformed text. */
async function refusal(text: string): Promise<string> {
  const { message } = await configurationError(() => parseYaml('f.yml', text));
  return message;
}

describe('readYamlFile', () => {
  test('reads YAML, and knows the position of each value', async () => {
    await using folder = await TempFolder.create();
    const file = await folder.write(
      'a.yml',
      'resources:\n  - kind: AWS::S3::Bucket\n    port: {}\n',
    );

    const yaml = await readYamlFile(file);

    expect(yaml.file).toBe(file);
    expect(yaml.value).toEqual({ resources: [{ kind: 'AWS::S3::Bucket', port: {} }] });
    expect(yaml.locate(['resources', 0, 'kind'])).toEqual({ line: 2, column: 11 });
  });

  test('a missing value has the position of its closest parent', async () => {
    await using folder = await TempFolder.create();
    const file = await folder.write('a.yml', 'a: 1\nresources:\n  - kind: x\n');

    const yaml = await readYamlFile(file);

    expect(yaml.locate(['resources', 0, 'port', 'entity'])).toEqual({ line: 3, column: 5 });
    expect(yaml.locate(['nowhere'])).toEqual({ line: 1, column: 1 });
  });

  test('reads JSON, with a byte order mark and CRLF', async () => {
    await using folder = await TempFolder.create();
    const file = await folder.write('a.json', '\uFEFF{\r\n  "a": [1, true, null, "x"]\r\n}\r\n');

    const yaml = await readYamlFile(file);

    expect(yaml.value).toEqual({ a: [1, true, null, 'x'] });
    expect(yaml.locate(['a', 3])).toEqual({ line: 2, column: 24 });
  });

  test('an empty file has the value null', async () => {
    await using folder = await TempFolder.create();

    expect((await readYamlFile(await folder.write('empty.yml', ''))).value).toBeNull();
  });

  test('a missing file, and a folder', async () => {
    await using folder = await TempFolder.create();
    const missing = folder.path('missing.yml');

    const error = await configurationError(() => readYamlFile(missing));

    expect(error.message).toBe(`cannot read ${missing}: there is no such file`);
    expect(error.remedy).toBeDefined();
    expect((await configurationError(() => readYamlFile(folder.path('.')))).message).toContain(
      'it is a folder',
    );
  });

  test('a file that is too large, or never ends', async () => {
    await using folder = await TempFolder.create();
    const file = await folder.write('large.yml', `a: ${'x'.repeat(1_024 * 1_024)}`);

    expect((await configurationError(() => readYamlFile(file))).message).toContain('larger than');
    expect((await configurationError(() => readYamlFile('/dev/zero'))).message).toContain('larger');
  });

  test('a file that is not UTF-8', async () => {
    await using folder = await TempFolder.create();
    const file = await folder.write('latin.yml', Uint8Array.from([0x61, 0x3a, 0x20, 0xe9, 0x0a]));

    expect((await configurationError(() => readYamlFile(file))).message).toContain('not UTF-8');
  });
});

describe('a malformed text', () => {
  test('every error has its own line, with its position', async () => {
    const lines = (await refusal('a: "x" y\nb: [1\nc: 2\n')).split('\n');

    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).toMatch(/^f\.yml:\d+:\d+ \S/);
    expect(lines[0]).toMatch(/^f\.yml:1:8 /);
  });

  test('every duplicate key', async () => {
    expect(await refusal('a: 1\na: 2\nb:\n  c: 1\n  "c": 2\n')).toBe(
      'f.yml:2:1 duplicate key "a"\nf.yml:5:3 duplicate key "c"',
    );
  });

  test('a template without quotes: says what to do', async () => {
    expect(await refusal('a: {{ from env X }}\n')).toMatch(/^f\.yml:1:5 .*in quotes/);
  });

  test('an unknown tag, a second document', async () => {
    expect(await refusal('a: !Ref x\n')).toMatch(/^f\.yml:1:4 .*!Ref/);
    expect(await refusal('a: 1\n---\nb: 2\n')).toMatch(/^f\.yml:2:1 a second document/);
  });

  test('text with errors everywhere gets a message of limited length', async () => {
    const lines = (await refusal('a: "x" y\n'.repeat(1_000))).split('\n');

    expect(lines.length).toBeLessThan(100);
    expect(lines.at(-1)).toMatch(/and \d+ more$/);
  });

  test.each([
    ['brackets', '['.repeat(500_000)],
    ['balanced brackets', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['braces', '{a: '.repeat(50_000)],
    ['dashes', `${'- '.repeat(20_000)}x`],
    ['question marks', `${'? '.repeat(20_000)}x`],
  ])('unlimited nesting: %s', async (_, text) => {
    expect(await refusal(text)).toMatch(/^f\.yml:1:\d+ nested deeper than 100 levels$/);
  });
});

describe('aliases', () => {
  test('repeat a value, and merge keys add to a map', () => {
    const text = 'base: &base { query: "true", n: 1 }\na: *base\nb:\n  <<: *base\n  n: 2\n';

    expect(parseYaml('f.yml', text).value).toMatchObject({
      a: { query: 'true', n: 1 },
      b: { query: 'true', n: 2 },
    });
  });

  test('an error in a repeated value is reported where the value is used', () => {
    const yaml = parseYaml('f.yml', 'base: &base { query: 1 }\na: *base\n');

    expect(yaml.locate(['a', 'query'])).toEqual({ line: 2, column: 4 });
  });

  test('may be used many times', () => {
    const uses = '  - *base\n'.repeat(500);

    const { value } = parseYaml('f.yml', `base: &base { query: "true" }\nuses:\n${uses}`);

    expect(value).toMatchObject({ uses: { length: 500 } });
  });

  test('that are undefined, used before their anchor, or circular', async () => {
    expect(await refusal('a: *b\nc: *d\n')).toBe(
      'f.yml:1:4 nothing before here is named &b\nf.yml:2:4 nothing before here is named &d',
    );
    expect(await refusal('a: *b\nb: &b 1\n')).toContain('f.yml:1:4');
    expect(await refusal('a: &a\n  b: *a\n')).toMatch(/^f\.yml:2:6 .*stands inside/);
  });

  test('that multiply', async () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const inner = level === 0 ? 'lol' : `*a${level - 1}`;
      return `a${level}: &a${level} [${Array.from({ length: 9 }, () => inner).join(', ')}]`;
    });

    expect(await refusal(levels.join('\n'))).toMatch(/^f\.yml:2:10 .*too large: use fewer/);
  });

  test('that nest deeper than the text does', async () => {
    const open = (level: number): string =>
      `a${level}: &a${level} ${'['.repeat(10)}${level === 0 ? 'x' : `*a${level - 1}`}${']'.repeat(10)}`;
    const levels = Array.from({ length: 50 }, (_, level) => open(level));

    expect(await refusal(levels.join('\n'))).toContain('too large');
  });
});
