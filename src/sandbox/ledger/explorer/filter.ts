import { z } from 'zod';
import { CELL_DIMENSIONS, COST_TAGS, type Cell } from '../cells.ts';
import { categoryName } from '../cost-category.ts';
import { invalid } from './requests.ts';

export const ExplorerDimension = z.enum(CELL_DIMENSIONS);
const Match = z.enum(['EQUALS', 'ABSENT', 'STARTS_WITH', 'ENDS_WITH', 'CONTAINS', 'CASE_SENSITIVE', 'CASE_INSENSITIVE']); // prettier-ignore
type Match = z.output<typeof Match>;

const Values = {
  Values: z.array(z.string()).default([]),
  MatchOptions: z.array(Match).default([]),
};
const DimensionCondition = z.strictObject({ Key: ExplorerDimension, ...Values });
const NamedCondition = z.strictObject({ Key: z.string(), ...Values });

/** A condition on sums of lines. */
export interface Expression {
  readonly And?: readonly Expression[] | undefined;
  readonly Or?: readonly Expression[] | undefined;
  readonly Not?: Expression | undefined;
  readonly Dimensions?: z.output<typeof DimensionCondition> | undefined;
  readonly Tags?: z.output<typeof NamedCondition> | undefined;
  readonly CostCategories?: z.output<typeof NamedCondition> | undefined;
}

export const Expression: z.ZodType<Expression> = z.lazy(() =>
  z
    .strictObject({
      And: z.array(Expression).min(2).optional(),
      Or: z.array(Expression).min(2).optional(),
      Not: Expression.optional(),
      Dimensions: DimensionCondition.optional(),
      Tags: NamedCondition.optional(),
      CostCategories: NamedCondition.optional(),
    })
    .refine((one) => Object.values(one).filter((part) => part !== undefined).length === 1, {
      error: 'an expression has exactly one of And, Or, Not, Dimensions, Tags and CostCategories',
    }),
);

export type CellFilter = (labels: Cell['labels']) => boolean;

/** A filter of a request; all lines pass without one. */
export function filterOf(filter: unknown): CellFilter {
  if (filter === undefined) return () => true;
  const parsed = Expression.safeParse(filter);
  if (!parsed.success) throw invalid(`Filter: ${parsed.error.issues[0]?.message ?? ''}`);
  return (labels) => matches(parsed.data, labels);
}

function matches(one: Expression, labels: Cell['labels']): boolean {
  const { And, Or, Not, Dimensions, Tags, CostCategories } = one;
  if (And !== undefined) return And.every((part) => matches(part, labels));
  if (Or !== undefined) return Or.some((part) => matches(part, labels));
  if (Not !== undefined) return !matches(Not, labels);
  if (Dimensions !== undefined) return holds(Dimensions, labels.dimensions[Dimensions.Key]);
  if (Tags !== undefined) return holds(Tags, tagOf(labels, Tags.Key));
  return CostCategories !== undefined && holds(CostCategories, categoryOf(labels));
}

function holds(
  { Values, MatchOptions }: { readonly Values: readonly string[]; readonly MatchOptions: readonly Match[] },
  value: string,
): boolean {
  if (MatchOptions.includes('ABSENT')) return value === '';
  const fold = (text: string): string =>
    MatchOptions.includes('CASE_INSENSITIVE') ? text.toLowerCase() : text;
  return Values.some((wanted) => {
    const [own, other] = [fold(value), fold(wanted)];
    if (MatchOptions.includes('STARTS_WITH')) return own.startsWith(other);
    if (MatchOptions.includes('ENDS_WITH')) return own.endsWith(other);
    return MatchOptions.includes('CONTAINS') ? own.includes(other) : own === other;
  });
} // prettier-ignore

/** The value of a tag; empty without it, and for keys that are not activated. */
export function tagOf({ tags }: Cell['labels'], key: string): string {
  return COST_TAGS.some((known) => known === key) ? (tags[key] ?? '') : '';
}

export function categoryOf({ tags }: Cell['labels']): string {
  return categoryName(tags['environment'] ?? '');
}
