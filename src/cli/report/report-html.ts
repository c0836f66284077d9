import type { CostSummary } from '../../app/cost/analysis/cost-summary.ts';
import { visible } from '../../lib/cell-text.ts';
import { chartSvg } from './charts.ts';
import { escapedHtml } from './escaped-html.ts';
import { reportSections } from './report-sections.ts';
import type { Section } from './section.ts';

const STYLE = `
:root { color-scheme: light dark; --back: #ffffff; --text: #1c2430; --quiet: #5b6675; --line: #d9dee5; --card: #f6f8fa;
  --blue: #1f6feb; --band: #1f6feb2b; }
@media (prefers-color-scheme: dark) { :root { --back: #10151c; --text: #e3e9f0; --quiet: #98a5b5; --line: #2d3743;
  --card: #171e27; --blue: #5aa2ff; --band: #5aa2ff33; } }
body { margin: 0 auto; max-width: 74rem; padding: 2rem 1.25rem 4rem; background: var(--back); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 0.25rem; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 0.35rem; border-top: 1px solid var(--line); padding-top: 1.25rem; }
p { margin: 0.35rem 0; }
.summary { font-size: 1.05rem; }
.note, figcaption { color: var(--quiet); font-size: 0.85rem; }
figure { margin: 1rem 0; padding: 0.75rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
svg { width: 100%; height: auto; display: block; }
svg text { fill: var(--quiet); font-size: 12px; }
.end { text-anchor: end; } .center { text-anchor: middle; } .middle { dominant-baseline: middle; }
.grid { stroke: var(--line); } .bar { fill: var(--blue); } .band { fill: var(--band); }
.line { fill: none; stroke: var(--blue); stroke-width: 2; } .expected { stroke-dasharray: 5 4; } circle { fill: var(--blue); }
.day { white-space: nowrap; }
.scroll { overflow-x: auto; margin: 0.75rem 0; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th { text-align: left; color: var(--quiet); font-weight: 600; }
th, td { padding: 0.35rem 0.6rem; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; }
td { min-width: 5rem; } td:first-child { min-width: 8rem; }
td:last-child { min-width: 14rem; overflow-wrap: anywhere; }
td.right, th.right { min-width: 0; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
tr:last-child td { border-bottom: 0; }
@media print { body { max-width: none; padding: 0; } figure, table { break-inside: avoid; } }
`;

/** The report as one page that loads nothing. It has no script. */
export function reportHtml(summary: CostSummary): string {
  const { period, basis } = summary.question;
  const sections = reportSections(summary).map(sectionHtml).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>AWS cost, ${escapedHtml(period.from)} to ${escapedHtml(period.to)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>AWS cost</h1>
<p class="note">${escapedHtml(period.from)} to ${escapedHtml(period.to)}, basis ${basis}, written ${new Date(summary.question.now).toISOString()}</p>
${sections}
</body>
</html>
`;
}

function sectionHtml({ heading, summary, charts = [], columns, rows, notes }: Section): string {
  const classOf = (index: number): string =>
    columns[index]?.align === 'right' ? ' class="right"' : '';
  const head = columns
    .map((column, index) => `<th${classOf(index)}>${html(column.heading)}</th>`)
    .join('');
  const body = rows
    .map(
      (row) =>
        `<tr>${row.map((cell, index) => `<td${classOf(index)}>${wholeDays(html(cell))}</td>`).join('')}</tr>`,
    )
    .join('\n');
  return [
    `<section><h2>${html(heading)}</h2>`,
    ...(summary === undefined || summary === '' ? [] : [`<p class="summary">${html(summary)}</p>`]),
    ...charts.map(chartSvg),
    ...(rows.length === 0
      ? []
      : [
          `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`,
        ]),
    ...notes.map((note) => `<p class="note">${html(note)}</p>`),
    '</section>',
  ].join('\n');
}

/** A day is not broken at its hyphens. */
function wholeDays(text: string): string {
  return text.replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, '<span class="day">$&</span>');
}

function html(text: string): string {
  return escapedHtml(visible(text));
}
