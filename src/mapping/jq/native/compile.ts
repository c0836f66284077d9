import { builtinOf } from './builtins.ts';
import { allOf, caught, combine, combineTwo, type Filter, many, single } from './filter.ts';
import { OPERATORS } from './operators.ts';
import { type Node, NotNativeError } from './syntax.ts';
import {
  asString,
  elementsOf,
  isTruthy,
  memberAt,
  memberNamed,
  objectOf,
  sliceOf,
  textOf,
  Unsure,
  type Value,
} from './values.ts';

/** The slot of a variable's value during the evaluation of the rest. */
interface Cell {
  value: Value;
}
type Scope = ReadonlyMap<string, Cell>;

type NodeOf<Type extends Node['type']> = Extract<Node, { readonly type: Type }>;

const NOTHING = many(() => false);
const IDENTITY = single((input) => input);

/**
 * Compiles an expression to one closure.
 *
 * @throws {NotNativeError} for functions and forms that are left to jq
 */
export function compile(node: Node, scope: Scope = new Map()): Filter {
  const inner = (child: Node): Filter => compile(child, scope);
  switch (node.type) {
    case 'identity':
      return IDENTITY;
    case 'literal': {
      const { value } = node;
      return single(() => value);
    }
    case 'text':
      return compileText(node, inner);
    case 'index':
      return compileIndex(node, inner);
    case 'slice':
      return combine(
        [optional(node.from, inner), optional(node.to, inner), inner(node.target)],
        ([from, to, target]) => sliceOf(target, from, to),
      );
    case 'iterate': {
      const target = inner(node.target);
      return many((input, emit) =>
        target.each(input, (value) => elementsOf(value).some((element) => emit(element ?? null))),
      );
    }
    case 'pipe':
      return piped(inner(node.left), inner(node.right));
    case 'comma': {
      const left = inner(node.left);
      const right = inner(node.right);
      return many((input, emit) => left.each(input, emit) || right.each(input, emit));
    }
    case 'alternative':
      return alternative(inner(node.left), inner(node.right));
    case 'logic':
      return compileLogic(node, inner);
    case 'binary': {
      const operate = OPERATORS[node.operator];
      return combineTwo(inner(node.right), inner(node.left), (right, left) => operate(left, right));
    }
    case 'array': {
      if (node.body === undefined) return single(() => []);
      const body = inner(node.body);
      return single((input) => allOf(body, input));
    }
    case 'object':
      return compileObject(node, inner);
    case 'if':
      return compileIf(node, inner);
    case 'try':
      return compileTry(node, inner);
    case 'variable': {
      const cell = scope.get(node.name);
      if (cell === undefined) throw new NotNativeError(`$${node.name}`);
      return single(() => cell.value);
    }
    case 'bind':
      return compileBind(node, scope);
    case 'reduce':
      return compileReduce(node, scope);
    case 'call':
      return builtinOf(node, inner);
  }
}

type Compile = (node: Node) => Filter;

function optional(node: Node | undefined, inner: Compile): Filter {
  return node === undefined ? single(() => null) : inner(node);
}

function piped(left: Filter, right: Filter): Filter {
  const { one: first } = left;
  const { one: second } = right;
  if (first !== undefined && second !== undefined) return single((input) => second(first(input)));
  return many((input, emit) => left.each(input, (value) => right.each(value, emit)));
}

function compileText(node: NodeOf<'text'>, inner: Compile): Filter {
  const parts = node.parts.map((part) =>
    typeof part === 'string' ? single(() => part) : inner(part),
  );
  return combine(parts.toReversed(), (values) => values.toReversed().map(textOf).join(''));
}

function compileIndex({ target, key }: NodeOf<'index'>, inner: Compile): Filter {
  const from = inner(target);
  if (key.type !== 'literal' || typeof key.value !== 'string') {
    return combineTwo(inner(key), from, (at, value) => memberAt(value, at));
  }
  const name = key.value;
  if (from === IDENTITY) return single((input) => memberNamed(input, name));
  return piped(
    from,
    single((value) => memberNamed(value, name)),
  );
}

