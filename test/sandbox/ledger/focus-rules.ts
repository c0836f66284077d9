import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

/** A check of the FOCUS rule model: what it takes depends on its function. */
interface Check {
  readonly CheckFunction: string;
  readonly Items?: readonly Check[] | undefined;
  readonly ColumnName?: string | undefined;
  readonly ColumnAName?: string | undefined;
  readonly ColumnBName?: string | undefined;
  readonly ResultColumnName?: string | undefined;
  readonly Value?: string | number | null | undefined;
  readonly ModelRuleId?: string | undefined;
}
const Check: z.ZodType<Check> = z.lazy(() =>
  z.looseObject({
    CheckFunction: z.string(),
    Items: z.array(Check).optional(),
    ColumnName: z.string().optional(),
    ColumnAName: z.string().optional(),
    ColumnBName: z.string().optional(),
    ResultColumnName: z.string().optional(),
    Value: z.union([z.string(), z.number(), z.null()]).optional(),
    ModelRuleId: z.string().optional(),
  }),
);
const Model = z.looseObject({
  ModelRules: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Status: z.string(),
      EntityType: z.string(),
      ValidationCriteria: z.looseObject({
        Keyword: z.string(),
        MustSatisfy: z.string(),
        Requirement: Check.optional().catch(undefined),
        Condition: Check.optional().catch(undefined),
      }),
    }),
  ),
});

type Row = Readonly<Record<string, string>>;
type Judge = (check: Check, row: Row) => boolean | undefined;

/** A rule that rows break. */
export interface Violation {
  readonly rule: string;
  readonly text: string;
  readonly rows: number;
  readonly example: Row;
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/;

/** Are numbers equal, except for the rounding of their last digits? */
function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1e-9 + 1e-9 * Math.abs(other);
}

const CHECKS: Readonly<Record<string, Judge>> = {
  ColumnPresent: ({ ColumnName = '' }, row) => ColumnName in row,
  CheckValue: ({ ColumnName = '', Value = null }, row) => isValue(row[ColumnName], Value),
  CheckNotValue: ({ ColumnName = '', Value = null }, row) => !isValue(row[ColumnName], Value),
  CheckSameValue: ({ ColumnAName = '', ColumnBName = '' }, row) => row[ColumnAName] === row[ColumnBName], // prettier-ignore
  CheckNotSameValue: ({ ColumnAName = '', ColumnBName = '' }, row) => row[ColumnAName] !== row[ColumnBName], // prettier-ignore
  CheckGreaterOrEqualThanValue: ({ ColumnName = '', Value }, row) => Number(row[ColumnName]) >= Number(Value), // prettier-ignore
  ColumnByColumnEqualsColumnValue: ({ ColumnAName = '', ColumnBName = '', ResultColumnName = '' }, row) => isNear(Number(row[ColumnAName]) * Number(row[ColumnBName]), Number(row[ResultColumnName])), // prettier-ignore
  FormatNumeric: ({ ColumnName = '' }, row) => row[ColumnName] === '' || NUMBER.test(row[ColumnName] ?? ''), // prettier-ignore
  TypeDecimal: ({ ColumnName = '' }, row) => row[ColumnName] === '' || NUMBER.test(row[ColumnName] ?? ''), // prettier-ignore
  FormatDateTime: ({ ColumnName = '' }, row) => TIME.test(row[ColumnName] ?? ''),
  TypeDateTime: ({ ColumnName = '' }, row) => TIME.test(row[ColumnName] ?? ''),
  FormatCurrency: ({ ColumnName = '' }, row) => /^[A-Z]{3}$/.test(row[ColumnName] ?? ''),
  CheckNationalCurrency: ({ ColumnName = '' }, row) => /^[A-Z]{3}$/.test(row[ColumnName] ?? ''),
  TypeString: () => true,
};

function isValue(actual: string | undefined, value: string | number | null): boolean {
  if (value === null) return actual === '' || actual === undefined;
  if (actual === '' || actual === undefined) return false;
  return typeof value === 'number' ? Number(actual) === value : actual === value;
}

/** Undefined for checks that are not interpreted: those of formats, and of whole datasets. */
function judge(check: Check, row: Row): boolean | undefined {
  const { CheckFunction, Items = [] } = check;
  if (CheckFunction !== 'AND' && CheckFunction !== 'OR') return CHECKS[CheckFunction]?.(check, row);
  const results = Items.map((item) => judge(item, row));
  if (results.includes(undefined)) return undefined;
  return CheckFunction === 'AND' ? !results.includes(false) : results.includes(true);
}

/** Rules that cannot be judged: they are about facts that no row has, or contradict their own text. */
const NOT_JUDGED: Readonly<Record<string, string>> = {
  'BilledCost-C-005-C': 'the payee of a marketplace charge is in no column',
  'EffectiveCost-C-005-C':
    'whether a purchase covers future charges is in no column: support does not',
  'InvoiceId-C-004-C': 'whether a charge has an invoice is in no other column',
  'CapacityReservationStatus-C-004-C': 'its condition names no check',
  'CommitmentDiscountStatus-C-003-C': 'its text says null, its check says not null',
  'CommitmentDiscountStatus-C-004-C':
    'its text says that there is an id, its condition that there is none',
  'CommitmentDiscountStatus-C-005-M':
    'its values are not those of the specification, Used and Unused',
};

/** A list of allowed values says nothing of null. */
function isList({ CheckFunction, Items = [] }: Check): boolean {
  return CheckFunction === 'OR' && Items.every((item) => item.CheckFunction === 'CheckValue');
}

/** The obligations of FOCUS 1.2 that rows break. A rule inherits the conditions of those it is part of. */
export function violations(folder: string, rows: readonly Row[]): readonly Violation[] {
  const bytes = readFileSync(join(folder, 'focus', 'focus-rules-model-1.2.json.gz'));
  const { ModelRules } = Model.parse(JSON.parse(gunzipSync(bytes).toString()));
  const parents = new Map<string, string>();
  for (const [rule, { ValidationCriteria }] of Object.entries(ModelRules)) {
    for (const { ModelRuleId } of ValidationCriteria.Requirement?.Items ?? []) {
      if (ModelRuleId !== undefined) parents.set(ModelRuleId, rule);
    }
  }
  const applies = (rule: string, row: Row): boolean => {
    const Condition = ModelRules[rule]?.ValidationCriteria.Condition;
    const holds = Condition === undefined || judge(Condition, row) === true;
    const parent = parents.get(rule);
    return holds && (parent === undefined || applies(parent, row));
  };
  const broken: Violation[] = [];
  for (const [rule, { Type, Status, EntityType, ValidationCriteria }] of Object.entries(
    ModelRules,
  )) {
    const { Keyword, Requirement, MustSatisfy } = ValidationCriteria;
    const isObligation = Keyword === 'MUST' || Keyword === 'MUST NOT';
    if (Type !== 'Static' || Status !== 'Active' || EntityType !== 'Column' || !isObligation)
      continue;
    if (Requirement === undefined || rule in NOT_JUDGED) continue;
    const column = isList(Requirement) ? Requirement.Items?.[0]?.ColumnName : undefined;
    const wrong = rows.filter(
      (row) =>
        (column === undefined || row[column] !== '') &&
        judge(Requirement, row) === false &&
        applies(rule, row),
    );
    const [example] = wrong;
    if (example !== undefined)
      broken.push({ rule, text: MustSatisfy, rows: wrong.length, example });
  }
  return broken;
}
