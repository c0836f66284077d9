import { z } from 'zod';
import { DIFFERENCES, type Difference } from '../../test/moto/differences.ts';

/** The counts of the suite: `test/moto/compared.json`. */
const Compared = z.record(z.string(), z.object({ resources: z.number(), fields: z.number() }));

/** The page with its tables: what is compared, and what is not, with reasons. */
export function withConformanceTables(page: string, compared: string): string {
  const counts = Compared.parse(JSON.parse(compared));
  return [
    ['compared', comparedTable(counts)] as const,
    ['differences', differencesTable()] as const,
  ].reduce((text, [name, table]) => filled(text, name, table), page);
}

function comparedTable(counts: z.output<typeof Compared>): string {
  const rows = Object.entries(counts)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([kind, { resources, fields }]) => `| \`${kind}\` | ${resources} | ${fields} |`);
  return ['| kind | resources | fields |', '| --- | --: | --: |', ...rows].join('\n');
}

function differencesTable(): string {
  const rows = DIFFERENCES.map(
    (difference) => `| ${kindOf(difference)} | ${whatOf(difference)} | ${difference.reason} |`,
  );
  return ['| kind | what | reason |', '| --- | --- | --- |', ...rows].join('\n');
}

function kindOf({ kind }: Difference): string {
  return kind.startsWith('AWS::') ? `\`${kind}\`` : kind;
}

function whatOf(difference: Difference): string {
  switch (difference.type) {
    case 'missing call':
      return `no \`${difference.call}\`${difference.fields === undefined ? ': not compared' : ''}`;
    case 'wrong fields': {
      const { fields, sometimes = [], readings } = difference;
      return `${named([...fields, ...sometimes])} (${readings.join('; ')})`;
    }
    case 'wrong absence':
      return 'fetching a missing resource';
    case 'correction':
      return `${named(difference.fields)}: corrected in \`serve.py\``;
  }
}

function named(fields: readonly string[]): string {
  return fields.map((field) => `\`${field}\``).join(', ');
}

/** Replaces the text between a table's markers; the rest of the page is unchanged. */
function filled(page: string, name: string, table: string): string {
  const start = `<!-- generated: ${name} -->\n`;
  const between = new RegExp(`${start}(?:(?!<!-- end -->)[\\s\\S])*<!-- end -->`);
  return page.replace(between, () => `${start}\n${table}\n\n<!-- end -->`);
}
