import { CUR } from '../../src/cost/billing/cur-mapping.ts';
import { FOCUS } from '../../src/cost/billing/focus-mapping.ts';
import type { Mapping } from '../../src/cost/billing/mapping.ts';
import { BILL_COLUMNS } from '../../src/store/charges.ts';

/** The page of the table `charges`: what each column is made of, from each kind of export. */
export function billColumnsPage(): string {
  const rows = BILL_COLUMNS.map(
    ({ name, type }) =>
      `| \`${name}\` | ${type} | ${shown(FOCUS, FOCUS.columns[name])} | ${shown(CUR, CUR.columns[name])} |`,
  );
  return `<!-- Generated from the mappings of exports by \`npm run generate\`. Do not edit. -->

# Columns of the bill

The table \`charges\` has the columns of [FOCUS 1.2](https://focus.finops.org/focus-specification/v1-2/) under their own
names, and AWS's own, which begin with \`x_\`. This page lists what each is made of. The columns of Cost and Usage Reports
have their names in CUR 2.0: \`line_item_unblended_cost\` is \`lineItem/UnblendedCost\` in the legacy report. A column that
an export does not have is null. [Bills](bills.md) says how to import exports.

Longshore adds six columns: \`source\` (\`focus-1.2\`, \`cur-2.0\`, …), \`source_name\` (the export), \`source_period\` (the
billing period, \`2026-10\`), \`collected_at\`, \`is_final\` (the charge has an invoice) and \`has_resource\`.

| column | type | from FOCUS | from Cost and Usage Reports |
| --- | --- | --- | --- |
${rows.join('\n')}

In the expressions, \`service\` is the service of \`line_item_product_code\` in Longshore's table of FOCUS categories, and
\`region\` the region. \`is_unused\` marks the row that Longshore adds for the unused part of a commitment's fee. The rest:

${Object.entries(CUR.parts ?? {})
  .map(([name, sql]) => `- **${name}**: ${shown(CUR, sql)}`)
  .join('\n')}

Without these columns an export is not imported: from FOCUS ${required(FOCUS)}; from Cost and Usage Reports
${required(CUR)}.
`;
}

function required(mapping: Mapping): string {
  return mapping.required.map((name) => `\`${name}\``).join(', ');
}

/** An expression as code, with the names of columns and parts without their marks. */
function shown({ parts = {} }: Mapping, sql: string): string {
  if (sql === 'null') return '–';
  const text = sql
    .replaceAll(/\{(=?)(\w+)(?::\w+)?\}/g, (_, part: string, name: string) =>
      part === '' || name in parts ? name : '',
    )
    .replaceAll(/\s+/g, ' ')
    .replaceAll('|', String.raw`\|`);
  return `\`${text}\``;
}
