import { expect, test } from '@jest/globals';
import { EXPORTER_FLAGS, type ExporterFlag } from '../../src/cli/exporter-flags.ts';
import { readText } from '../deploy/files.ts';

test('the page about migrating has every flag of the exporter, with its default', () => {
  const [, section = ''] = readText('docs/migrating-from-cloudcost-exporter.md').split(
    '## Flags\n',
  );
  const [table = ''] = section.split('\n## ');
  const rows = [...table.matchAll(/^\| `-([\w.-]+)`\s+\| (?:`([^`]*)`)?/gm)];

  expect(Object.fromEntries(rows.map(([, name, text = '']) => [name, text]))).toEqual(
    Object.fromEntries(EXPORTER_FLAGS.map((flag) => [flag.name, defaultOf(flag)])),
  );
});

function defaultOf({ isBoolean = false, defaultText }: ExporterFlag): string {
  return defaultText ?? (isBoolean ? 'false' : '');
}
