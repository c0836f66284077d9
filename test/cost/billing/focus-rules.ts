import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';

/** A check of the rule model: its function, and the arguments that the function has. */
export type Check = {
  readonly CheckFunction?: string | undefined;
  readonly Items?: readonly Check[] | undefined;
  readonly [argument: string]: unknown;
};
const Check: z.ZodType<Check> = z.lazy(() =>
  z.looseObject({ CheckFunction: z.string().optional(), Items: z.array(Check).optional() }),
);

const Rule = z.looseObject({
  ApplicabilityCriteria: z.array(z.string()),
  ValidationCriteria: z.looseObject({
    MustSatisfy: z.string(),
    Keyword: z.string(),
    Requirement: Check,
    Condition: z.unknown(),
  }),
});
type Rule = z.output<typeof Rule>;
const Model = z.looseObject({ ModelRules: z.record(z.string(), Rule) });

/** A rule that can be checked, with the conditions of all rules above it, as SQL over the rows. */
export interface CheckedRule {
  readonly id: string;
  readonly keyword: string;
  readonly text: string;
  /** True for rows that the rule is about. */
  readonly condition: string;
  /** True for rows that keep it. */
  readonly predicate: string;
}

/** Columns of a data set, by name, with DuckDB's types. */
export type Columns = ReadonlyMap<string, string>;

/** The rule model of the FinOps Foundation, read as SQL. */
export class FocusRules {
  readonly #rules: Readonly<Record<string, Rule>>;
  readonly #columns: Columns;
  readonly #table: string;
  /** Rules about what the provider does not have. */
  readonly inapplicable = new Set<string>();
  /** Rules that need a person: nothing in the rows says whether they are kept. */
  readonly dynamic = new Set<string>();

  private constructor(rules: Readonly<Record<string, Rule>>, table: string, columns: Columns) {
    this.#rules = rules;
    this.#table = table;
    this.#columns = columns;
  }

  static async read(file: string, table: string, columns: Columns): Promise<FocusRules> {
    const text = gunzipSync(await readFile(file)).toString('utf8');
    return new FocusRules(Model.parse(JSON.parse(text)).ModelRules, table, columns);
  }

  get count(): number {
    return Object.keys(this.#rules).length;
  }

  /** @param supported what the provider has, of the model's applicability criteria */
  *all(
    supported: ReadonlySet<string>,
    root = 'CostAndUsage-D-000-M',
  ): Generator<CheckedRule, void> {
    yield* this.#below(root, 'true', supported);
  }

  *#below(id: string, above: string, supported: ReadonlySet<string>): Generator<CheckedRule, void> {
    const { ApplicabilityCriteria, ValidationCriteria } = this.#rule(id);
    if (!ApplicabilityCriteria.every((criterion) => supported.has(criterion))) {
      this.inapplicable.add(id);
      return;
    }
    const { Requirement, Keyword: keyword, MustSatisfy: text } = ValidationCriteria;
    const condition = `(${above}) and (${this.#conditionOf(id)})`;
    const { CheckFunction, Items = [] } = Requirement;
    const children = Items.map((item) => item['ModelRuleId']);
    if (CheckFunction === 'AND' && children.every((child) => typeof child === 'string')) {
      for (const child of children) yield* this.#below(child, condition, supported);
      return;
    }
    if (CheckFunction === undefined) {
      this.dynamic.add(id);
      return;
    }
    yield { id, keyword, text, condition, predicate: this.#sql(Requirement) };
  }

  #rule(id: string): Rule {
    const rule = this.#rules[id];
    if (rule === undefined) throw new Error(`the model has no rule ${id}`);
    return rule;
  }

  /** Some conditions are written as `{"AND": […]}`. */
  #conditionOf(id: string): string {
    const { Condition } = this.#rule(id).ValidationCriteria;
    const found = z.record(z.string(), z.unknown()).parse(Condition ?? {});
    if (Object.keys(found).length === 0) return 'true';
    const { AND } = found;
    if (AND === undefined) return this.#sql(Check.parse(found));
    return [AND]
      .flat()
      .map((check) => this.#sql(Check.parse(check)))
      .join(' and ');
  }

