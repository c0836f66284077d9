/** A column of an export, as DuckDB sees it. */
export interface ExportColumn {
  readonly name: string;
  /** `VARCHAR`, `DOUBLE`, `MAP(VARCHAR, VARCHAR)`, … */
  readonly type: string;
}

/** Columns whose names begin alike: `resourceTags/user:team` is the tag `team`. */
export interface NamedColumn extends ExportColumn {
  readonly key: string;
}

/** Tags and cost categories that have columns of their own, by the column that has all of them in other exports. */
const SPREAD: Readonly<Record<string, RegExp>> = {
  resource_tags:
    /^resource(?:tags\/user:|_tags_user_)(?<key>.+)$|^resource(?:tags\/|_tags_)(?<other>.+)$/i,
  cost_category: /^cost(?:category\/|_category_)(?<key>.+)$/i,
};

/** Columns that hold others as a map, in CUR 2.0. */
const MAPS = ['product', 'discount', 'cost_category', 'resource_tags'];

/** Finds columns by the name that CUR 2.0 or FOCUS gives them, whatever the export calls them. */
export class ExportColumns {
  readonly #columns = new Map<string, ExportColumn>();
  readonly all: readonly ExportColumn[];

  constructor(columns: readonly ExportColumn[]) {
    this.all = columns;
    for (const column of columns) {
      this.#columns.set(column.name.toLowerCase(), column);
      const cur = curName(column.name);
      if (cur !== undefined) this.#columns.set(cur, column);
    }
  }

  find(name: string): ExportColumn | undefined {
    return this.#columns.get(name.toLowerCase());
  }

  /** The map that holds a column, and its key there: `product` and `region` for `product_region`. */
  findInMap(name: string): { readonly map: ExportColumn; readonly key: string } | undefined {
    const prefix = MAPS.find((map) => name.startsWith(`${map}_`));
    const map = prefix === undefined ? undefined : this.find(prefix);
    if (map === undefined || prefix === undefined) return undefined;
    return { map, key: name.slice(prefix.length + 1) };
  }

  /** The columns that stand for one map, where the export has no such map. */
  spread(name: string): readonly NamedColumn[] {
    const pattern = SPREAD[name];
    if (pattern === undefined) return [];
    return this.all.flatMap((column) => {
      const { key, other } = pattern.exec(column.name)?.groups ?? {};
      const named = key ?? other;
      return named === undefined ? [] : [{ ...column, key: named }];
    });
  }
}

/**
 * A column of the legacy report under its name in CUR 2.0: `lineItem/UnblendedCost` is `line_item_unblended_cost`.
 *
 * @returns undefined for a name of another form
 * @see https://docs.aws.amazon.com/cur/latest/userguide/cur-ate-run.html
 */
function curName(name: string): string | undefined {
  const [category = '', column, ...rest] = name.split('/');
  if (column === undefined || rest.length > 0) return undefined;
  return `${snakeCase(category)}_${snakeCase(column)}`;
}

/** Every capital letter begins a word: `SavingsPlanARN` is `savings_plan_a_r_n`. */
function snakeCase(name: string): string {
  return name
    .replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/^_/, '');
}
