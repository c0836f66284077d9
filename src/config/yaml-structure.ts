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

/** Something wrong in a YAML text, and where: an index into it. */
export interface YamlProblem {
  readonly offset: number;
  readonly message: string;
}

/** A mapping is about ten levels deep. Far deeper ones overflow the stack of the code that walks them. */
const DEEPEST = 100;

/** Values in a file once its aliases are written out. A mapping of every kind has some 10,000. */
const MOST_VALUES = 200_000;

/** Uses of aliases in a file: the library looks through all anchors for each. */
const MOST_ALIASES = 1_000;

/**
 * Where the text nests deeper than anything sensible; found without recursion, which the library's own
 * composer is not: some thousands of brackets end the process, past any `catch`.
 */
export function findTooDeep(text: string): readonly YamlProblem[] {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    const { offset } = parser;
    Array.from(parser.next(lexeme)); // runs it; the tokens are not wanted
    if (parser.stack.length > DEEPEST) {
      return [{ offset, message: `nested deeper than ${DEEPEST} levels` }];
    }
  }
  return [];
}

/** How much there is to a value, with its aliases written out. */
interface Extent {
  readonly values: number;
  readonly depth: number;
}

const SINGLE: Extent = { values: 1, depth: 1 };

/** Duplicate keys, aliases that lead nowhere or in a circle, and aliases that multiply. */
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
  /** What each anchor names; undefined while that is being walked. */
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
