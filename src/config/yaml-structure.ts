import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  Parser,
  type Node,
  type Pair,
} from 'yaml';

/** A problem in a YAML text, with its index. */
export interface YamlProblem {
  readonly offset: number;
  readonly message: string;
}

/** A mapping is about ten levels deep. Far deeper ones overflow the stack of the code that walks them. */
const DEEPEST = 100;

/** Most values in a file with its aliases expanded. A mapping of every kind has some 10,000. */
const MOST_VALUES = 200_000;

/** Most uses of aliases in a file: the library searches all anchors for each. */
const MOST_ALIASES = 1_000;

/**
 * Where the text is nested too deeply. Found without recursion, because the library's own composer recurses:
 * thousands of brackets would crash the process, past any `catch`.
 */
export function findTooDeep(text: string): readonly YamlProblem[] {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    const { offset } = parser;
    Array.from(parser.next(lexeme)); // runs it; the tokens are not used
    if (parser.stack.length > DEEPEST) {
      return [{ offset, message: `nested deeper than ${DEEPEST} levels` }];
    }
  }
  return [];
}

/** The size of a value, with its aliases expanded. */
interface Extent {
  readonly values: number;
  readonly depth: number;
}

const SINGLE: Extent = { values: 1, depth: 1 };

/** Duplicate keys, undefined or circular aliases, and aliases that multiply. */
export function structureProblems(contents: unknown): readonly YamlProblem[] {
  const walk = new StructureWalk();
  const { values, depth } = walk.visit(contents);
  if (walk.problems.length > 0) return walk.problems;
  if (values > MOST_VALUES || depth > DEEPEST || walk.aliases > MOST_ALIASES) {
    const message = 'the aliases from here on make the file too large: use fewer';
    return [{ offset: walk.firstAlias ?? 0, message }];
  }
  return [];
}

class StructureWalk {
  readonly problems: YamlProblem[] = [];
  aliases = 0;
  firstAlias: number | undefined;
  /** The value of each anchor; undefined while it is being visited. */
  readonly #anchors = new Map<string, Extent | undefined>();

  visit(node: unknown): Extent {
    if (!isNode(node)) return SINGLE;
    if (isAlias(node)) return this.#visitAlias(node.source, offsetOf(node));
    const { anchor } = node;
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    const extent = this.#visitMembers(node);
    if (anchor !== undefined) this.#anchors.set(anchor, extent);
    return extent;
  }

  #visitAlias(name: string, offset: number): Extent {
    this.aliases += 1;
    this.firstAlias ??= offset;
    const extent = this.#anchors.get(name);
    if (extent !== undefined) return extent;
    const message = this.#anchors.has(name)
      ? `the alias *${name} stands inside what it repeats`
      : `nothing before here is named &${name}`;
    this.problems.push({ offset, message });
    return SINGLE;
  }

  #visitMembers(node: Node): Extent {
    if (isSeq(node)) return sum(node.items.map((item) => this.visit(item)));
    if (!isMap(node)) return SINGLE;
    const keys = new Set<unknown>();
    const extents = node.items.filter(isPair).map((pair) => this.#visitPair(pair, keys));
    return sum(extents);
  }

  #visitPair({ key, value }: Pair, keys: Set<unknown>): Extent {
    this.visit(key);
    if (isScalar(key)) {
      const name = String(key.value);
      if (keys.has(name)) {
        this.problems.push({ offset: offsetOf(key), message: `duplicate key "${name}"` });
      }
      keys.add(name);
    }
    return this.visit(value);
  }
}

function sum(extents: readonly Extent[]): Extent {
  let values = 1;
  let depth = 0;
  for (const extent of extents) {
    values += extent.values;
    depth = Math.max(depth, extent.depth);
  }
  return { values, depth: depth + 1 };
}

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
