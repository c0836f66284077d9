import { CUR } from '../../src/cost/billing/cur-mapping.ts';
import { FOCUS, OLDER_FOCUS } from '../../src/cost/billing/focus-mapping.ts';
import type { Mapping } from '../../src/cost/billing/mapping.ts';
import { BILL_COLUMNS, type BillColumn } from '../../src/store/charges.ts';

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

Longshore adds seven columns: \`source\` (\`focus-1.2\`, \`cur-2.0\`, …), \`source_name\` (the export), \`source_period\` (the
billing period, \`2026-10\`), \`collected_at\`, \`is_final\` (the charge has an invoice), \`has_resource\`, and \`stored_part\`
(payer account and billing period, \`210000000001/2026-10\`): the charges of a part are replaced together.

| column | type | from FOCUS | from Cost and Usage Reports |
| --- | --- | --- | --- |
${rows.join('\n')}

From FOCUS 1.0 and 1.1, these columns of 1.2 follow from others: ${Object.entries(
    OLDER_FOCUS.columns,
  )
    .filter(([name, sql]) => sql !== FOCUS.columns[name as BillColumn])
    .map(([name, sql]) => `\`${name}\` is ${shown(OLDER_FOCUS, sql)}`)
    .join('; ')}.

In the expressions, \`service\` is the service of \`line_item_product_code\` in Longshore's table of FOCUS categories, and
\`region\` the region. \`is_unused\` marks the row that Longshore adds for the unused part of a commitment's fee. The rest:

${Object.entries(CUR.parts ?? {})
  .map(([name, sql]) => `- **${name}**: ${shown(CUR, sql)}`)
  .join('\n')}

The costs of containers come from Cost and Usage Reports only, and are in no sum of the bill:
${Object.entries(CUR.split ?? {})
  .map(([name, sql]) => `\`${name}\` is ${shown(CUR, sql)}`)
  .join('; ')}.

Without these columns an export is not imported: from FOCUS ${required(FOCUS)}; from Cost and Usage Reports
${required(CUR)}.

## Rules of FOCUS

\`longshore cost export\` keeps the rules of FOCUS 1.2 that the rule model of the FinOps Foundation can check, except these.
What a source does not have stays null: Longshore invents no prices.

| source | rules that are not kept | reason |
| --- | --- | --- |
${NOT_KEPT.map(([source, rules, reason]) => `| ${source} | ${rules.map((rule) => `\`${rule}\``).join(', ')} | ${reason} |`).join('\n')}

Rules about names of accounts, types of accounts and other columns that a provider may leave out do not apply where the
source does not have them.
`;
}

const PRICES = ['ContractedUnitPrice-C-006-C', 'ListUnitPrice-C-005-C', 'PricingCurrencyListUnitPrice-C-005-C', 'PricingQuantity-C-005-C']; // prettier-ignore
const COSTS = ['ContractedCost-C-003-M', 'ContractedCost-C-004-M', 'ListCost-C-003-M', 'ListCost-C-004-M']; // prettier-ignore

/** The export of each source is compared with the rule model in a test. */
const NOT_KEPT: readonly (readonly [source: string, rules: readonly string[], reason: string])[] = [
  ['all', ['BilledCost-C-005-C'], 'the model takes another name of the issuer for a third party: AWS bills through companies of its own'],
  ['all', ['EffectiveCost-C-005-C'], 'no column says whether a purchase covers future charges: support does not'],
  ['all', ['CommitmentDiscountCategory-C-005-M'], 'the model has no condition: its text allows no value where there is no commitment'],
  ['all', ['CommitmentDiscountStatus-C-003-C', 'CommitmentDiscountStatus-C-004-C', 'CommitmentDiscountStatus-C-005-M'], 'the model checks the opposite of its text, or the values of another column'],
  ['FOCUS 1.0', ['CommitmentDiscountQuantity-C-005-C'], 'FOCUS 1.0 does not have this column'],
  ['CUR 2.0, legacy CUR, Cost Explorer', PRICES, 'unused parts of commitments, and lines that cancel each other, have no price; Cost Explorer has no prices at all'],
  ['legacy CUR, Cost Explorer', ['SubAccountName-C-005-C'], 'they have no names of accounts'],
  ['Cost Explorer', COSTS, 'it has billed and amortized costs'],
  ['Cost Explorer', ['PricingCategory-C-004-C', 'PricingCurrency-C-004-M', 'PricingCurrencyEffectiveCost-C-003-M', 'SkuId-C-005-C', 'SkuPriceId-C-005-C'], 'it has neither prices nor SKUs'],
]; // prettier-ignore

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