  #sql(check: Check): string {
    const { CheckFunction = '', Items = [] } = check;
    // Two of the model's conditions name their column by another word.
    const name = (argument = 'ColumnName'): string =>
      this.#column(String(check[argument] ?? check['CheckCondition']));
    const type = this.#columns.get(String(check['ColumnName'])) ?? '';
    switch (CheckFunction) {
      case 'AND':
        return `(${Items.map((item) => this.#sql(item)).join(' and ')})`;
      case 'OR':
        return `(${Items.map((item) => this.#sql(item)).join(' or ')})`;
      case 'CheckModelRule': {
        const id = String(check['ModelRuleId']);
        const requirement = this.#rule(id).ValidationCriteria.Requirement;
        return `(not (${this.#conditionOf(id)}) or ${this.#sql(requirement)})`;
      }
      case 'ColumnPresent':
        return String(this.#columns.has(String(check['ColumnName'])));
      case 'CheckValue':
        return `(${name()} is not distinct from ${literal(check['Value'])})`;
      case 'CheckNotValue':
        return `(${name()} is distinct from ${literal(check['Value'])})`;
      case 'CheckSameValue':
        return `(${name('ColumnAName')} is not distinct from ${name('ColumnBName')})`;
      case 'CheckNotSameValue':
        return `(${name('ColumnAName')} is distinct from ${name('ColumnBName')})`;
      case 'CheckGreaterOrEqualThanValue':
        return `(${name()} is null or ${name()} >= ${literal(check['Value'])})`;
      case 'CheckDecimalValue':
      case 'TypeDecimal':
      case 'FormatNumeric':
        return String(type.startsWith('DECIMAL'));
      case 'TypeString':
        return String(type === 'VARCHAR');
      case 'FormatString':
        return `(${name()} is null or regexp_full_match(${name()}, '[^\\x00-\\x1f]+'))`;
      case 'TypeDateTime':
      case 'FormatDateTime':
        return String(type === 'TIMESTAMP WITH TIME ZONE');
      case 'FormatKeyValue':
        return type.startsWith('MAP')
          ? 'true'
          : `(${name()} is null or json_type(${name()}) = 'OBJECT')`;
      case 'FormatUnit':
        return `(${name()} is null or length(${name()}) > 0)`;
      case 'FormatCurrency':
      case 'CheckNationalCurrency':
        return `(${name()} is null or regexp_full_match(${name()}, '[A-Z]{3}'))`;
      case 'ColumnByColumnEqualsColumnValue': {
        // AWS rounds each cost to ten digits, and adds up costs that are rounded.
        const product = `${name('ColumnAName')}::double * ${name('ColumnBName')}::double`;
        return `(abs(${product} - ${name('ResultColumnName')}::double) < 1e-9)`;
      }
      case 'CheckDistinctCount': {
        const [one, other] = [name('ColumnAName'), name('ColumnBName')];
        return `(${one} is null or ${one} in (select ${one} from ${this.#table} group by 1
          having count(distinct ${other}) = ${String(check['ExpectedCount'])}))`;
      }
      default:
        throw new Error(`unknown check ${CheckFunction}`);
    }
  }

  #column(name: string): string {
    if (!this.#columns.has(name)) throw new Error(`the data set has no column ${name}`);
    return `"${name}"`;
  }
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number') return String(value);
  return `'${z.string().parse(value).replaceAll("'", "''")}'`;
}

/** What AWS has, of the model's criteria. Names of accounts, and types of accounts, are not in the legacy report. */
export const SUPPORTED = new Set([
  'AVAILABILITY_ZONE_SUPPORTED',
  'BILLING_BASED_ON_PROVISIONED_RESOURCES_SUPPORTED',
  'CAPACITY_RESERVATION_SUPPORTED',
  'COMMITMENT_DISCOUNT_SUPPORTED',
  'MULTIPLE_PRICING_CATEGORIES_SUPPORTED',
  'NEGOTIATED_PRICING_SUPPORTED',
  'PRICING_BILLING_CURRENCY_DIFFERENCES_SUPPORTED',
  'PUBLIC_PRICE_LIST_SUPPORTED',
  'REGION_SUPPORTED',
  'RESOURCE_TYPE_ASSIGNMENT_SUPPORTED',
  'SUB_ACCOUNT_SUPPORTED',
  'TAGGING_SUPPORTED',
  'UNIT_PRICING_SUPPORTED',
  'USAGE_MEASUREMENT_SUPPORTED',
]);

/** The rules that rows break, each with their number. Recommendations do not count. */
export async function brokenRules(
  connection: DuckDBConnection,
  table: string,
  rules: FocusRules,
): Promise<Readonly<Record<string, string>>> {
  const broken: Record<string, string> = {};
  for (const { id, keyword, text, condition, predicate } of rules.all(SUPPORTED)) {
    if (!keyword.startsWith('MUST')) continue;
    const result = await connection.runAndReadAll(
      `select count(*) from ${table} where (${condition}) and not coalesce(${predicate}, false)`,
    );
    const rows = Number(result.getRows()[0]?.[0]);
    if (rows > 0) broken[id] = `${rows} rows: ${text}`;
  }
  return broken;
}

/** The columns of a table, with DuckDB's types. */
export async function columnsOf(connection: DuckDBConnection, table: string): Promise<Columns> {
  const described = await connection.runAndReadAll(`describe ${table}`);
  return new Map(described.getRows().map(([name, type]) => [String(name), String(type)] as const));
}
