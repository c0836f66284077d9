import type { Node } from './syntax.ts';

/** The possible origin of a value in the item. */
interface Origin {
  readonly path: readonly string[];
  /** Somewhere below the path: its members are not tracked. */
  readonly isDeep: boolean;
}

type Origins = readonly Origin[];
type Variables = ReadonlyMap<string, Origins>;

/** Functions that return their input, or nothing. */
const SELECTIONS = new Set(
  'values nulls strings numbers booleans arrays objects scalars iterables'.split(' '),
);
/** Functions of one argument that evaluate it on elements or members of the input. */
const OVER_ELEMENTS = new Set(
  'map map_values with_entries any all sort_by group_by unique_by min_by max_by'.split(' '),
);

/**
 * Paths of the item that an expression may read, found without evaluating it: an upper bound. An empty path
 * means the whole item.
 */
export function readsOf(node: Node): readonly (readonly string[])[] {
  const reader = new Reader();
  reader.use(reader.follow(node, [{ path: [], isDeep: false }], new Map()));
  return [...reader.paths.values()];
}

class Reader {
  readonly paths = new Map<string, readonly string[]>();

  /** Records that values are read. */
  use(origins: Origins): Origins {
    for (const { path } of origins) this.paths.set(JSON.stringify(path), path);
    return origins;
  }

  /** The origins of a node's outputs, given the origins of its input. */
  follow(node: Node, input: Origins, variables: Variables): Origins {
    const inner = (child: Node): Origins => this.follow(child, input, variables);
    const used = (child: Node | undefined): Origins =>
      child === undefined ? [] : this.use(inner(child));
    switch (node.type) {
      case 'identity':
        return input;
      case 'literal':
        return [];
      case 'text':
        return node.parts.flatMap((part) => (typeof part === 'string' ? [] : used(part)));
      case 'index':
        return this.#member(inner(node.target), node.key, () => used(node.key));
      case 'slice':
        used(node.from);
        used(node.to);
        return deep(inner(node.target));
      case 'iterate':
        return deep(inner(node.target));
      case 'pipe':
        return this.follow(node.right, inner(node.left), variables);
      case 'comma':
        return [...inner(node.left), ...inner(node.right)];
      case 'alternative':
        return [...used(node.left), ...inner(node.right)];
      case 'logic':
      case 'binary':
        return deep([...used(node.left), ...used(node.right)]);
      case 'array':
        return deep(used(node.body));
      case 'object':
        return deep(node.members.flatMap(({ key, value }) => [...used(key), ...used(value)]));
      case 'if': {
        used(node.condition);
        const otherwise = node.otherwise === undefined ? input : inner(node.otherwise);
        return [...inner(node.then), ...otherwise];
      }
      case 'try':
        return [...inner(node.body), ...used(node.handler)];
      case 'variable':
        return variables.get(node.name) ?? [];
      case 'bind':
        return this.follow(
          node.body,
          input,
          new Map([...variables, [node.name, inner(node.source)]]),
        );
      case 'reduce': {
        const state = deep([...used(node.start), ...used(node.source)]);
        const next = new Map([...variables, [node.name, deep(inner(node.source))]]);
        return deep([...state, ...this.use(this.follow(node.update, state, next))]);
      }
      case 'call':
        return this.#call(node, input, variables);
    }
  }

  #member(target: Origins, key: Node, use: () => void): Origins {
    if (key.type !== 'literal' || typeof key.value !== 'string') {
      use();
      return deep(target);
    }
    const name = key.value;
    return target.map((origin) =>
      origin.isDeep ? origin : { path: [...origin.path, name], isDeep: false },
    );
  }

  #call(
    { name, arguments: nodes }: Extract<Node, { readonly type: 'call' }>,
    input: Origins,
    variables: Variables,
  ): Origins {
    if (nodes.length === 0 && SELECTIONS.has(name)) return this.use(input);
    const [first] = nodes;
    if (name === 'select' && first !== undefined) {
      this.use(this.follow(first, input, variables));
      return input;
    }
    this.use(input);
    const on = OVER_ELEMENTS.has(name) && nodes.length === 1 ? deep(input) : input;
    const results = nodes.reduce<Origins>((before, node) => {
      const from = nodes.length === 2 && before.length > 0 ? deep(before) : on;
      return [...before, ...this.use(this.follow(node, from, variables))];
    }, []);
    return deep([...input, ...results]);
  }
}

function deep(origins: Origins): Origins {
  return origins.map(({ path }) => ({ path, isDeep: true }));
}
