import { z } from 'zod';
import { CELL_DIMENSIONS, COST_TAGS, type Cell } from '../cells.ts';
import { COST_CATEGORY, COST_CATEGORY_VALUES } from '../cost-category.ts';
import { cellsOn } from './cost-source.ts';
import { categoryOf, ExplorerDimension, filterOf, tagOf } from './filter.ts';
import { invalid, PageTokens, parsed, periodsOf, TimePeriod, type ExplorerContext, type ExplorerHandler } from './requests.ts'; // prettier-ignore

const MOST = 1_000;
const Common = {
  SearchString: z.string().default(''),
  TimePeriod,
  Filter: z.unknown().optional(),
  SortBy: z.unknown().optional(),
  BillingViewArn: z.string().optional(),
  MaxResults: z.number().optional(),
  NextPageToken: z.string().optional(),
};

interface Asked {
  readonly SearchString: string;
  readonly TimePeriod: TimePeriod;
  readonly Filter?: unknown;
  readonly MaxResults?: number | undefined;
  readonly NextPageToken?: string | undefined;
}

interface ValuePage {
  readonly values: readonly string[];
  readonly rest: { readonly ReturnSize: number; readonly TotalSize: number; readonly NextPageToken: string | undefined };
} // prettier-ignore

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetDimensionValues.html */
export const getDimensionValues: ExplorerHandler = (input, context) => {
  const schema = z.strictObject({
    ...Common,
    Dimension: ExplorerDimension,
    Context: z.enum(['COST_AND_USAGE', 'RESERVATIONS', 'SAVINGS_PLANS']).default('COST_AND_USAGE'),
  });
  const query = parsed(schema, input);
  const { Dimension } = query;
  if (!CELL_DIMENSIONS.includes(Dimension)) throw invalid('Dimension: unknown');
  const { values, rest } = valuesIn(query, `dimension ${Dimension}`, context, (labels) => labels.dimensions[Dimension]); // prettier-ignore
  return {
    DimensionValues: values.map((Value) => ({
      Value,
      Attributes:
        Dimension === 'LINKED_ACCOUNT' ? { description: context.accountNames(Value) } : {},
    })),
    ...rest,
  };
};

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetTags.html */
export const getTags: ExplorerHandler = (input, context) => {
  const query = parsed(z.strictObject({ ...Common, TagKey: z.string().optional() }), input);
  const { TagKey } = query;
  if (TagKey === undefined) {
    const found = COST_TAGS.filter((key) => key.includes(query.SearchString));
    return { Tags: found, ReturnSize: found.length, TotalSize: found.length };
  }
  const { values, rest } = valuesIn(query, `tag ${TagKey}`, context, (labels) => tagOf(labels, TagKey)); // prettier-ignore
  return { Tags: values, ...rest };
};

/** @see https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostCategories.html */
export const getCostCategories: ExplorerHandler = (input, context) => {
  const query = parsed(z.strictObject({ ...Common, CostCategoryName: z.string().optional() }), input); // prettier-ignore
  if (query.CostCategoryName === undefined) {
    return { CostCategoryNames: [COST_CATEGORY], ReturnSize: 1, TotalSize: 1 };
  }
  if (query.CostCategoryName !== COST_CATEGORY) {
    return { CostCategoryNames: [], CostCategoryValues: [], ReturnSize: 0, TotalSize: 0 };
  }
  const { values, rest } = valuesIn(query, 'category', context, categoryOf);
  const known = values.filter((value) => COST_CATEGORY_VALUES.some((one) => one === value));
  return { CostCategoryNames: [COST_CATEGORY], CostCategoryValues: known, ...rest };
};

/** The values of lines in a period, sorted, in pages. */
function valuesIn(
  query: Asked,
  what: string,
  context: ExplorerContext,
  valueOf: (labels: Cell['labels']) => string,
): ValuePage {
  const passes = filterOf(query.Filter);
  const { NextPageToken, ...rest } = query;
  const tokens = new PageTokens(context, what, rest);
  const found = new Set<string>();
  for (const { days } of periodsOf(query.TimePeriod, 'MONTHLY', context)) {
    for (const day of days) {
      for (const { labels } of cellsOn(day, context)) {
        if (passes(labels)) found.add(valueOf(labels));
      }
    }
  }
  const search = query.SearchString.toLowerCase();
  const values = [...found].filter((value) => value !== '' && value.toLowerCase().includes(search));
  values.sort();
  const size = context.pager.size(query.MaxResults, 1, MOST);
  const page = context.pager.page(what, values.length, size, tokens.open(NextPageToken));
  const shown = page.indices.flatMap((index) => values[index] ?? []);
  return {
    values: shown,
    rest: {
      ReturnSize: shown.length,
      TotalSize: values.length,
      NextPageToken: tokens.close(page.next),
    },
  };
}
