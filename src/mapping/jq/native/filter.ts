import { JqError, type Value } from './values.ts';

/** Receives one output; returns true when it needs no more. */
export type Emit = (value: Value) => boolean;

/** A compiled piece of an expression. */
export interface Filter {
  /** Set when there is always exactly one output: the fast path. */
  readonly one: ((input: Value) => Value) | undefined;
  /** Passes on each output, in jq's order, until no more are needed; returns true in that case. */
  readonly each: (input: Value, emit: Emit) => boolean;
}

/** A filter with exactly one output. */
export function single(one: (input: Value) => Value): Filter {
  return { one, each: (input, emit) => emit(one(input)) };
}

/** A filter with any number of outputs. */
export function many(each: Filter['each']): Filter {
  return { one: undefined, each };
}

export function allOf(filter: Filter, input: Value): readonly Value[] {
  if (filter.one !== undefined) return [filter.one(input)];
  const values: Value[] = [];
  filter.each(input, (value) => {
    values.push(value);
    return false;
  });
  return values;
}

/** The first output, if there is one. */
export function firstOf(filter: Filter, input: Value): { readonly value: Value } | undefined {
  if (filter.one !== undefined) return { value: filter.one(input) };
  let first: { readonly value: Value } | undefined;
  filter.each(input, (value) => {
    first = { value };
    return true;
  });
  return first;
}

/**
 * Combines each output of each filter with each output of the others.
 *
 * @param filters the first varies slowest, and is evaluated first
 */
export function combine(
  filters: readonly Filter[],
  result: (values: readonly Value[]) => Value,
): Filter {
  const quick = filters.map(({ one }) => one);
  if (quick.every((one) => one !== undefined)) {
    return single((input) => result(quick.map((one) => one(input))));
  }
  return many((input, emit) => {
    const values: Value[] = [];
    const from = (index: number): boolean => {
      const filter = filters[index];
      if (filter === undefined) return emit(result(values));
      return filter.each(input, (value) => {
        values[index] = value;
        return from(index + 1);
      });
    };
    return from(0);
  });
}

/** Two filters, the fast path of {@link combine}. */
export function combineTwo(
  outer: Filter,
  inner: Filter,
  result: (outer: Value, inner: Value) => Value,
): Filter {
  const { one: outerOne } = outer;
  const { one: innerOne } = inner;
  if (outerOne !== undefined && innerOne !== undefined) {
    return single((input) => {
      const first = outerOne(input);
      return result(first, innerOne(input));
    });
  }
  return combine([outer, inner], ([first, second]) => result(first, second));
}

/** An error from behind the filter, passing through an unrelated `try`. */
class Downstream extends Error {
  readonly error: unknown;

  constructor(error: unknown) {
    super('from behind');
    this.error = error;
  }
}

/** `try body catch handler`: only errors of the body itself are caught. */
export function caught(body: Filter, handler: Filter): Filter {
  return many((input, emit) => {
    try {
      return body.each(input, (value) => {
        try {
          return emit(value);
        } catch (error) {
          throw new Downstream(error);
        }
      });
    } catch (error) {
      if (error instanceof Downstream) throw error.error;
      if (!(error instanceof JqError)) throw error;
    }
    return handler.each(input, emit);
  });
}
