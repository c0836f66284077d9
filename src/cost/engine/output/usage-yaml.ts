/** The usage of one resource, for a usage file. */
export interface UsageEntry {
  /** An address in Terraform, a URN, or an ARN. */
  readonly address: string;
  /** Numbers, by the names of a usage file; a dot separates its levels. */
  readonly measured: ReadonlyMap<string, string>;
  /** What its cost takes besides, with its meaning: a comment. */
  readonly missing: ReadonlyMap<string, string>;
}

/** A key that needs no quotes in YAML, also with an index of Terraform. */
const PLAIN = /^[A-Za-z_][\w.:/$-]*(?:\[\d+\])?$/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** Usage as a usage file in the form of Infracost, in pieces. */
export async function* usageYaml(
  entries: AsyncIterable<UsageEntry>,
  head: readonly string[],
): AsyncGenerator<string, void> {
  yield [...head.map((line) => `# ${line}\n`), "version: '0.1'\nresource_usage:\n"].join('');
  for await (const { address, measured, missing } of entries) {
    const key = `${keyText(address)}:`;
    const isKnown = measured.size > 0;
    const lines = [
      isKnown ? key : `# ${key}`,
      ...linesOf(treeOf(measured), 1, valueText),
      ...linesOf(treeOf(missing), 1, (meaning) => `# ${meaning}`).map((line) => `# ${line}`),
    ];
    yield lines.map((line) => `  ${line}\n`).join('');
  }
}

type Tree = Map<string, string | Tree>;

/** `standard.storage_gb` is `storage_gb` below `standard`. */
function treeOf(usage: ReadonlyMap<string, string>): Tree {
  const tree: Tree = new Map();
  for (const [path, value] of usage) {
    const names = path.split('.');
    const last = names.pop() ?? path;
    let level = tree;
    for (const name of names) {
      const known = level.get(name);
      const next: Tree = typeof known === 'object' ? known : new Map<string, string | Tree>();
      level.set(name, next);
      level = next;
    }
    level.set(last, value);
  }
  return tree;
}

function linesOf(tree: Tree, depth: number, textOf: (value: string) => string): readonly string[] {
  const indent = '  '.repeat(depth);
  return [...tree].flatMap(([name, value]) =>
    typeof value === 'object'
      ? [`${indent}${keyText(name)}:`, ...linesOf(value, depth + 1, textOf)]
      : [`${indent}${keyText(name)}: ${textOf(value)}`],
  );
}

function keyText(key: string): string {
  return PLAIN.test(key) && !key.endsWith(':') ? key : JSON.stringify(key);
}

/** Without the zeros at its end: `12.5`. */
function valueText(value: string): string {
  return NUMBER.test(value) ? String(Number(value)) : JSON.stringify(value);
}
