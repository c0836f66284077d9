import type { CostSummary } from '../../app/cost/analysis/cost-summary.ts';
import { visible } from '../../lib/cell-text.ts';
import { reportSections } from './report-sections.ts';
import type { Section } from './section.ts';

/** The report in GitHub's Markdown. */
export function reportMarkdown(summary: CostSummary): string {
  const sections = reportSections(summary).map(sectionMarkdown);
  return `# AWS cost\n\n${sections.join('\n\n')}\n`;
}

function sectionMarkdown({ heading, summary, columns, rows, notes }: Section): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const table =
    rows.length === 0
      ? []
      : [
          [
            line(columns.map((column) => column.heading)),
            line(columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
            ...rows.map((row) => line(row.map(escaped))),
          ].join('\n'),
        ];
  return [
    `## ${escaped(heading)}`,
    ...(summary === undefined || summary === '' ? [] : [escaped(summary)]),
    ...table,
    ...notes.map((note) => `_${escaped(note)}_`),
  ].join('\n\n');
}

/** Names of others can be no table, no link, no HTML. */
function escaped(text: string): string {
  return visible(text)
    .replaceAll(/[\\`*_{}[\]<>#|~&]/g, String.raw`\$&`)
    .trim();
}