/** Outputs of the left that are neither null nor false; if there are none, the outputs of the right. */
function alternative(left: Filter, right: Filter): Filter {
  const { one: first } = left;
  const { one: second } = right;
  if (first !== undefined && second !== undefined) {
    return single((input) => {
      const value = first(input);
      return isTruthy(value) ? value : second(input);
    });
  }
  return many((input, emit) => {
    const found = { any: false };
    const isStopped = left.each(input, (value) => {
      if (!isTruthy(value)) return false;
      found.any = true;
      return emit(value);
    });
    return isStopped || (!found.any && right.each(input, emit));
  });
}

function compileLogic({ operator, left, right }: NodeOf<'logic'>, inner: Compile): Filter {
  const first = inner(left);
  const second = inner(right);
  const decisive = operator === 'or';
  const { one: firstOne } = first;
  const { one: secondOne } = second;
  if (firstOne !== undefined && secondOne !== undefined) {
    return single((input) =>
      isTruthy(firstOne(input)) === decisive ? decisive : isTruthy(secondOne(input)),
    );
  }
  return many((input, emit) =>
    first.each(input, (value) =>
      isTruthy(value) === decisive
        ? emit(decisive)
        : second.each(input, (other) => emit(isTruthy(other))),
    ),
  );
}

function compileObject({ members }: NodeOf<'object'>, inner: Compile): Filter {
  const parts = members.flatMap(({ key, value }) => [inner(key), inner(value)]);
  return combine(parts, (values) => {
    const pairs: (readonly [string, Value])[] = [];
    for (let index = 0; index < values.length; index += 2) {
      pairs.push([asString(values[index]), values[index + 1]]);
    }
    return objectOf(pairs);
  });
}

function compileIf(node: NodeOf<'if'>, inner: Compile): Filter {
  const condition = inner(node.condition);
  const then = inner(node.then);
  const otherwise = node.otherwise === undefined ? IDENTITY : inner(node.otherwise);
  const { one: test } = condition;
  const { one: yes } = then;
  const { one: no } = otherwise;
  if (test !== undefined && yes !== undefined && no !== undefined) {
    return single((input) => (isTruthy(test(input)) ? yes(input) : no(input)));
  }
  return many((input, emit) =>
    condition.each(input, (value) => (isTruthy(value) ? then : otherwise).each(input, emit)),
  );
}

function compileTry({ body, handler }: NodeOf<'try'>, inner: Compile): Filter {
  if (handler === undefined) return caught(inner(body), NOTHING);
  // A handler that reads the error would need jq's exact messages.
  if (handler.type !== 'literal') throw new NotNativeError('catch');
  return caught(inner(body), inner(handler));
}

function compileBind({ source, name, body }: NodeOf<'bind'>, scope: Scope): Filter {
  const from = compile(source, scope);
  const cell: Cell = { value: null };
  const behind = compile(body, new Map([...scope, [name, cell]]));
  const { one: first } = from;
  const { one: second } = behind;
  if (first !== undefined && second !== undefined) {
    return single((input) => {
      cell.value = first(input);
      return second(input);
    });
  }
  return many((input, emit) =>
    from.each(input, (value) => {
      cell.value = value;
      return behind.each(input, emit);
    }),
  );
}

function compileReduce(node: NodeOf<'reduce'>, scope: Scope): Filter {
  const source = compile(node.source, scope);
  const start = compile(node.start, scope);
  const cell: Cell = { value: null };
  const update = compile(node.update, new Map([...scope, [node.name, cell]]));
  return many((input, emit) =>
    start.each(input, (initial) => {
      let state = initial;
      source.each(input, (value) => {
        cell.value = value;
        const states = allOf(update, state);
        if (states.length === 0) throw new Unsure();
        state = states.at(-1);
        return false;
      });
      return emit(state);
    }),
  );
}
